"""What leaves the house: signed, seen by its owner, to where it may go, and in bounded time."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Signer

from governance.models import LedgerEntry, Membership, Webhook, WebhookAttempt, WebhookMessage
from governance.services import ledger, memberships, people, webhook_messages, webhooks
from portal.notices import audiences
from portal.notices.event import Event
from portal.webhooks import posting, sending
from tests.cast import SETUP

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The host's, because the library that verifies looks at its clock."""
    return timezone.now()


@pytest.fixture
def scope(cast):
    return cast.team()


@pytest.fixture
def made(cast, scope, receiver, now):
    """Dov's webhook for findings of the use case."""
    return webhooks.create(
        actor=cast.dov,
        scope_id=scope.pk,
        name="pipeline",
        address=receiver.address,
        events=["finding.opened"],
        now=now,
    )


@pytest.fixture
def send(scope, now):
    """Let a finding be told, and send what is due."""

    def sent(where=scope) -> WebhookMessage | None:
        with transaction.atomic():
            entry = ledger.record(
                actor=SETUP, kind="finding.opened", scope=where, subject="finding:7", now=now, n=1
            )
            webhook_messages.enlist(entry=entry, now=now)
        sending.send_due(clock=lambda: now)
        return WebhookMessage.objects.filter(entry_id=entry.pk).first()

    return sent


def test_the_library_of_the_specification_verifies_it(made, send, receiver):
    row = send()
    (came,) = receiver.came
    said = Signer(made.secret).verify(came.body, came.headers)
    entry = LedgerEntry.objects.get(pk=row.entry_id)
    assert said["type"] == "finding.opened"
    assert said["data"]["entry"]["uuid"] == str(entry.uuid)
    assert said["data"]["values"] == {"n": 1}
    assert said["data"]["use_case"] == "late-arrivals"
    assert said["data"]["links"]["entry"].endswith(f"/late-arrivals/record/{entry.pk}/")


def test_both_secrets_sign_until_the_overlap_is_over(made, send, receiver, cast, now):
    hook = made.webhook.pk
    newer = webhooks.rotate(actor=cast.dov, webhook_id=hook, overlap_hours=2, now=now).secret
    send()
    came = receiver.came[-1]
    assert came.signed_by(made.secret)
    assert came.signed_by(newer)
    later = now + timedelta(hours=2)
    webhooks.try_out(actor=cast.dov, webhook_id=hook, now=later)
    sending.send_due(clock=lambda: later)
    came = receiver.came[-1]
    assert not came.signed_by(made.secret)
    assert came.signed_by(newer)


def test_an_owner_who_left_the_team_pauses_it_and_others_are_told(made, send, receiver, cast, now):
    for one in Membership.objects.filter(user=cast.id("dov")):
        memberships.remove(actor=SETUP, membership_id=one.pk, now=now)
    send()
    hook = Webhook.objects.get()
    assert receiver.came == []
    assert hook.state == "paused"
    assert "Dov" in hook.paused_why
    told = audiences.of(Event.of(LedgerEntry.objects.get(kind="webhook.paused"), now))
    assert {cast.id("dov"), cast.id("dot"), cast.id("ivo")} <= told.keys()
    assert cast.id("ana") not in told


def test_an_owner_whose_account_was_closed_pauses_it(made, send, receiver, cast, now):
    people.deactivate(actor=cast.ada, user_id=cast.id("dov"), now=now)
    send()
    assert receiver.came == []
    assert Webhook.objects.get().state == "paused"


def test_an_administrator_s_webhook_tells_nothing_that_he_doesn_t_see(
    cast, send, receiver, scope, now
):
    webhooks.create(
        actor=cast.ada,
        scope_id=None,
        name="all",
        address=receiver.address,
        events=["finding.opened"],
        now=now,
    )
    assert send() is None
    # What he saw when it happened, and sees no more, isn't sent either.
    entry = LedgerEntry.objects.filter(kind="finding.opened").latest("pk")
    WebhookMessage.objects.create(
        webhook=Webhook.objects.get(),
        entry_id=entry.pk,
        scope=scope,
        event="finding.opened",
        created_at=now,
        due_at=now,
    )
    sending.send_due(clock=lambda: now)
    assert receiver.came == []
    assert WebhookMessage.objects.get().left_out == sending.UNSEEN


def test_a_name_that_leads_elsewhere_by_now_is_not_followed(made, send, receiver, settings):
    settings.WEBHOOK_PRIVATE = []
    row = send()
    assert receiver.came == []
    assert "private network" in row.error


def test_a_name_that_changes_between_look_and_connection_is_not_followed(
    made, send, receiver, settings, monkeypatch
):
    settings.WEBHOOK_PRIVATE = []
    monkeypatch.setattr(posting.outward, "judge", lambda _: None)
    row = send()
    assert receiver.came == []
    assert "private network" in row.error


def test_a_redirect_is_not_followed(made, send, receiver):
    receiver.headers = {"Location": receiver.address}
    receiver.answer = lambda _: (307, "")
    row = send()
    assert len(receiver.came) == 1
    assert row.error == "The receiver answered 307."


def test_proxies_of_the_environment_are_not_asked(made, send, receiver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert send().done_at


def test_of_an_answer_without_end_the_beginning_is_kept(made, send, receiver):
    receiver.answer = lambda _: (200, "€" * 100_000)
    assert send().done_at
    assert len(WebhookAttempt.objects.get().response_body.encode()) < 3 * posting.MOST_BODY


def test_a_receiver_that_sends_a_byte_now_and_then_is_given_up(monkeypatch, settings):
    settings.WEBHOOK_PRIVATE = ["127.0.0.1"]
    monkeypatch.setattr(posting, "ALL", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server,), daemon=True).start()
        began = time.monotonic()
        answer = posting.post(f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", {})
    assert time.monotonic() - began < 5
    assert "in time" in answer.error


def _drip(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            try:
                line.sendall(b"a")
            except OSError:
                return
            time.sleep(0.1)
