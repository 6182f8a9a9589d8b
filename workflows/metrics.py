"""The arithmetic of models: how good predictions are, how sure of that we are, and how far data has drifted.

Pure functions over NumPy arrays. What is undefined (no positives, a prediction that isn't a number) is NaN,
never a number that looks like an answer. This file is also loaded by path in child processes.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NAMES: dict[str, tuple[str, ...]] = {
    "classification": (
        "roc_auc",
        "average_precision",
        "f1",
        "precision",
        "recall",
        "specificity",
        "accuracy",
        "balanced_accuracy",
        "log_loss",
        "brier",
    ),
    "multiclass": (
        "accuracy",
        "balanced_accuracy",
        "f1_macro",
        "precision_macro",
        "recall_macro",
        "log_loss",
    ),
    "regression": ("mae", "mse", "rmse", "r2"),
}
LESS_IS_BETTER = frozenset({"log_loss", "brier", "mae", "mse", "rmse"})

INTERVAL = 0.95
MOST_UNDEFINED = 0.05
SMALLEST_SHARE = 1e-4


class Measured(Protocol):
    """Predictions beside the truth, ready to be measured, also under weights (one a row, not negative)."""

    rows: int

    def measure(self, names: Sequence[str], weights: Floats | None = None) -> dict[str, float]:
        """The named metrics; ValueError for a name that the task doesn't know."""


class Binary:
    """Two classes: `truth` 0 or 1, and scores, decisions, or both; one of the two has to be given.

    Scores needn't be probabilities for the ranking metrics; log loss and the Brier score are NaN unless
    all are in [0, 1]. Where no decisions are given, a score of `threshold` or more is a positive one.
    """

    def __init__(
        self,
        truth: ArrayLike,
        score: ArrayLike | None = None,
        *,
        threshold: float = 0.5,
        decision: ArrayLike | None = None,
    ) -> None:
        self._truth = np.asarray(truth, dtype=np.float64)
        self.rows = len(self._truth)
        self._score = None if score is None else np.asarray(score, dtype=np.float64)
        self._numbers = self._score is None or bool(np.isfinite(self._score).all())
        if self._score is not None:
            self._rank(self._score)
        if decision is None and self._score is not None:
            decision = self._score >= threshold
        decided = np.asarray(decision, dtype=np.float64)
        columns = [self._truth, decided, self._truth * decided, *self._losses()]
        self._columns = np.column_stack(columns)

    def _rank(self, score: Floats) -> None:
        """Sort once, so that each resampling only sums: `_starts` are where a new score begins."""
        self._order = np.argsort(score, kind="stable")
        ordered = score[self._order]
        changes = np.flatnonzero(np.diff(ordered)) + 1
        self._starts = np.concatenate(([0], changes)).astype(np.int64)
        self._truth_ordered = self._truth[self._order]

    def _losses(self) -> list[Floats]:
        """Log loss and squared error a row; scikit-learn's clipping, so that its figures come out."""
        score = self._score
        if score is None or not self._numbers or ((score < 0) | (score > 1)).any():
            undefined = np.full(self.rows, np.nan)
            return [undefined, undefined]
        smallest = float(np.finfo(np.float64).eps)
        clipped = np.clip(score, smallest, 1 - smallest)
        log_loss = -(self._truth * np.log(clipped) + (1 - self._truth) * np.log1p(-clipped))
        return [log_loss, (score - self._truth) ** 2]

    def measure(self, names: Sequence[str], weights: Floats | None = None) -> dict[str, float]:
        """See `NAMES["classification"]`; precision, recall and the like by their usual definitions."""
        _known(names, "classification")
        if self.rows == 0 or not self._numbers:
            return dict.fromkeys(names, math.nan)
        weights = np.ones(self.rows) if weights is None else weights
        total = float(weights.sum())
        positives, decided, hits, log_loss, squared = (weights @ self._columns).tolist()
        negatives, false_alarms = total - positives, decided - hits
        recall, specificity = _ratio(hits, positives), _ratio(negatives - false_alarms, negatives)
        values = {
            "f1": _ratio(2 * hits, positives + decided),
            "precision": _ratio(hits, decided),
            "recall": recall,
            "specificity": specificity,
            "accuracy": _ratio(hits + negatives - false_alarms, total),
            "balanced_accuracy": (recall + specificity) / 2,
            "log_loss": _ratio(log_loss, total),
            "brier": _ratio(squared, total),
        }
        if not {"roc_auc", "average_precision"}.isdisjoint(names):
            values |= self._ranking(weights)
        return {name: values[name] for name in names}

    def _ranking(self, weights: Floats) -> dict[str, float]:
        """The area under the ROC curve by ranks (ties count half), and average precision by steps."""
        if self._score is None:
            return {"roc_auc": math.nan, "average_precision": math.nan}
        ordered = weights[self._order]
        everyone = np.add.reduceat(ordered, self._starts)
        positive = np.add.reduceat(ordered * self._truth_ordered, self._starts)
        negative = everyone - positive
        positives, negatives = float(positive.sum()), float(negative.sum())
        pairs = float(positive @ (np.cumsum(negative) - negative / 2))
        found = np.cumsum(positive[::-1])
        chosen = np.cumsum(everyone[::-1])
        steps = positive[::-1] * np.divide(
            found, chosen, out=np.zeros_like(found), where=chosen > 0
        )
        return {
            "roc_auc": _ratio(pairs, positives * negatives),
            "average_precision": _ratio(float(steps.sum()), positives),
        }


class Multiclass:
    """Several classes: `truth` and `predicted` are class numbers from 0, `probabilities` rows × classes if known."""

    def __init__(
        self,
        truth: ArrayLike,
        predicted: ArrayLike,
        *,
        classes: int,
        probabilities: ArrayLike | None = None,
    ) -> None:
        self._classes = classes
        actual = np.asarray(truth, dtype=np.int64)
        self.rows = len(actual)
        self._cells = actual * classes + np.asarray(predicted, dtype=np.int64)
        self._log_loss = np.full(self.rows, np.nan)
        if probabilities is not None and self.rows:
            smallest = float(np.finfo(np.float64).eps)
            table = np.asarray(probabilities, dtype=np.float64)
            self._log_loss = -np.log(np.clip(table[np.arange(self.rows), actual], smallest, 1.0))

    def measure(self, names: Sequence[str], weights: Floats | None = None) -> dict[str, float]:
        """See `NAMES["multiclass"]`; macro averages over the classes that occur, a class never predicted counts 0."""
        _known(names, "multiclass")
        if self.rows == 0:
            return dict.fromkeys(names, math.nan)
        weights = np.ones(self.rows) if weights is None else weights
        size = self._classes
        counts = np.bincount(self._cells, weights, size * size).astype(np.float64)
        table = counts.reshape(size, size)
        hits, actual, predicted = np.diag(table), table.sum(axis=1), table.sum(axis=0)
        occurs = (actual + predicted) > 0
        recalls = _shares(hits, actual)
        values = {
            "accuracy": _ratio(float(hits.sum()), float(table.sum())),
            "balanced_accuracy": float(recalls[actual > 0].mean()),
            "f1_macro": float(_shares(2 * hits, actual + predicted)[occurs].mean()),
            "precision_macro": float(_shares(hits, predicted)[occurs].mean()),
            "recall_macro": float(recalls[occurs].mean()),
            "log_loss": _ratio(float(weights @ self._log_loss), float(weights.sum())),
        }
        return {name: values[name] for name in names}


class Regression:
    """Numbers predicted for numbers."""

    def __init__(self, truth: ArrayLike, predicted: ArrayLike) -> None:
        actual = np.asarray(truth, dtype=np.float64)
        self.rows = len(actual)
        error = np.asarray(predicted, dtype=np.float64) - actual
        # Around its mean, so that the variance below isn't a small difference of large numbers.
        spread = actual - (actual.mean() if self.rows else 0.0)
        self._columns = np.column_stack([np.abs(error), error**2, spread, spread**2])

    def measure(self, names: Sequence[str], weights: Floats | None = None) -> dict[str, float]:
        """See `NAMES["regression"]`; R² is NaN when the truth is one number throughout."""
        _known(names, "regression")
        if self.rows == 0 or not np.isfinite(self._columns).all():
            return dict.fromkeys(names, math.nan)
        weights = np.ones(self.rows) if weights is None else weights
        total = float(weights.sum())
        absolute, squared, plain, squares = (weights @ self._columns / total).tolist()
        values = {
            "mae": absolute,
            "mse": squared,
            "rmse": math.sqrt(squared),
            "r2": 1 - _ratio(squared, squares - plain**2),
        }
        return {name: values[name] for name in names}


def _known(names: Sequence[str], task: str) -> None:
    for name in names:
        if name not in NAMES[task]:
            raise ValueError(
                f"There is no metric {name!r} for {task}; there are {', '.join(NAMES[task])}."
            )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _shares(parts: Floats, wholes: Floats) -> Floats:
    """Part by whole, and 0 where the whole is 0."""
    return np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0)


def generator(seed: str) -> np.random.Generator:
    """Random numbers that are the same for the same text, so that a measurement can be repeated."""
    return np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))


def _resampled(rows: int, rounds: int, seed: str) -> Iterator[Floats]:
    """How often each row is drawn when as many rows are drawn with replacement (Efron's bootstrap)."""
    random = generator(seed)
    for _ in range(rounds):
        yield np.bincount(random.integers(0, rows, rows), minlength=rows).astype(np.float64)


def _interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % (percentile method); NaN when more than a few resamplings left the metric undefined."""
    defined = values[np.isfinite(values)]
    if len(values) == 0 or len(defined) < len(values) * (1 - MOST_UNDEFINED):
        return math.nan, math.nan
    tail = (1 - INTERVAL) / 2
    low, high = np.quantile(defined, [tail, 1 - tail]).tolist()
    return low, high


def intervals(
    measured: Measured, names: Sequence[str], *, rounds: int, seed: str
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals (low, high) of the named metrics from `rounds` resamplings of the rows."""
    if measured.rows == 0 or rounds == 0:
        return dict.fromkeys(names, (math.nan, math.nan))
    draws = [
        measured.measure(names, weights) for weights in _resampled(measured.rows, rounds, seed)
    ]
    return {name: _interval(np.array([draw[name] for draw in draws])) for name in names}


def paired_differences(
    champion: Measured, challenger: Measured, names: Sequence[str], *, rounds: int, seed: str
) -> dict[str, tuple[float, float, float]]:
    """Challenger minus champion on the same rows: (difference, low, high), the same resampling for both.

    Pairing takes out what makes a row hard for both. ValueError when the rows aren't as many.
    """
    if champion.rows != challenger.rows:
        raise ValueError(f"{champion.rows} rows can't be compared with {challenger.rows}.")
    before, after = champion.measure(names), challenger.measure(names)
    draws = []
    for weights in _resampled(champion.rows, rounds, seed) if champion.rows else ():
        first, second = champion.measure(names, weights), challenger.measure(names, weights)
        draws.append({name: second[name] - first[name] for name in names})
    return {
        name: (after[name] - before[name], *_interval(np.array([draw[name] for draw in draws])))
        for name in names
    }


def exact(value: float) -> str:
    """The shortest decimal that is this number, without an exponent; "nan", "inf" or "-inf" where it is none."""
    return format(Decimal(repr(float(value))), "f") if math.isfinite(value) else repr(float(value))


def bin_edges(reference: ArrayLike, bins: int = 10) -> Floats:
    """Inner edges that cut the numbers of `reference` into equally full bins; fewer where values repeat."""
    values = np.asarray(reference, dtype=np.float64)
    values = values[np.isfinite(values)]
    if len(values) == 0:
        return np.array([], dtype=np.float64)
    return np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))


def histogram(values: ArrayLike, edges: Floats) -> Integers:
    """Counts between `edges` (inner, so the outer bins are open), and last of all the missing values."""
    numbers = np.asarray(values, dtype=np.float64)
    missing = np.isnan(numbers)
    bins = np.searchsorted(edges, numbers[~missing], side="left")
    counts = np.bincount(bins, minlength=len(edges) + 1)
    return np.append(counts, missing.sum()).astype(np.int64)


def psi_of_counts(reference: ArrayLike, current: ArrayLike) -> float:
    """The population stability index of two histograms over the same bins; NaN when one of them is empty.

    Σ (c − r) ln(c / r) over shares; an empty bin counts as one in ten thousand, or one row that is new
    would make the index infinite. Rule of thumb: below 0.1 steady, above 0.25 moved.
    """
    counts = [np.asarray(side, dtype=np.float64) for side in (reference, current)]
    if any(side.sum() == 0 for side in counts):
        return math.nan
    before, now = (np.maximum(side / side.sum(), SMALLEST_SHARE) for side in counts)
    return float(((now - before) * np.log(now / before)).sum())


def psi(reference: ArrayLike, current: ArrayLike, *, bins: int = 10) -> float:
    """PSI of numbers, in bins that the reference fills equally; missing values are a bin of their own."""
    edges = bin_edges(reference, bins)
    return psi_of_counts(histogram(reference, edges), histogram(current, edges))


def psi_categorical(reference: Sequence[object], current: Sequence[object]) -> float:
    """PSI of categories, compared as text; a category of one side alone counts too."""
    before, now = Counter(map(str, reference)), Counter(map(str, current))
    names = sorted(before | now)
    return psi_of_counts([before[name] for name in names], [now[name] for name in names])


def ks(reference: ArrayLike, current: ArrayLike) -> tuple[float, float]:
    """The two-sample Kolmogorov–Smirnov statistic and its asymptotic p-value; missing values are left out.

    The p-value is Kolmogorov's distribution at D·√(nm / (n + m)) (Smirnov 1948); (NaN, NaN) without data.
    """
    sides = [np.asarray(side, dtype=np.float64) for side in (reference, current)]
    before, now = (np.sort(side[np.isfinite(side)]) for side in sides)
    if len(before) == 0 or len(now) == 0:
        return math.nan, math.nan
    both = np.concatenate([before, now])
    shares = [np.searchsorted(side, both, side="right") / len(side) for side in (before, now)]
    statistic = float(np.abs(shares[0] - shares[1]).max())
    size = math.sqrt(len(before) * len(now) / (len(before) + len(now)))
    return statistic, _kolmogorov(size * statistic)


def _kolmogorov(x: float) -> float:
    """The chance of a larger value under Kolmogorov's distribution; below 0.2 that is 1 to double precision."""
    if x < 0.2:
        return 1.0
    terms = ((-1.0) ** (k - 1) * math.exp(-2 * (k * x) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * sum(terms)))
