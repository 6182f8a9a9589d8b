"""Scenario 1: a gate with a quorum of two IT votes and an analyst's."""

from datetime import timedelta

import pytest

from governance.errors import Denied, StaleState
from governance.services import delegations, memberships, people
from governance.words import Role, SiteRole
from tests.cast import SETUP
from tests.scenarios.policies import TWO_IT_ONE_ANALYST
from workflows.models import ModelProcess, Release
from workflows.services import gates

pytestmark = pytest.mark.django_db


@pytest.fixture
def lap(lap_under):
    """All but Release is open; Dov submits it."""
    lap = lap_under(TWO_IT_ONE_ANALYST)
    lap.ready_to_release()
    lap.review = lap.submit("release", "dov")
    return lap


def test_one_vote_of_each_is_not_enough_and_the_gate_says_who_can(lap):
    lap.vote(lap.review, "ivo")
    lap.vote(lap.review, "ana")
    assert lap.states()["release"] == "asked"
    assert lap.reasons("release") == "Waits for one more IT vote; Ivo has voted, Ira can."


def test_the_same_person_again_is_told_so_and_not_counted(lap):
    lap.vote(lap.review, "ivo")
    lap.vote(lap.review, "ana")
    with pytest.raises(StaleState, match="You have voted in this round"):
        lap.vote(lap.review, "ivo")
    assert lap.review.votes.count() == 2
    assert lap.states()["release"] == "asked"


def test_the_submitter_is_refused_in_another_role(lap):
    memberships.add(
        actor=SETUP,
        scope_id=lap.use_case.scope_id,
        user_id=lap.cast.id("dov"),
        role=Role.IT,
        now=lap.tick(),
    )
    with pytest.raises(Denied, match="You submitted this") as refused:
        lap.vote(lap.review, "dov", role="it")
    assert refused.value.who_can == "Ivo, Ira (IT); Ana, Ava (analyst)"


def test_the_submitter_is_refused_for_somebody_who_lent_the_role(lap):
    delegations.give(
        actor=lap.cast.ivo,
        taker_id=lap.cast.id("dov"),
        role="it",
        scope_id=lap.use_case.scope_id,
        until=lap.now + timedelta(days=1),
        now=lap.now,
    )
    with pytest.raises(Denied, match="You submitted this"):
        lap.vote(lap.review, "dov", role="it", on_behalf_of_id=lap.cast.id("ivo"))


def test_the_submitters_role_lent_to_another_is_no_way_round(lap):
    memberships.add(
        actor=SETUP,
        scope_id=lap.use_case.scope_id,
        user_id=lap.cast.id("dov"),
        role=Role.IT,
        now=lap.tick(),
    )
    delegations.give(
        actor=lap.cast.dov,
        taker_id=lap.cast.id("ann"),
        role="it",
        scope_id=lap.use_case.scope_id,
        until=lap.now + timedelta(days=1),
        now=lap.now,
    )
    with pytest.raises(Denied, match="Dov submitted this"):
        lap.vote(lap.review, "ann", role="it", on_behalf_of_id=lap.cast.id("dov"))


def test_the_submitter_is_refused_as_administrator(lap):
    people.grant_site_role(
        actor=SETUP, user_id=lap.cast.id("dov"), role=SiteRole.ADMINISTRATOR, now=lap.tick()
    )
    dov = lap.cast.actor("dov", now=lap.tick())
    assert dov.site_roles == {"administrator"}
    with pytest.raises(Denied, match="You submitted this"):
        gates.vote(actor=dov, review_id=lap.review.pk, choice="approve", now=lap.now)


def test_the_third_valid_vote_opens_the_gate_and_deploys_nothing(lap):
    lap.vote(lap.review, "ivo")
    lap.vote(lap.review, "ana")
    assert lap.vote(lap.review, "ira").opened
    assert lap.states()["release"] == "open"
    assert not Release.objects.exists()
    assert not ModelProcess.objects.exists()
