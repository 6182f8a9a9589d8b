"""Scenario 4: the brief changes after its approval."""

import pytest

from projects import queries
from workflows import standing

pytestmark = pytest.mark.django_db
STRICTER = {"metric": "roc_auc", "direction": "at_least", "threshold": "0.95"}


@pytest.fixture
def approved(lap):
    lap.start()
    lap.review = lap.define()
    return lap


def test_a_change_of_meaning_makes_the_approval_stale_and_shuts_the_gate(approved):
    approved.make.brief(approved.use_case, objectives=[STRICTER])
    assert approved.states()["definition"] == "shut"
    assert approved.reasons("definition") == "The content has changed since round 1 was approved."


def test_what_was_open_behind_it_shuts_too(lap):
    lap.ready_to_train()
    lap.make.brief(lap.use_case, residency="anywhere")
    assert {key for key, state in lap.states().items() if state == "open"} == {"data"} - {"data"}
    assert not lap.stage("training").workable


def test_the_difference_is_between_the_approved_revision_and_the_current(approved):
    before = queries.latest_brief(approved.use_case)
    after = approved.make.brief(approved.use_case, objectives=[STRICTER])
    (change,) = queries.brief_difference(before, after)
    assert "0.9" in change.before
    assert "0.95" in change.after
    assert change.bears_on_meaning


def test_the_old_decision_stays_in_history_and_does_not_count(approved):
    approved.make.brief(approved.use_case, objectives=[STRICTER])
    approved.settle()
    approved.review.refresh_from_db()
    assert approved.review.state == "approved"
    assert approved.review.votes.count() == 2
    first, second = approved.cycle.attempts.filter(stage="definition").order_by("n")
    assert (first.end, second.ended_at) == ("approved", None)
    again = approved.open_gate("definition", "ana", "ava")
    assert again.state == "open"
    assert "data scientist" in approved.reasons("definition")
    approved.vote(again, "sam")
    assert approved.states()["definition"] == "open"


def test_the_approved_brief_coming_back_is_approved_still(approved):
    approved.make.brief(approved.use_case, objectives=[STRICTER])
    approved.settle()
    approved.make.brief(approved.use_case)
    assert approved.states()["definition"] == "open"


def test_a_change_of_wording_leaves_it_open(approved):
    approved.make.brief(approved.use_case, title="Late landings", description="In other words.")
    approved.settle()
    seen = standing.of(approved.cycle, now=approved.now)
    assert seen.stages["definition"].is_open
    assert approved.cycle.attempts.filter(stage="definition").count() == 1
