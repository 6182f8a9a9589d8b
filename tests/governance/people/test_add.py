"""Making accounts."""

import pytest

from governance.errors import Denied, Invalid
from governance.models import LedgerEntry, User
from governance.services import people


def added(cast, now, **changes):
    values = {"username": "new", "full_name": "New Person", "email": "new@example.org"}
    return people.add(actor=cast.ada, **(values | changes), now=now)


def test_it_makes_an_account_and_an_entry(cast, now):
    user = added(cast, now, time_zone="Europe/Vienna", password="a-long-enough-one")
    assert (user.label, user.time_zone, user.check_password("a-long-enough-one")) == (
        "New Person", "Europe/Vienna", True,
    )  # fmt: skip
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.actor, entry.occurred_at) == ("person.added", cast.ada.key, now)
    assert "example.org" not in entry.body


def test_without_a_password_nobody_signs_in(cast, now):
    assert not added(cast, now).has_usable_password()


@pytest.mark.parametrize("name", ["ana", "ola", "val", "stan"])
def test_it_refuses_all_but_administrators(cast, now, name):
    with pytest.raises(Denied) as told:
        people.add(actor=cast.actor(name), username="new", full_name="New", now=now)
    assert told.value.who_can == "administrator"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ANA"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "a\x00"}, "username"),
        ({"full_name": " "}, "full_name"),
        ({"full_name": "x" * 151}, "full_name"),
        ({"email": "ana at example"}, "email"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"password": "short"}, "password"),
    ],
)
def test_it_names_what_it_cant_take(cast, now, changes, field):
    before = User.objects.count(), LedgerEntry.objects.count()
    with pytest.raises(Invalid) as told:
        added(cast, now, **changes)
    assert set(told.value.fields) == {field}
    assert (User.objects.count(), LedgerEntry.objects.count()) == before
