"""The Training gate: claimed beside measured, champion beside challenger."""

import pytest

from tests.portal.pages.breaching import judge
from tests.portal.pages.reading import words
from workflows.models import Comparison
from workflows.services import evaluations

pytestmark = pytest.mark.django_db
TRAINING = "/use-cases/late-arrivals/gates/{cycle}/training/"


def test_claimed_stands_beside_measured_and_says_which_counts(site, lap):
    lap.ready_to_train()
    candidate = lap.nominate(roc_auc="0.97")
    lap.measure(candidate, "0.905")
    lap.submit("training", "sam")
    said = words(site.client("ana").get(TRAINING.format(cycle=1)))
    assert "ROC AUC ≥ 0.90 0.905 0.905 – 0.905 0.970 more than measured +0.065 Met" in said
    assert "The run claims more than was measured: ROC AUC." in said
    assert "The objective is met: ROC AUC 0.905, needs ≥ 0.90." in said
    assert "No version is in service yet, so v1 has nothing to be compared with." in said
    assert "What Pitwall measured counts; what the run claims stands beside it." in said
    assert "evaluation E-" in said
    assert "first try of 3 on these 6 rows" in said


def test_a_measurement_under_way_is_looked_at_again_without_a_script_of_ours(site, lap):
    lap.ready_to_train()
    lap.nominate()
    response = site.client("sam").get(TRAINING.format(cycle=1))
    assert "Pitwall measures it now" in words(response)
    assert "Wait for the measurement" in words(response)
    assert b'hx-trigger="every 5s"' in response.content


def test_nothing_is_polled_once_it_is_measured(site, lap):
    lap.ready_to_train()
    lap.measure(lap.nominate())
    response = site.client("sam").get(TRAINING.format(cycle=1))
    assert response.content.count(b"hx-trigger") == 1, "the bell's"


def test_whoever_trained_it_is_told_why_not(site, lap):
    lap.ready_to_train()
    lap.measure(lap.nominate(by="sia"), "0.91")
    lap.submit("training", "sam")
    said = words(site.client("sia").get(TRAINING.format(cycle=1)))
    assert "You trained this version" in said
    assert "Cast my vote" not in said


def test_the_desk_of_the_voter_shows_what_was_measured(site, lap):
    lap.ready_to_train()
    lap.measure(lap.nominate(), "0.905")
    lap.submit("training", "sam")
    said = words(site.client("ana").get("/"))
    assert "One thing waits for you, Ana" in said
    assert "Is v1 good enough to build on?" in said
    assert "ROC AUC, needs ≥ 0.90 0.905" in said


@pytest.fixture
def challenged(site, lap, monkeypatch) -> Comparison:
    """A second version, measured beside the one in service on the same held-out data."""
    judge(lap, lap.round(), "0.89", monkeypatch)
    lap.pin()
    lap.nominate("2")
    pair = Comparison.objects.get()
    for evaluation_id, value, sha in (
        (pair.challenger_id, "0.912", "cd" * 32),
        (pair.champion_id, "0.907", "ab" * 32),
    ):
        evaluations.measured(
            evaluation_id=evaluation_id,
            metrics={"roc_auc": {"value": value, "low": "0.901", "high": "0.918"}},
            segments=[],
            rows=16_000,
            artifacts_sha=sha,
            missing=[],
            predictions_path="",
            now=lap.tick(),
        )
    evaluations.compared(
        comparison_id=pair.pk,
        differences={
            "roc_auc": {
                "champion": {"value": "0.907"},
                "challenger": {"value": "0.912"},
                "difference": {"value": "0.005", "low": "0.002", "high": "0.008"},
            }
        },
        now=lap.tick(),
    )
    return pair


def test_challenger_and_champion_are_drawn_with_the_interval_of_their_difference(
    site, lap, challenged
):
    lap.submit("training", "sam")
    response = site.client("ana").get(TRAINING.format(cycle=2))
    said = words(response)
    assert "Challenger v2 against champion v1" in said
    assert (
        "v2 is better than v1 on the same 16,000 rows: ROC AUC +0.005 (95 % +0.002 to +0.008)."
        in said
    )
    assert "second try of 3 on these 16,000 rows" in said
    assert b"Challenger v2 against champion v1. ROC AUC" in response.content


def test_the_difference_from_the_version_approved_before_is_shown(site, lap, challenged):
    lap.submit("training", "sam")
    said = words(site.client("ana").get(TRAINING.format(cycle=2)))
    assert "Changed since the last approval" in said
    assert "late-arrivals v1 late-arrivals v2" in said
    assert "− version: 1" in said
    assert "+ version: 2" in said
