"""Tries on the same held-out data, and challenger against champion."""

from decimal import Decimal

import pytest

from tests.governance.checks.material import OBJECTIVE, run

LOSS = OBJECTIVE | {"metric": "log_loss", "direction": "at_most"}


def pair(value: str, low: str = "0", high: str = "0") -> dict:
    return {
        "champion": {"value": "0.9"},
        "challenger": {"value": "0.91"},
        "difference": {"value": value, "low": low, "high": high},
    }


@pytest.mark.parametrize(("n", "outcome"), [(1, "passed"), (3, "passed"), (4, "failed")])
def test_scenario_17_the_tries_are_counted(n, outcome):
    assert run("evaluation-limit", {"limit": 3}, measured__n=n).outcome == outcome


def test_it_says_which_try_this_is():
    assert run("evaluation-limit", {"limit": 3}).reason == (
        "The third try on this data; the policy allows 3."
    )
    assert run("evaluation-limit", {"limit": 9}, measured__n=11).reason.startswith("The 11th try")


@pytest.mark.parametrize(
    ("metric", "difference", "margin", "outcome"),
    [
        ("roc_auc", "0", "0", "passed"),
        ("roc_auc", "0.001", "0", "passed"),
        ("roc_auc", "-0.0000001", "0", "failed"),
        ("roc_auc", "-0.01", "0.01", "passed"),
        ("roc_auc", "-0.0100001", "0.01", "failed"),
        ("log_loss", "-0.1", "0", "passed"),
        ("log_loss", "0.01", "0.01", "passed"),
        ("log_loss", "0.02", "0.01", "failed"),
    ],
)
def test_worse_by_no_more_than_the_margin_in_the_metrics_own_direction(
    metric, difference, margin, outcome
):
    said = run(
        "not-worse-than-champion",
        {"margin": Decimal(margin)},
        brief__objectives=[OBJECTIVE if metric == "roc_auc" else LOSS],
        comparison__metrics={metric: pair(difference)},
    )
    assert said.outcome == outcome


@pytest.mark.parametrize(
    ("objective", "low", "high", "outcome"),
    [
        (OBJECTIVE, "-0.004", "0.01", "passed"),
        (OBJECTIVE, "-0.006", "0.01", "failed"),
        (LOSS, "-0.006", "0.004", "passed"),
        (LOSS, "-0.004", "0.006", "failed"),
    ],
)
def test_judged_by_the_interval_its_worse_end_counts(objective, low, high, outcome):
    said = run(
        "not-worse-than-champion",
        {"margin": Decimal("0.005"), "judged_by": "interval"},
        brief__objectives=[objective],
        comparison__metrics={objective["metric"]: pair("0.005", low, high)},
    )
    assert said.outcome == outcome
    assert "at the interval's worse end" in said.reason


def test_it_says_both_values_and_the_gain():
    said = run("not-worse-than-champion", {"margin": Decimal("0.01")})
    assert said.reason == "roc_auc: 0.905 against 0.903, 0.002 better; 0.01 worse would do."
    assert said.source == "comparison with late v2"


def test_as_good_is_told_as_such():
    said = run("not-worse-than-champion", {}, comparison__metrics={"roc_auc": pair("0")})
    assert said.reason == "roc_auc: 0.91 against 0.9, as good; it may not be worse."


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"comparison": None}, "passed"),
        ({"comparison": None, "measured__state": "none"}, "unknown"),
        ({"comparison__state": "wanted"}, "unknown"),
        ({"comparison__state": "running"}, "unknown"),
        ({"comparison__state": "failed"}, "unknown"),
        ({"comparison__metrics": {}}, "unknown"),
        ({"comparison__metrics": {"roc_auc": pair("nan")}}, "unknown"),
        ({"brief__objectives": []}, "unknown"),
    ],
)
def test_only_where_nothing_is_in_service_there_is_nothing_to_compare(changes, outcome):
    assert run("not-worse-than-champion", **changes).outcome == outcome


def test_every_objective_is_compared():
    said = run(
        "not-worse-than-champion",
        {},
        brief__objectives=[OBJECTIVE, LOSS],
        comparison__metrics={"roc_auc": pair("0.1"), "log_loss": pair("0.1")},
    )
    assert said.outcome == "failed"
    assert "roc_auc: 0.91 against 0.9, 0.1 better" in said.reason
    assert "log_loss: 0.91 against 0.9, 0.1 worse" in said.reason
