"""Scenario 15: a member is removed in the middle of a review."""

import pytest

from governance.errors import NotVisible
from governance.models import LedgerEntry, Membership
from governance.services import memberships
from tests.scenarios.policies import TWO_IT_ONE_ANALYST, own
from workflows.services import gates

pytestmark = pytest.mark.django_db


def leave(lap, name: str) -> None:
    row = Membership.objects.get(scope=lap.use_case.scope, user=lap.cast.user(name))
    memberships.remove(actor=lap.cast.ana, membership_id=row.pk, now=lap.tick())
    lap.tick()


def at_release(lap):
    lap.ready_to_release()
    review = lap.submit("release", "dov")
    lap.vote(review, "ivo")
    return review


def test_his_vote_stays_in_the_record_and_counts_no_more(lap_under):
    lap = lap_under(TWO_IT_ONE_ANALYST)
    review = at_release(lap)
    leave(lap, "ivo")
    lap.vote(review, "ana")
    assert not lap.vote(review, "ira").opened
    assert lap.states()["release"] == "asked"
    assert review.votes.filter(voter=lap.cast.user("ivo")).count() == 1


def test_it_counts_on_where_policy_says_so(lap_under):
    lap = lap_under(own(votes_of_leavers_count="true"))
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "sam")
    leave(lap, "sam")
    assert lap.vote(review, "ava").opened


def test_he_sees_and_votes_no_more(lap_under):
    lap = lap_under(TWO_IT_ONE_ANALYST)
    lap.ready_to_release()
    review = lap.submit("release", "dov")
    leave(lap, "ivo")
    with pytest.raises(NotVisible):
        gates.vote(actor=lap.cast.ivo, review_id=review.pk, choice="approve", now=lap.tick())


def test_his_name_stays_readable_in_the_record(lap_under):
    lap = lap_under(TWO_IT_ONE_ANALYST)
    at_release(lap)
    leave(lap, "ivo")
    entry = LedgerEntry.objects.filter(kind="vote.cast").latest("pk")
    assert '"name":"Ivo"' in entry.body
    assert str(lap.cast.user("ivo").uuid) in entry.body
    assert LedgerEntry.objects.filter(kind="vote.void").count() == 1
