"""Channels at the console: acts of administrators; addresses are never shown."""

import pytest
from django.test import Client

from governance.models import Channel, Dispatch

pytestmark = pytest.mark.django_db
PAGE = "/admin/governance/channel/"
FORM = {
    "name": "#gates",
    "address": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "kinds": ["vote", "release"],
}


@pytest.fixture
def sign_in(cast):
    def client(name: str) -> Client:
        found = Client()
        found.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return found

    return client


def test_an_administrator_adds_tries_changes_and_closes_one(sign_in):
    client = sign_in("ada")
    answer = client.post(PAGE + "act/add/", FORM, follow=True)
    assert "Send a test to see whether it works." in answer.content.decode()
    row = Channel.objects.get()
    answer = client.post(f"{PAGE}{row.pk}/act/test/", follow=True)
    assert Dispatch.objects.get().channel == row
    client.post(f"{PAGE}{row.pk}/act/change/", {**FORM, "name": "#other", "address": ""})
    page = client.get(f"{PAGE}{row.pk}/change/").content.decode()
    assert "#other" in page
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in page
    assert row.address not in page
    client.post(f"{PAGE}{row.pk}/act/close/")
    row.refresh_from_db()
    assert row.closed_at


def test_a_wrong_address_is_told_at_its_field_and_not_repeated(sign_in):
    answer = sign_in("ada").post(PAGE + "act/add/", {**FORM, "address": "file:///etc/passwd"})
    assert answer.status_code == 422
    assert "sent to" in answer.content.decode()
    assert "/etc/passwd" not in answer.content.decode()
    assert not Channel.objects.exists()


def test_officers_read_and_members_do_not(sign_in):
    sign_in("ada").post(PAGE + "act/add/", FORM)
    assert sign_in("ola").get(PAGE).status_code == 200
    assert sign_in("ola").post(PAGE + "act/add/", FORM).status_code == 403
    assert sign_in("ana").get(PAGE).status_code in {302, 403}


def test_a_dead_dispatch_is_seen_and_tried_again(sign_in, now):
    client = sign_in("ada")
    client.post(PAGE + "act/add/", FORM)
    row = Dispatch.objects.create(
        channel=Channel.objects.get(),
        address="channel:1",
        due_at=now,
        dead_at=now,
        error="No route",
    )
    page = "/admin/governance/dispatch/"
    assert "No route" in client.get(page + "?standing=dead").content.decode()
    client.post(f"{page}{row.pk}/act/retry/")
    row.refresh_from_db()
    assert (row.dead_at, row.attempts) == (None, 0)
