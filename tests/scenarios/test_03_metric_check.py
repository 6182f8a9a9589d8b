"""Scenario 3: a metric that a run claims, against its objective, under a policy that counts it."""

import json

import pytest

from governance.errors import Invalid, Unreachable
from tests.scenarios.policies import own
from tests.story import reading
from workflows.mlflow import client
from workflows.services import candidates

pytestmark = pytest.mark.django_db
OBJECTIVE = {"metric": "roc_auc", "direction": "at_least", "threshold": "0.80"}


@pytest.fixture
def lap(lap_under):
    """At Training, under a policy that counts what a run claims; ROC AUC is to be at least 0.80."""
    lap = lap_under(own(counts="claimed"))
    lap.brief = {"objectives": [OBJECTIVE]}
    lap.ready_to_train()
    return lap


def metric_check(lap):
    return next(one for one in lap.stage("training").checks if one.rule.key == "objectives-met")


@pytest.mark.parametrize(
    ("claims", "outcome", "said"),
    [
        ({"roc_auc": "0.80"}, "passed", "claimed 0.8, at least 0.8 is wanted: met"),
        ({"roc_auc": "0.79"}, "failed", "missed by 0.01"),
        ({"f1": "0.99"}, "failed", "metric not found in run run1"),
        ({"roc_auc": "nan"}, "failed", "not a number (NaN) in run run1"),
    ],
)
def test_the_claim_is_held_against_the_objective(lap, claims, outcome, said):
    candidate = lap.nominate(**claims)
    lap.measure(candidate, "0.81")
    check = metric_check(lap)
    assert check.outcome.outcome == outcome
    assert said in check.outcome.reason
    review = lap.open_gate("training", "sam", "ana", "sia")
    assert (review.state == "approved") == (outcome == "passed")
    assert lap.stage("training").is_open == (outcome == "passed")


def test_mlflow_unreachable_is_unknown_and_opens_nothing(lap, monkeypatch):
    def silence(**_):
        raise Unreachable("MLflow doesn't answer.")

    monkeypatch.setattr(client, "model_version", silence)
    with pytest.raises(Unreachable):
        candidates.nominate(
            actor=lap.cast.sam,
            cycle_id=lap.cycle.pk,
            model="late-arrivals",
            version="1",
            now=lap.tick(),
        )
    assert not lap.cycle.candidates.exists()
    assert metric_check(lap).outcome.outcome == "unknown"
    with pytest.raises(Invalid, match="nothing to review"):
        lap.submit("training", "sam")


def test_value_and_run_are_frozen_in_the_review(lap, monkeypatch):
    lap.measure(lap.nominate(roc_auc="0.80"), "0.81")
    review = lap.submit("training", "sam")
    monkeypatch.setattr(client, "model_version", lambda **_: reading("1", roc_auc="0.11"))
    frozen = json.loads(review.facts)["claimed"]["roc_auc"]
    assert frozen == {"value": "0.80", "run_id": "run1", "state": "ok"}
    kept = review.check_results.get(key="objectives-met")
    assert kept.outcome == "passed"
    assert "run1" in kept.source
    assert "0.8" in kept.value
