"""An honest model is measured: the figures are scikit-learn's, and the answer says how they came about."""

import threading
from decimal import Decimal

import pandas as pd
import pytest
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression

from workflows.children.evaluation import EvaluationSpec, evaluate
from workflows.sandbox import Level, Sandbox
from workflows.sandbox.inside import landlock

NAMES = (
    "roc_auc",
    "average_precision",
    "f1",
    "precision",
    "recall",
    "accuracy",
    "log_loss",
    "brier",
)


@pytest.fixture(scope="session")
def truth(held_out):
    return pd.read_csv(held_out, keep_default_na=False)


@pytest.fixture(scope="session")
def probability(truth):
    inputs = truth[["x", "y"]]
    return LogisticRegression().fit(inputs, truth["late"]).predict_proba(inputs)[:, 1]


def value(outcome, name: str) -> float:
    return float(outcome.evaluation.metrics[name].value)


def test_it_measures_a_model_that_answers_probabilities_and_decisions(measure, truth, probability):
    outcome = measure("probabilities", metrics=NAMES)
    assert outcome.reason == ""
    decided = (probability >= 0.3).astype(int)
    expected = {
        "roc_auc": sk.roc_auc_score(truth.late, probability),
        "average_precision": sk.average_precision_score(truth.late, probability),
        "f1": sk.f1_score(truth.late, decided),
        "precision": sk.precision_score(truth.late, decided),
        "recall": sk.recall_score(truth.late, decided),
        "accuracy": sk.accuracy_score(truth.late, decided),
        "log_loss": sk.log_loss(truth.late, probability),
        "brier": sk.brier_score_loss(truth.late, probability),
    }
    assert {name: value(outcome, name) for name in NAMES} == pytest.approx(expected, rel=1e-9)
    assert outcome.evaluation.rows == 600
    assert outcome.evaluation.positives == truth.late.sum()
    assert outcome.evaluation.versions["mlflow"]
    assert (
        "The model's own decisions count, not a threshold on its scores."
        in outcome.evaluation.notes
    )


def test_each_interval_holds_its_value_and_is_the_same_again(measure):
    first, second = (
        measure("probabilities", metrics=NAMES, seed="digest").evaluation for _ in range(2)
    )
    assert first.metrics == second.metrics
    for measured in first.metrics.values():
        assert Decimal(measured.low) < Decimal(measured.value) < Decimal(measured.high)


def test_it_turns_scores_into_decisions_at_the_threshold(measure, truth, probability):
    outcome = measure("scores", metrics=("f1", "roc_auc"), threshold=0.4)
    assert value(outcome, "f1") == pytest.approx(sk.f1_score(truth.late, probability >= 0.4))
    assert value(outcome, "roc_auc") == pytest.approx(sk.roc_auc_score(truth.late, probability))


def test_a_model_that_answers_labels_is_asked_for_its_probabilities_too(
    measure, truth, probability
):
    outcome = measure("labels", metrics=("f1", "roc_auc"), threshold=0.9)
    assert value(outcome, "f1") == pytest.approx(sk.f1_score(truth.late, probability >= 0.5))
    assert value(outcome, "roc_auc") == pytest.approx(sk.roc_auc_score(truth.late, probability))


def test_it_measures_each_segment(measure, truth):
    outcome = measure("labels", metrics=("accuracy",), segments=("carrier",))
    found = {item.segment: item for item in outcome.evaluation.segments}
    assert sorted(found) == ["carrier=AA", "carrier=NA", "carrier=UA"]
    assert found["carrier=AA"].rows == (truth.carrier == "AA").sum()
    weighted = (
        sum(item.rows * float(item.metrics["accuracy"].value) for item in found.values()) / 600
    )
    assert weighted == pytest.approx(value(outcome, "accuracy"))


def test_of_few_rows_nothing_is_told(measure, truth, tmp_path):
    """A column that names rows would tell each of them with its truth."""
    named = truth.assign(row=range(len(truth)), part=["few"] * 29 + ["many"] * (len(truth) - 29))
    named.to_parquet(tmp_path / "data.parquet")
    outcome = measure(
        "labels", tmp_path / "data.parquet", metrics=("accuracy",), segments=("row", "part")
    )
    assert [one.segment for one in outcome.evaluation.segments] == ["part=many"]
    told = " ".join(outcome.evaluation.notes)
    assert "600 values of row with fewer than 30 rows are left out." in told
    assert "1 values of part with fewer than 30 rows are left out." in told


def test_it_measures_several_classes(measure, held_out, truth, tmp_path):
    kind = pd.cut(truth.x, [-9, -0.5, 0.5, 9], labels=["low", "middle", "high"]).astype(str)
    truth.assign(kind=kind).to_parquet(tmp_path / "data.parquet")
    outcome = measure(
        "sorts",
        tmp_path / "data.parquet",
        target="kind",
        task="multiclass",
        metrics=("accuracy", "f1_macro", "log_loss"),
    )
    assert outcome.reason == ""
    model = LogisticRegression().fit(truth[["x", "y"]], kind)
    predicted = model.predict(truth[["x", "y"]])
    assert value(outcome, "accuracy") == pytest.approx(sk.accuracy_score(kind, predicted))
    assert value(outcome, "f1_macro") == pytest.approx(
        sk.f1_score(kind, predicted, average="macro")
    )
    expected = sk.log_loss(kind, model.predict_proba(truth[["x", "y"]]))
    assert value(outcome, "log_loss") == pytest.approx(expected)


def test_it_measures_numbers(measure, truth):
    outcome = measure(
        "numbers", target="arr_delay", task="regression", metrics=("rmse", "r2", "mae")
    )
    predicted = pd.read_csv(outcome.predictions)["value"]
    assert value(outcome, "r2") == pytest.approx(sk.r2_score(truth.arr_delay, predicted))
    assert value(outcome, "rmse") == pytest.approx(
        sk.root_mean_squared_error(truth.arr_delay, predicted)
    )
    assert outcome.evaluation.positives is None


def test_the_answer_is_hashable_json(measure):
    def leaves(item):
        if isinstance(item, dict):
            item = list(item.values())
        return (
            [leaf for part in item for leaf in leaves(part)] if isinstance(item, list) else [item]
        )

    told = measure("labels", segments=("carrier",)).evaluation.as_json()
    assert all(isinstance(leaf, str | int) for leaf in leaves(told))


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"target": "lateness"}, "The data has no column 'lateness'"),
        ({"segments": ("airport",)}, "The data has no column 'airport'"),
        ({"target": "x"}, "The model asks for 'x', which is what it should predict."),
        ({"positive": "yes"}, "No row has the positive label yes."),
    ],
)
def test_a_wrong_specification_is_named(measure, spec, reason):
    outcome = measure("labels", **spec)
    assert reason in outcome.reason
    assert outcome.evaluation is None


def test_a_missing_input_is_named(measure, truth, tmp_path):
    truth.drop(columns="y").to_csv(tmp_path / "less.csv", index=False)
    assert measure("labels", tmp_path / "less.csv").reason == (
        "The model asks for y, which the data doesn't have."
    )


def test_a_folder_without_a_model_is_named(measure, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "has no file MLmodel" in measure(tmp_path / "empty").reason


def test_a_measurement_can_be_cancelled(models, held_out, tmp_path):
    cancel = threading.Event()
    cancel.set()
    outcome = evaluate(
        model=models / "labels",
        data=held_out,
        spec=EvaluationSpec("late", "classification", ("f1",)),
        folder=tmp_path / "measured",
        cancel=cancel,
    )
    assert outcome.reason == "stopped: it was cancelled"


def test_second_best_fences_measure_the_same(models, held_out, tmp_path, measure):
    outcome = evaluate(
        model=models / "probabilities",
        data=held_out,
        spec=EvaluationSpec("late", "classification", ("roc_auc",), bootstrap=50),
        folder=tmp_path / "second",
        sandbox=Sandbox(Level.LANDLOCK if landlock.version() else Level.NONE),
    )
    assert (
        outcome.evaluation.metrics
        == measure("probabilities", metrics=("roc_auc",)).evaluation.metrics
    )
