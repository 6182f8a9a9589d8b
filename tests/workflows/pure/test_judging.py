"""Operation judged from plain rows: figures equal scikit-learn's, and nothing is made up."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from workflows import judging
from workflows.judging import Served, Task, Unjudgeable

TASK = Task("classification", "late", "1", 0.45)


def served(rows: int = 400):
    """Answers that know something of the truth, and the truth."""
    random = np.random.default_rng(7)
    truth = random.integers(0, 2, rows)
    score = np.clip(truth * 0.3 + random.random(rows) * 0.7, 0, 1)
    outputs = [{"probability": float(one), "late": int(one >= 0.5)} for one in score]
    return truth, score, Served(outputs, [str(one) for one in truth], [])


def test_roc_auc_comes_from_the_probability():
    truth, score, rows = served()
    found = judging.performance(rows, TASK, ["roc_auc"], seed="w")
    assert float(found["roc_auc"]["value"]) == pytest.approx(roc_auc_score(truth, score))


def test_f1_comes_from_the_models_own_decision():
    truth, score, rows = served()
    found = judging.performance(rows, TASK, ["f1"], seed="w")
    assert float(found["f1"]["value"]) == pytest.approx(f1_score(truth, score >= 0.5))


def test_without_a_decision_the_threshold_decides():
    truth, score, rows = served()
    bare = Served([{"probability": one["probability"]} for one in rows.outputs], rows.actuals, [])
    found = judging.performance(bare, TASK, ["f1"], seed="w")
    assert float(found["f1"]["value"]) == pytest.approx(f1_score(truth, score >= 0.45))


def test_the_interval_holds_the_value_and_the_seed_fixes_it():
    _, _, rows = served()
    first, again = (
        judging.performance(rows, TASK, ["roc_auc"], seed="w")["roc_auc"] for _ in range(2)
    )
    assert float(first["low"]) < float(first["value"]) < float(first["high"])
    assert first == again


def test_one_class_alone_has_no_roc_auc():
    rows = Served([{"probability": 0.2, "late": 0}] * 5, ["0"] * 5, [])
    assert judging.performance(rows, TASK, ["roc_auc"], seed="w")["roc_auc"]["value"] == "nan"


def test_answers_that_hold_nothing_known_are_not_judged():
    with pytest.raises(Unjudgeable):
        judging.performance(Served([{"a": 1, "b": 2}], ["1"], []), TASK, ["roc_auc"], seed="w")


@pytest.mark.parametrize("said", ["1", "1.0", "true", "True"])
def test_a_positive_truth_may_be_written_in_several_ways(said):
    rows = Served([{"late": 1}, {"late": 0}], [said, "0"], [])
    assert judging.performance(rows, TASK, ["accuracy"], seed="w")["accuracy"]["value"] == "1.0"


def test_regression_is_measured_by_its_value():
    rows = Served([{"value": 1.0}, {"value": 3.0}], ["2", "3"], [])
    found = judging.performance(rows, Task("regression", "y", "", 0.5), ["mae"], seed="w")
    assert float(found["mae"]["value"]) == 0.5


def test_the_same_distribution_has_not_drifted_and_another_has():
    random = np.random.default_rng(3)
    before = {
        "hour": [str(one) for one in random.integers(0, 24, 2000)],
        "carrier": ["UA", "AA"] * 1000,
    }
    same = [
        {"hour": int(one), "carrier": "UA" if n % 2 else "AA"}
        for n, one in enumerate(random.integers(0, 24, 2000))
    ]
    late = [{"hour": 23, "carrier": "ZZ"} for _ in range(2000)]
    types = {"hour": "long", "carrier": "string"}
    steady = {one["feature"]: float(one["psi"]) for one in judging.drift(before, same, types)}
    moved = {one["feature"]: float(one["psi"]) for one in judging.drift(before, late, types)}
    assert max(steady.values()) < 0.1
    assert min(moved.values()) > 1
