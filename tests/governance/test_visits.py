"""When somebody looked at their desk: a visit ends after half an hour, and is written seldom."""

from datetime import timedelta

import pytest

from governance.actors import Actor
from governance.models import LedgerEntry, Visit
from governance.services import visits

pytestmark = pytest.mark.django_db


def test_a_first_look_has_nothing_before_it(cast, now):
    assert visits.look(actor=cast.ana, now=now) is None


def test_a_look_the_next_day_knows_the_last_one(cast, now):
    visits.look(actor=cast.ana, now=now)
    visits.look(actor=cast.ana, now=now + timedelta(minutes=5))
    tomorrow = now + timedelta(days=1)
    assert visits.look(actor=cast.ana, now=tomorrow) == now + timedelta(minutes=5)


def test_loading_the_page_again_does_not_empty_what_it_says(cast, now):
    visits.look(actor=cast.ana, now=now)
    later = now + timedelta(days=1)
    for minutes in (0, 1, 20, 45):
        assert visits.look(actor=cast.ana, now=later + timedelta(minutes=minutes)) == now


def test_it_writes_at_most_once_a_minute(cast, now):
    visits.look(actor=cast.ana, now=now)
    visits.look(actor=cast.ana, now=now + timedelta(seconds=59))
    assert Visit.objects.get().at == now
    visits.look(actor=cast.ana, now=now + timedelta(seconds=60))
    assert Visit.objects.get().at == now + timedelta(seconds=60)


def test_each_person_has_a_visit_of_their_own(cast, now):
    visits.look(actor=cast.ana, now=now)
    assert visits.look(actor=cast.ava, now=now + timedelta(days=1)) is None


def test_a_look_leaves_no_entry_in_the_record(cast, now):
    before = LedgerEntry.objects.count()
    visits.look(actor=cast.ana, now=now)
    assert LedgerEntry.objects.count() == before


def test_a_part_of_pitwall_has_no_desk(db, now):
    assert visits.look(actor=Actor.system("relay"), now=now) is None
    assert not Visit.objects.exists()
