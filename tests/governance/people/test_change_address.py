"""Changing where somebody's mail goes."""

import pytest

from governance.errors import Denied, Invalid, StaleState
from governance.models import LedgerEntry, User
from governance.services import people

NEW = "ana@elsewhere.example"


def test_the_record_says_that_it_changed_and_not_where_to(cast, now):
    people.change_address(actor=cast.ada, user_id=cast.id("ana"), email=NEW, now=now)
    assert User.objects.get(pk=cast.id("ana")).email == NEW
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.actor) == ("person.address_changed", cast.ada.key)
    assert "elsewhere" not in entry.body


def test_an_empty_one_ends_mail(cast, now):
    people.change_address(actor=cast.ada, user_id=cast.id("ana"), email="", now=now)
    assert User.objects.get(pk=cast.id("ana")).email == ""


def test_what_is_no_address_is_named(cast, unchanged, now):
    with unchanged(), pytest.raises(Invalid) as refused:
        people.change_address(actor=cast.ada, user_id=cast.id("ana"), email="nowhere", now=now)
    assert "ana@example.org" in refused.value.fields["email"]


def test_the_same_again_is_said(cast, unchanged, now):
    address = cast.user("ana").email
    with unchanged(), pytest.raises(StaleState):
        people.change_address(actor=cast.ada, user_id=cast.id("ana"), email=address, now=now)


@pytest.mark.parametrize(("who", "whose"), [("ana", "ana"), ("ola", "ana"), ("ada", "ada")])
def test_nobody_else_does_and_nobody_their_own(cast, unchanged, now, who, whose):
    with unchanged(), pytest.raises(Denied):
        people.change_address(actor=cast.actor(who), user_id=cast.id(whose), email=NEW, now=now)
