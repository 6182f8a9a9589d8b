"""A brief that turns stricter once gates have opened: what was approved has to hold under it."""

from tests.projects.conftest import AUC, MILD


def redefine(lap, **changes):
    """Another brief, approved by the people who approve briefs."""
    lap.make.brief(lap.use_case, **changes)
    lap.settle()
    lap.open_gate("definition", "ana", "ava", "sam")


def test_an_environment_approved_for_internal_data_asks_an_officer_once_data_is_restricted(lap):
    lap.start()
    lap.define()
    lap.prepare_platform()
    redefine(lap, classification="restricted")
    assert lap.states()["platform"] == "shut"
    review = lap.open_gate("platform", "ivo", "ira")
    assert lap.states()["platform"] == "asked"
    lap.vote(review, "ola")
    assert lap.states()["platform"] == "open"


def test_what_the_policy_does_not_look_at_leaves_it_open(lap):
    lap.start()
    lap.define()
    lap.prepare_platform()
    redefine(lap, need="Crews are called far too late.")
    assert lap.states()["platform"] == "open"


def test_a_trained_version_asks_a_validator_once_the_tier_is_high(lap):
    lap.ready_to_train()
    lap.train_()
    redefine(lap, questionnaire={**MILD, "safety": "yes"})
    assert lap.states()["training"] == "shut"
    assert "changed" in lap.reasons("training")


def test_a_trained_version_is_held_against_the_objective_of_now(lap):
    lap.ready_to_train()
    lap.train_(value="0.91")
    redefine(lap, objectives=[{**AUC, "threshold": "0.95"}])
    assert lap.states()["training"] == "shut"
    assert "missed by 0.04" in lap.reasons("training")
