"""Operation judged: what the served predictions turned out to be worth, and how far data has moved.

No database: rows in, decimal text out. Used by the worker, because it loads NumPy.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from workflows import metrics

SCORES = ("probability", "score", "proba")
LABELS = ("label", "prediction", "predictions")
VALUES = ("value", *LABELS)
NUMERIC = frozenset({"double", "float", "long", "integer"})
ROUNDS = 200
Outputs = Sequence[Mapping[str, object]]
TRUE = frozenset({"1", "1.0", "true"})


@dataclass(frozen=True)
class Served:
    """Answers beside the truth that came later, row by row; features of all rows, joined or not."""

    outputs: Sequence[Mapping[str, object]]
    actuals: Sequence[str]
    features: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Task:
    """What the model predicts; `threshold` decides where the model itself doesn't."""

    kind: str
    target: str
    positive: str
    threshold: float


class Unjudgeable(Exception):
    """The rows can't be measured; the message says why."""


def performance(
    served: Served, task: Task, names: Iterable[str], *, seed: str
) -> dict[str, dict[str, str]]:
    """{metric: {value, low, high}} as decimal text or nan, with 95 % bootstrap intervals.

    Raises Unjudgeable when the answers hold nothing that the task can be measured by.
    """
    wanted = [name for name in metrics.NAMES[task.kind] if name in set(names)]
    measured = _MEASURERS[task.kind](served, task)
    values = measured.measure(wanted)
    bounds = metrics.intervals(measured, wanted, rounds=ROUNDS, seed=seed)
    return {
        name: {
            "value": metrics.exact(values[name]),
            "low": metrics.exact(bounds[name][0]),
            "high": metrics.exact(bounds[name][1]),
        }
        for name in wanted
    }


def values(served: Served, task: Task, names: Iterable[str]) -> dict[str, str]:
    """{metric: value} as decimal text, without intervals: for what is shown and not judged.

    Raises Unjudgeable as `performance` does.
    """
    wanted = [name for name in metrics.NAMES[task.kind] if name in set(names)]
    found = _MEASURERS[task.kind](served, task).measure(wanted)
    return {name: metrics.exact(found[name]) for name in wanted}


def drift(
    reference: Mapping[str, Sequence[str]],
    features: Sequence[Mapping[str, object]],
    types: Mapping[str, str],
) -> list[dict[str, str]]:
    """How far each feature has moved from the training data: PSI, and KS for numbers, as text."""
    return [
        _drift_of(name, reference[name], [row.get(name) for row in features], kind)
        for name, kind in types.items()
        if name in reference and features
    ]


def columns(path: Path, names: Sequence[str]) -> dict[str, list[str]]:
    """The named columns of a CSV, as texts."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        places = {name: header.index(name) for name in names if name in header}
        found: dict[str, list[str]] = {name: [] for name in places}
        for row in reader:
            for name, place in places.items():
                found[name].append(row[place])
    return found


def _drift_of(name: str, before: Sequence[str], now: Sequence[object], kind: str) -> dict[str, str]:
    if kind in NUMERIC:
        first, second = _numbers(before), _numbers(now)
        statistic, p_value = metrics.ks(first, second)
        return {
            "feature": name,
            "kind": "numeric",
            "psi": metrics.exact(metrics.psi(first, second)),
            "ks": metrics.exact(statistic),
            "ks_p": metrics.exact(p_value),
        }
    share = metrics.psi_categorical([str(one) for one in before], [_text(one) for one in now])
    return {"feature": name, "kind": "categorical", "psi": metrics.exact(share)}


def _binary(served: Served, task: Task) -> metrics.Binary:
    score = _column(served.outputs, SCORES)
    label = _column(served.outputs, (task.target, *LABELS)) or _only(served.outputs)
    if score is None and label is not None and _are_scores(label):
        score, label = label, None
    if score is None and label is None:
        raise Unjudgeable(_("The model's answers hold neither a probability nor a label."))
    truth = [_is(one, task.positive) for one in served.actuals]
    return metrics.Binary(
        truth,
        None if score is None else _numbers(score),
        threshold=task.threshold,
        decision=None if label is None else [_is(one, task.positive) for one in label],
    )


def _multiclass(served: Served, task: Task) -> metrics.Multiclass:
    label = _column(served.outputs, (task.target, *LABELS)) or _only(served.outputs)
    if label is None:
        raise Unjudgeable(_("The model's answers hold no label."))
    predicted = [_text(one) for one in label]
    known = sorted({*served.actuals, *predicted})
    number = {name: at for at, name in enumerate(known)}
    return metrics.Multiclass(
        [number[one] for one in served.actuals],
        [number[one] for one in predicted],
        classes=len(known),
        probabilities=None,
    )


def _regression(served: Served, task: Task) -> metrics.Regression:
    value = _column(served.outputs, (task.target, *VALUES)) or _only(served.outputs)
    if value is None:
        raise Unjudgeable(_("The model's answers hold no value."))
    return metrics.Regression(_numbers(served.actuals), _numbers(value))


_MEASURERS: dict[str, Callable[[Served, Task], metrics.Measured]] = {
    "classification": _binary,
    "multiclass": _multiclass,
    "regression": _regression,
}


def _column(outputs: Outputs, names: Sequence[str]) -> list[object] | None:
    """The first of the named answers, or None."""
    first = outputs[0] if outputs else {}
    wanted = next((name for name in names if name in first), None)
    return None if wanted is None else [row.get(wanted) for row in outputs]


def _only(outputs: Outputs) -> list[object] | None:
    """The answer of a model that gives a single one, whatever its name; a score is no label."""
    if not outputs or len(outputs[0]) != 1 or next(iter(outputs[0])) in SCORES:
        return None
    return [next(iter(row.values()), None) for row in outputs]


def _are_scores(values: Sequence[object]) -> bool:
    """Numbers, of which one at least lies between whole numbers."""
    return any(isinstance(one, float) and not one.is_integer() for one in values)


def _is(value: object, positive: str) -> float:
    text = _text(value)
    same = text == positive or (text.lower() in TRUE and positive.lower() in TRUE)
    return 1.0 if same else 0.0


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _numbers(values: Iterable[object]) -> np.ndarray:
    return np.array([_number(one) for one in values], dtype=np.float64)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")
