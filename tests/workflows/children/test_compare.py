"""Champion and challenger are compared row by row, on the predictions that their evaluations left."""

import pytest

from workflows.children.comparison import compare
from workflows.children.evaluation import EvaluationSpec

SPEC = EvaluationSpec(
    target="late", task="classification", metrics=("roc_auc", "f1"), bootstrap=100, seed="digest"
)


@pytest.fixture
def outcomes(measure):
    return measure("weaker"), measure("labels")


def test_the_difference_is_that_of_the_two_measurements(outcomes, tmp_path, measure):
    champion, challenger = outcomes
    compared = compare(
        truth=champion.truth,
        champion=champion.predictions,
        challenger=challenger.predictions,
        spec=SPEC,
        folder=tmp_path / "compared",
    )
    assert compared.reason == ""
    found = compared.differences["f1"]
    assert found.champion == champion.evaluation.metrics["f1"].value
    assert found.challenger == challenger.evaluation.metrics["f1"].value
    assert float(found.difference) == pytest.approx(float(found.challenger) - float(found.champion))
    auc = compared.differences["roc_auc"]
    assert 0 < float(auc.low) < float(auc.difference) < float(auc.high)


def test_each_side_can_have_a_threshold_of_its_own(measure, tmp_path):
    outcome = measure("scores", metrics=("f1",), threshold=0.3)
    compared = compare(
        truth=outcome.truth,
        champion=outcome.predictions,
        challenger=outcome.predictions,
        spec=EvaluationSpec("late", "classification", ("f1",), threshold=0.3, bootstrap=20),
        champion_threshold=0.9,
        folder=tmp_path / "compared",
    )
    assert compared.differences["f1"].challenger == outcome.evaluation.metrics["f1"].value
    assert compared.differences["f1"].champion != compared.differences["f1"].challenger


def test_predictions_of_other_data_are_refused(outcomes, tmp_path):
    champion, challenger = outcomes
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("".join(challenger.predictions.read_text().splitlines(True)[:100]))
    compared = compare(
        truth=champion.truth,
        champion=champion.predictions,
        challenger=shorter,
        spec=SPEC,
        folder=tmp_path / "compared",
    )
    assert compared.reason == "The model answered 99 rows to 600."
    assert compared.differences == {}
