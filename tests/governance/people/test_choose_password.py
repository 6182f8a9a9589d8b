"""Choosing one's own password."""

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid
from governance.models import LedgerEntry, User
from governance.services import people

NEW = "round-the-other-loop"


def test_it_holds_and_the_record_says_nothing_of_it(cast, now):
    people.choose_password(actor=cast.ana, password=NEW, now=now)
    assert User.objects.get(pk=cast.id("ana")).check_password(NEW)
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.actor) == ("person.password_chosen", cast.ana.key)
    assert NEW not in entry.body


def test_one_that_is_too_easy_is_refused(cast, unchanged, now):
    with unchanged(), pytest.raises(Invalid):
        people.choose_password(actor=cast.ana, password="short", now=now)


def test_a_service_account_never_gets_one_by_a_letter(cast, unchanged, now):
    robot = people.add(
        actor=cast.ada, username="robot", full_name="Robot", is_service=True, now=now
    )
    with unchanged(), pytest.raises(Denied):
        people.choose_password(actor=Actor.of(robot, via="page", now=now), password=NEW, now=now)
