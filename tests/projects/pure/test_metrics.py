"""The list of metrics, and what is offered for a name that isn't in it."""

import pytest

from projects import metrics
from workflows import metrics as measured


@pytest.mark.parametrize(
    ("written", "meant"),
    [("rocauc", "roc_auc"), ("ROC AUC", "roc_auc"), ("F1-score", "f1"), ("accurracy", "accuracy")],
)
def test_it_offers_what_was_meant(written, meant):
    assert metrics.closest(written, "classification")[0] == meant


def test_it_offers_nothing_for_a_name_that_looks_like_none():
    assert metrics.closest("zzzzqqqq", "classification") == []


def test_it_offers_only_metrics_of_the_task():
    assert "rmse" not in metrics.closest("rmse", "classification")
    assert metrics.closest("rsme", "regression")[0] == "rmse"


def test_better_says_the_direction():
    assert metrics.METRICS["roc_auc"].direction == "at_least"
    assert metrics.METRICS["mae"].direction == "at_most"


@pytest.mark.parametrize("task", list(measured.NAMES))
def test_what_may_be_named_is_what_is_measured(task):
    assert set(metrics.names(task)) == set(measured.NAMES[task])


def test_both_rooms_agree_which_way_is_better():
    lower = {name for name, metric in metrics.METRICS.items() if metric.better == "lower"}
    assert lower == measured.LESS_IS_BETTER
