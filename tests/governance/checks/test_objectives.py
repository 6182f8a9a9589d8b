"""objectives-met: what counts, what is shown beside it, and the very edge of a threshold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.governance.checks.material import OBJECTIVE, run

CLAIMED = {"counts": "claimed"}


def claim(value: str | None, state: str = "ok") -> dict:
    return {"roc_auc": {"value": value, "run_id": "run-1", "state": state}}


@pytest.mark.parametrize(
    ("claimed", "outcome", "says"),
    [
        (claim("0.80"), "passed", "claimed 0.8, at least 0.8 is wanted: met."),
        (claim("0.79"), "failed", "claimed 0.79, at least 0.8 is wanted: missed by 0.01."),
        ({}, "failed", "metric not found in run run-1"),
        (claim(None, "missing"), "failed", "metric not found in run run-1"),
        (claim("nan"), "failed", "not a number (NaN) in run run-1"),
        (claim("nan", "nan"), "failed", "not a number (NaN) in run run-1"),
        (claim("inf", "nan"), "failed", "not a number (NaN) in run run-1"),
        (claim(None, "unreachable"), "unknown", "MLflow couldn't be reached"),
        (claim("0.9", "unreachable"), "unknown", "MLflow couldn't be reached"),
        (claim("high"), "unknown", "can't be read"),
    ],
)
def test_scenario_3_when_the_claimed_metric_counts(claimed, outcome, says):
    said = run("objectives-met", CLAIMED, claimed=claimed, measured=...)
    assert said.outcome == outcome
    assert says in said.reason
    assert said.value["run_id"] == "run-1"
    assert said.source == "run run-1"


def test_it_freezes_the_values_and_the_run():
    said = run("objectives-met", CLAIMED)
    assert said.value == {
        "counts": "claimed",
        "run_id": "run-1",
        "objectives": [
            {
                "metric": "roc_auc",
                "direction": "at_least",
                "threshold": "0.80000000",
                "segment": "",
                "measured": "0.905",
                "claimed": "0.97",
                "outcome": "passed",
            }
        ],
    }


def test_scenario_17_measured_counts_and_the_claim_is_pointed_out():
    said = run("objectives-met")
    assert said.outcome == "passed"
    assert said.reason == (
        "roc_auc: measured 0.905 (0.897 to 0.913), at least 0.8 is wanted: met. "
        "The run claims 0.97, 0.065 higher."
    )
    assert said.source == f"evaluation E-4 on {'c' * 12}"


def test_a_high_claim_does_not_help_a_low_measurement():
    said = run("objectives-met", measured__metrics={"roc_auc": {"value": "0.79"}})
    assert said.outcome == "failed"
    assert (
        "measured 0.79, at least 0.8 is wanted: missed by 0.01. The run claims 0.97" in said.reason
    )


def test_an_equal_claim_is_told_too():
    said = run("objectives-met", claimed=claim("0.905"))
    assert said.reason.endswith("The run claims the same.")


def test_where_the_claim_counts_the_measurement_stands_beside_it():
    assert run("objectives-met", CLAIMED).reason.endswith("Pitwall measured 0.905, 0.065 lower.")


@pytest.mark.parametrize(
    ("changes", "outcome", "says"),
    [
        ({"measured": ...}, "unknown", "whether it was measured isn't known"),
        ({"measured__state": "none"}, "unknown", "not measured yet"),
        ({"measured__state": "waiting"}, "unknown", "hasn't ended yet"),
        (
            {"measured__state": "failed", "measured__reason": "It ran out of memory."},
            "failed",
            "the measurement failed: It ran out of memory.",
        ),
        ({"measured__metrics": {}}, "failed", "metric not found in evaluation E-4"),
        ({"measured__metrics": {"roc_auc": {"value": "nan"}}}, "failed", "(NaN) in evaluation E-4"),
        ({"measured__metrics": {"roc_auc": {"value": None}}}, "failed", "(NaN) in evaluation E-4"),
        ({"brief__objectives": []}, "failed", "no objective for held-out data"),
        (
            {"brief__objectives": [OBJECTIVE | {"measured_on": "live"}]},
            "failed",
            "no objective for held-out data",
        ),
        (
            {"brief__objectives": [OBJECTIVE | {"threshold": "nan"}]},
            "unknown",
            "threshold isn't a number",
        ),
        ({"brief__objectives": ...}, "unknown", "objectives aren't known"),
        ({"brief": ...}, "unknown", "There is no brief yet"),
    ],
)
def test_it_never_passes_on_less_than_a_measured_number(changes, outcome, says):
    said = run("objectives-met", **changes)
    assert (said.outcome, says in said.reason) == (outcome, True), said


@pytest.mark.parametrize(
    ("direction", "value", "outcome"),
    [
        ("at_least", "0.8", "passed"),
        ("at_least", "0.80", "passed"),
        ("at_least", "0.8000000000000000001", "passed"),
        ("at_least", "0.7999999999999999999", "failed"),
        ("at_most", "0.8", "passed"),
        ("at_most", "0.8000000000000000001", "failed"),
        ("at_most", "0.7999999999999999999", "passed"),
        ("at_most", "-1", "passed"),
    ],
)
def test_the_threshold_itself_is_met_and_numbers_are_compared_as_decimals(
    direction, value, outcome
):
    objectives = [OBJECTIVE | {"direction": direction}]
    metrics = {"roc_auc": {"value": value}}
    said = run("objectives-met", brief__objectives=objectives, measured__metrics=metrics)
    assert said.outcome == outcome


@given(st.decimals(0, 1, places=10))
def test_a_missed_threshold_never_reads_as_if_it_were_met(value):
    said = run("objectives-met", claimed=..., measured__metrics={"roc_auc": {"value": str(value)}})
    assert said.outcome == ("passed" if value >= Decimal("0.8") else "failed")
    told = Decimal(said.reason.split("measured ")[1].split(",")[0])
    assert (told >= Decimal("0.8")) == (value >= Decimal("0.8"))


def test_every_objective_has_to_be_met():
    objectives = [OBJECTIVE, OBJECTIVE | {"metric": "f1", "threshold": "0.73"}]
    metrics = {"roc_auc": {"value": "0.9"}, "f1": {"value": "0.72"}}
    said = run("objectives-met", brief__objectives=objectives, measured__metrics=metrics)
    assert said.outcome == "failed"
    assert "roc_auc: measured 0.9" in said.reason
    assert "f1: measured 0.72, at least 0.73 is wanted: missed by 0.01." in said.reason


def test_a_failure_outweighs_what_is_unknown():
    objectives = [OBJECTIVE | {"threshold": "x"}, OBJECTIVE | {"metric": "f1"}]
    assert run("objectives-met", brief__objectives=objectives).outcome == "failed"


def test_an_objective_of_a_segment_is_judged_on_its_rows():
    objectives = [OBJECTIVE | {"segment": "month=4"}]
    said = run("objectives-met", brief__objectives=objectives)
    assert said.outcome == "failed"
    assert said.reason == (
        "roc_auc where month=4: measured 0.78, at least 0.8 is wanted: missed by 0.02."
    )


def test_a_segment_that_was_not_measured_fails():
    objectives = [OBJECTIVE | {"segment": "month=5"}]
    said = run("objectives-met", brief__objectives=objectives)
    assert said.outcome == "failed"
    assert "no such part, or fewer than 30 rows of it, in evaluation E-4" in said.reason


def test_a_run_claims_nothing_of_a_segment():
    objectives = [OBJECTIVE | {"segment": "month=4"}]
    said = run("objectives-met", CLAIMED, brief__objectives=objectives)
    assert said.outcome == "failed"
