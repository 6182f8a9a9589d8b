"""The metrics' arithmetic beside scikit-learn and SciPy, and what is undefined is NaN."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sk

from workflows import metrics
from workflows.metrics import Binary, Multiclass, Regression

RANDOM = np.random.default_rng(11)
BINARY_NAMES = metrics.NAMES["classification"]

binary_cases = st.lists(
    st.tuples(st.booleans(), st.integers(0, 10).map(lambda n: n / 10)), min_size=2, max_size=40
).filter(lambda rows: len({truth for truth, _ in rows}) == 2)


def expected_binary(truth, score, threshold=0.5) -> dict[str, float]:
    decided = np.asarray(score) >= threshold
    options = {"zero_division": np.nan}
    return {
        "roc_auc": sk.roc_auc_score(truth, score),
        "average_precision": sk.average_precision_score(truth, score),
        "f1": sk.f1_score(truth, decided, **options),
        "precision": sk.precision_score(truth, decided, **options),
        "recall": sk.recall_score(truth, decided, **options),
        "specificity": sk.recall_score(truth, decided, pos_label=False, **options),
        "accuracy": sk.accuracy_score(truth, decided),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, decided),
        "log_loss": sk.log_loss(truth, score, labels=[False, True]),
        "brier": sk.brier_score_loss(truth, score),
    }


@given(binary_cases)
@settings(max_examples=200, deadline=None)
def test_two_classes_are_scikit_learns_figures(rows):
    truth, score = np.array([t for t, _ in rows]), np.array([s for _, s in rows])
    expected = expected_binary(truth, score)
    measured = Binary(truth, score).measure(BINARY_NAMES)
    assert measured == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


@given(binary_cases, st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_weights_count_rows_as_often(rows, seed):
    truth, score = np.array([t for t, _ in rows]), np.array([s for _, s in rows])
    weights = np.random.default_rng(seed).integers(0, 4, len(rows))
    repeated = Binary(np.repeat(truth, weights), np.repeat(score, weights)).measure(BINARY_NAMES)
    weighted = Binary(truth, score).measure(BINARY_NAMES, weights.astype(float))
    assert weighted == pytest.approx(repeated, rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_decisions_of_a_model_go_before_the_threshold():
    binary = Binary([1, 1, 0, 0], [0.9, 0.4, 0.3, 0.1], threshold=0.95, decision=[1, 1, 0, 0])
    assert binary.measure(["f1", "roc_auc"]) == {"f1": 1.0, "roc_auc": 1.0}


def test_a_score_at_the_threshold_is_positive():
    assert Binary([1, 0], [0.5, 0.4], threshold=0.5).measure(["recall", "specificity"]) == {
        "recall": 1.0,
        "specificity": 1.0,
    }


@pytest.mark.parametrize(
    ("binary", "undefined"),
    [
        (Binary([], []), set(BINARY_NAMES)),
        (Binary([1, 0], [math.nan, 0.5]), set(BINARY_NAMES)),
        (Binary([1, 0], [math.inf, 0.5]), set(BINARY_NAMES)),
        (Binary([1, 1], [0.2, 0.9]), {"roc_auc", "specificity", "balanced_accuracy"}),
        (
            Binary([0, 0], [0.2, 0.1]),
            {"roc_auc", "average_precision", "f1", "precision", "recall", "balanced_accuracy"},
        ),
        (Binary([1, 0], [0.2, 0.1]), {"precision"}),
        (Binary([1, 0], [7.0, -3.0]), {"log_loss", "brier"}),
        (
            Binary([1, 0], decision=[1, 0]),
            {"roc_auc", "average_precision", "log_loss", "brier"},
        ),
    ],
)
def test_what_is_undefined_is_nan(binary, undefined):
    measured = binary.measure(BINARY_NAMES)
    assert {name for name, value in measured.items() if math.isnan(value)} == undefined


def test_certainty_that_is_wrong_costs_much_but_not_infinitely():
    assert 30 < Binary([1, 0], [0.0, 0.0]).measure(["log_loss"])["log_loss"] * 2 < 40


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_several_classes_are_scikit_learns_figures(rows):
    truth, predicted = [t for t, _ in rows], [p for _, p in rows]
    macro = {"average": "macro", "zero_division": 0}
    assert Multiclass(truth, predicted, classes=4).measure(
        ["accuracy", "balanced_accuracy", "f1_macro", "precision_macro", "recall_macro"]
    ) == pytest.approx(
        {
            "accuracy": sk.accuracy_score(truth, predicted),
            "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted),
            "f1_macro": sk.f1_score(truth, predicted, **macro),
            "precision_macro": sk.precision_score(truth, predicted, **macro),
            "recall_macro": sk.recall_score(truth, predicted, **macro),
        }
    )


def test_log_loss_of_several_classes():
    truth = RANDOM.integers(0, 3, 50)
    shares = RANDOM.dirichlet([1, 1, 1], 50)
    multiclass = Multiclass(truth, shares.argmax(axis=1), classes=3, probabilities=shares)
    assert multiclass.measure(["log_loss"])["log_loss"] == pytest.approx(sk.log_loss(truth, shares))


def test_several_classes_without_rows_or_probabilities_are_nan():
    assert math.isnan(Multiclass([], [], classes=2).measure(["accuracy"])["accuracy"])
    assert math.isnan(Multiclass([1], [1], classes=2).measure(["log_loss"])["log_loss"])


def test_numbers_are_scikit_learns_figures():
    truth = RANDOM.normal(1e6, 2, 500)
    predicted = truth + RANDOM.normal(0, 1, 500)
    assert Regression(truth, predicted).measure(metrics.NAMES["regression"]) == pytest.approx(
        {
            "mae": sk.mean_absolute_error(truth, predicted),
            "mse": sk.mean_squared_error(truth, predicted),
            "rmse": sk.root_mean_squared_error(truth, predicted),
            "r2": sk.r2_score(truth, predicted),
        }
    )


def test_weighted_numbers_are_scikit_learns_figures():
    truth, predicted, weights = RANDOM.normal(size=(3, 60))
    weights = np.abs(weights)
    assert Regression(truth, predicted).measure(["r2"], weights)["r2"] == pytest.approx(
        sk.r2_score(truth, predicted, sample_weight=weights)
    )


@pytest.mark.parametrize("predicted", [[1.0, math.nan], [1.0, math.inf]])
def test_a_prediction_that_is_no_number_leaves_no_figure(predicted):
    measured = Regression([1.0, 2.0], predicted).measure(["mae", "r2"])
    assert all(map(math.isnan, measured.values()))


def test_r2_of_one_number_throughout_is_undefined():
    assert math.isnan(Regression([3.0, 3.0], [3.0, 4.0]).measure(["r2"])["r2"])


@pytest.mark.parametrize(
    ("measured", "task"),
    [
        (Binary([1], [1]), "classification"),
        (Multiclass([0], [0], classes=1), "multiclass"),
        (Regression([1], [1]), "regression"),
    ],
)
def test_an_unknown_metric_is_named(measured, task):
    with pytest.raises(
        ValueError, match=f"no metric 'beauty' for {task}; there are {metrics.NAMES[task][0]}"
    ):
        measured.measure(["beauty"])


def sample(rows: int, shift: float = 1.0) -> Binary:
    truth = RANDOM.random(rows) < 0.4
    return Binary(truth, stats.norm.cdf(RANDOM.normal(truth * shift)))


def test_intervals_are_as_wide_as_theory_says():
    truth = RANDOM.random(4000) < 0.5
    binary = Binary(truth, decision=np.where(RANDOM.random(4000) < 0.8, truth, ~truth))
    accuracy = binary.measure(["accuracy"])["accuracy"]
    low, high = metrics.intervals(binary, ["accuracy"], rounds=2000, seed="any")["accuracy"]
    width = 2 * 1.96 * math.sqrt(accuracy * (1 - accuracy) / 4000)
    assert high - low == pytest.approx(width, rel=0.1)
    assert low < accuracy < high


def test_the_same_seed_gives_the_same_interval_and_another_another():
    binary = sample(300)
    first, same, other = (
        metrics.intervals(binary, ["roc_auc"], rounds=50, seed=seed) for seed in ("a", "a", "b")
    )
    assert first == same
    assert first != other


def test_intervals_are_nan_when_resampling_often_leaves_the_metric_undefined():
    binary = Binary([1, 0, 0, 0], [0.9, 0.1, 0.2, 0.3])
    assert all(
        map(math.isnan, metrics.intervals(binary, ["roc_auc"], rounds=200, seed="")["roc_auc"])
    )


@pytest.mark.parametrize(("binary", "rounds"), [(Binary([], []), 10), (Binary([1, 0], [1, 0]), 0)])
def test_intervals_without_rows_or_rounds_are_nan(binary, rounds):
    assert all(map(math.isnan, metrics.intervals(binary, ["f1"], rounds=rounds, seed="")["f1"]))


def test_pairing_sees_a_small_difference_that_two_intervals_hide():
    truth = RANDOM.random(5000) < 0.4
    noise = RANDOM.normal(truth.astype(float))
    champion = Binary(truth, stats.norm.cdf(noise))
    challenger = Binary(truth, stats.norm.cdf(noise + 0.12 * truth))
    names = ["roc_auc"]
    difference, low, high = metrics.paired_differences(
        champion, challenger, names, rounds=300, seed="d"
    )["roc_auc"]
    assert difference == challenger.measure(names)["roc_auc"] - champion.measure(names)["roc_auc"]
    assert 0 < low < difference < high
    alone = [
        metrics.intervals(one, names, rounds=300, seed="d")["roc_auc"]
        for one in (champion, challenger)
    ]
    assert alone[0][1] > alone[1][0]


def test_a_model_does_not_differ_from_itself():
    binary = sample(200)
    found = metrics.paired_differences(binary, binary, ["roc_auc", "f1"], rounds=30, seed="")
    assert found == {"roc_auc": (0, 0, 0), "f1": (0, 0, 0)}


def test_pairs_need_the_same_rows():
    with pytest.raises(ValueError, match="200 rows can't be compared with 100"):
        metrics.paired_differences(sample(200), sample(100), ["f1"], rounds=1, seed="")


def test_nothing_to_compare_is_nan():
    found = metrics.paired_differences(Binary([], []), Binary([], []), ["f1"], rounds=5, seed="")
    assert all(map(math.isnan, found["f1"]))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_text_is_that_very_number_without_exponent(value):
    text = metrics.exact(value)
    assert float(text) == value
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(repr(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [(math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"), (np.float64(0.1), "0.1")],
)
def test_what_is_no_number_is_said_to_be_none(value, text):
    assert metrics.exact(value) == text


def test_bins_are_equally_full_and_fewer_where_values_repeat():
    edges = metrics.bin_edges(np.arange(1000))
    assert metrics.histogram(np.arange(1000), edges).tolist() == [100] * 10 + [0]
    assert len(metrics.bin_edges([0] * 95 + [1] * 5)) == 1
    assert len(metrics.bin_edges([math.nan])) == 0


def test_a_histogram_takes_in_right_borders_open_ends_and_missing_values():
    counts = metrics.histogram([-1e9, 1, 1.5, 2, 1e9, math.nan, math.inf], np.array([1.0, 2.0]))
    assert counts.tolist() == [2, 2, 2, 1]


def test_psi_by_hand():
    expected = (0.6 - 0.5) * math.log(0.6 / 0.5) + (0.4 - 0.5) * math.log(0.4 / 0.5)
    assert metrics.psi_of_counts([50, 50], [60, 40]) == pytest.approx(expected)
    assert metrics.psi_categorical(
        ["a"] * 50 + ["b"] * 50, ["b"] * 40 + ["a"] * 60
    ) == pytest.approx(expected)


def test_psi_is_nought_for_the_same_and_large_for_another_distribution():
    before = RANDOM.normal(size=5000)
    assert metrics.psi(before, before) == 0
    assert metrics.psi(before, RANDOM.normal(size=5000)) < 0.02
    assert metrics.psi(before, RANDOM.normal(1, 1, size=5000)) > 0.25


def test_psi_sees_missing_values_and_new_categories_without_becoming_infinite():
    assert 0.25 < metrics.psi(np.arange(100.0), [math.nan] * 50 + list(range(50))) < 20
    assert 0.25 < metrics.psi_categorical(["a"] * 10, ["a"] * 5 + ["new"] * 5) < 20


@pytest.mark.parametrize(("reference", "current"), [([], [1]), ([1], []), ([], [])])
def test_drift_without_data_is_nan(reference, current):
    assert math.isnan(metrics.psi(reference, current))
    assert math.isnan(metrics.psi_categorical(reference, current))
    assert all(map(math.isnan, metrics.ks(reference, current)))


@pytest.mark.parametrize("shift", [0, 0.05, 0.5, 3])
def test_ks_is_scipys(shift):
    before, now = RANDOM.normal(size=900), RANDOM.normal(shift, size=700).round(1)
    statistic, chance = metrics.ks(np.append(before, math.nan), now)
    expected = stats.ks_2samp(before, now)
    assert statistic == pytest.approx(expected.statistic)
    size = math.sqrt(900 * 700 / 1600)
    assert chance == pytest.approx(stats.kstwobign.sf(size * statistic), rel=1e-9, abs=1e-300)
    assert abs(chance - expected.pvalue) < 0.02


def test_every_metric_has_a_direction():
    names = {name for task in metrics.NAMES.values() for name in task}
    assert names > metrics.LESS_IS_BETTER
