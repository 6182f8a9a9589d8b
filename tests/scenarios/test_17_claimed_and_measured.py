"""Scenario 17: a run claims 0.97, Pitwall measures 0.905 on the held-out data."""

import json

import pytest

from governance.errors import GateShut
from workflows.models import Evaluation
from workflows.services import evaluations

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(lap):
    """At Training, a version nominated that claims 0.97."""
    lap.ready_to_train()
    lap.candidate = lap.nominate(roc_auc="0.97")
    return lap


def check(lap, key: str = "objectives-met"):
    return next(one for one in lap.stage("training").checks if one.rule.key == key).outcome


def ask_again(lap) -> Evaluation:
    return evaluations.ask(actor=lap.cast.sam, candidate_id=lap.candidate.pk, now=lap.tick())


def test_the_gate_shows_both_and_points_out_the_difference(claimed):
    claimed.measure(claimed.candidate, "0.905")
    said = check(claimed)
    assert said.outcome == "passed"
    assert "measured 0.905" in said.reason
    assert "The run claims 0.97, 0.065 higher." in said.reason


def test_the_measured_one_counts(claimed):
    claimed.measure(claimed.candidate, "0.895")
    assert check(claimed).outcome == "failed"
    claimed.open_gate("training", "sam", "ana", "sia")
    assert claimed.states()["training"] == "asked"


def test_both_are_frozen_with_the_review(claimed):
    claimed.measure(claimed.candidate, "0.905")
    facts = json.loads(claimed.submit("training", "sam").facts)
    assert facts["claimed"]["roc_auc"]["value"] == "0.97"
    assert facts["measured"]["metrics"]["roc_auc"]["value"] == "0.905"


def test_a_second_try_on_the_same_data_is_numbered_two(claimed):
    claimed.measure(claimed.candidate, "0.905")
    second = ask_again(claimed)
    assert second.n == 2
    claimed.measure(claimed.candidate, "0.91")
    assert "second try on this data" in check(claimed, "evaluation-limit").reason.lower()


def test_the_fourth_is_refused_and_leaves_nothing_behind(claimed):
    for n in (2, 3):
        claimed.measure(claimed.candidate, "0.905")
        assert ask_again(claimed).n == n
    claimed.measure(claimed.candidate, "0.905")
    with pytest.raises(GateShut) as shut:
        ask_again(claimed)
    assert "try 4 on the same held-out data; the policy allows 3" in shut.value.reasons[0]
    assert Evaluation.objects.count() == 3


def test_another_candidate_does_not_begin_to_count_anew(claimed):
    claimed.measure(claimed.candidate, "0.905")
    other = claimed.nominate("2", roc_auc="0.98")
    assert other.evaluations.get().n == 2
