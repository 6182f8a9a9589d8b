"""kill -9 of the worker inside a send: nobody goes unheard, and nothing is told twice in the portal.

What holds by e-mail is this. A message that the server didn't take before the kill comes once. One
that it took, and of which the worker could no longer note it, comes again under the same Message-ID:
at least once, and known to be the same. No other message waits for it or is touched.
"""

import time
from collections.abc import Callable, Iterator
from email.message import Message

import pytest
from django.utils import timezone

from governance import relay
from governance.models import Delivery, Dispatch, Notice
from governance.services import dispatches
from portal.tasks import send_notices
from projects.models import UseCase
from projects.services import comments
from tests.cast import Cast
from tests.fixtures.parts import wait_until
from tests.fixtures.stack import Stack
from tests.projects.conftest import Make
from tests.reliability.mailserver import AFTER, BEFORE, MailServer, serving

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]


@pytest.fixture
def post() -> Iterator[MailServer]:
    with serving() as server:
        yield server


@pytest.fixture
def people(live_stack: Stack) -> Cast:
    """A use case with everybody in it, of whose beginnings nobody is told."""
    cast = Cast(timezone.now())
    cast.policy_version()
    cast.join(Make(cast, cast.now).use_case().scope)
    Delivery.objects.all().delete()
    return cast


@pytest.fixture
def worker(live_stack: Stack, post: MailServer, people: Cast) -> Iterator[Stack]:
    # One process: a second would have Dee's message under way when both are killed.
    live_stack.environment |= {"EMAIL_URL": post.url, "PITWALL_WORKERS": "1"}
    live_stack.start("worker")
    yield live_stack
    if live_stack.parts["worker"].alive:
        live_stack.parts["worker"].kill()


def until(stack: Stack, true: Callable[[], object], what: str) -> None:
    """Do as runner and beat do, who ring again and again, until it is true."""

    def rung() -> object:
        relay.relay_step(timezone.now())
        send_notices.apply_async(expires=10)
        time.sleep(0.3)
        return true()

    try:
        wait_until(rung, what, 20)
    except AssertionError as late:
        rows = list(Dispatch.objects.values("address", "lease", "attempts", "done_at", "error"))
        raise AssertionError(f"{late}\n{rows}\n{stack.logs()[-4000:]}") from None


def mention(cast: Cast) -> None:
    """Sam mentions Ana and Dee: one event, told both in the portal and by e-mail, at once."""
    about = f"use_case:{UseCase.objects.get().pk}"
    comments.add(actor=cast.sam, subject=about, text="@ana @dee look", now=timezone.now())


def told() -> list[tuple[str, int]]:
    rows = Notice.objects.filter(kind="mention").order_by("pk")
    return list(rows.values_list("recipient__username", "entry_id"))


def said(letter: Message) -> tuple[str, str]:
    """What a mailbox knows a message by, and its text."""
    return letter["Message-ID"], letter.get_payload(0).get_payload(decode=True).decode()


@pytest.mark.parametrize(("point", "letters"), [(BEFORE, 1), (AFTER, 2)])
def test_a_killed_sender_loses_nothing_and_repeats_only_what_was_taken(
    worker, people, post, point, letters
):
    post.kill(point, worker.parts["worker"].pid)
    mention(people)
    until(worker, lambda: not worker.parts["worker"].alive, "the sender is killed")
    assert not Dispatch.objects.exclude(done_at=None).exists()
    assert len(post.to("ana")) == letters - 1

    worker.start("worker")
    until(worker, lambda: post.to("dee"), "Dee hears meanwhile")
    # Whose message was under way is left alone until its lease is over: here five minutes pass.
    assert len(post.to("ana")) == letters - 1
    assert Dispatch.objects.filter(lease__gt=timezone.now(), done_at=None).update(
        lease=timezone.now()
    )
    until(worker, lambda: not Dispatch.objects.filter(done_at=None).exists(), "all is sent")

    assert (len(post.to("ana")), len(post.to("dee"))) == (letters, 1)
    assert len({said(one) for one in post.to("ana")}) == 1
    assert dispatches.claim(now=timezone.now() + 10 * dispatches.LEASE) is None
    (entry,) = {entry for _name, entry in told()}
    assert told() == [("ana", entry), ("dee", entry)]
