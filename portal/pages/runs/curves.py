"""Metric curves of one run or several: what MLflow tells within its time, drawn."""

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from governance import canonical
from portal.charts.curves import Curve, curves_chart, mark
from portal.charts.figure import Figure
from portal.pages import metric_words
from projects.metrics import METRICS
from workflows.mlflow import curves
from workflows.mlflow.readings import MetricPoint
from workflows.models import MlflowBinding, Run

MOST = 12
LETTERS = string.ascii_uppercase


@dataclass(frozen=True)
class Key:
    """A run's letter and mark, the same on every chart."""

    letter: str
    mark: SafeString
    run: Run


@dataclass(frozen=True)
class Drawn:
    """The charts, and in words what isn't among them: one-value metrics, those unread or left out."""

    keys: tuple[Key, ...]
    charts: tuple[tuple[str, Figure], ...]
    single: tuple[str, ...]
    unread: tuple[str, ...]
    more: tuple[str, ...]
    trouble: str


def keys(runs: Sequence[Run]) -> tuple[Key, ...]:
    """Letters for the runs in their order; none for a run that stands alone."""
    alone = len(runs) == 1
    return tuple(
        Key("" if alone else LETTERS[place], mark(place), run) for place, run in enumerate(runs)
    )


def draw(binding: MlflowBinding | None, runs: Sequence[Run], chosen: Sequence[str]) -> Drawn:
    """The curves of what the runs logged: `chosen` metrics, or all with those Pitwall knows in front.

    MLflow has its two seconds for all of them; what it hasn't told by then is named.
    """
    known = names(runs, METRICS)
    wanted = [name for name in chosen if name in known] or known
    asked = wanted[:MOST]
    found = curves.Curves(unread=tuple(asked))
    if binding is not None and asked:
        found = curves.read(binding, [run.run_id for run in runs], asked)
    named = keys(runs)
    read = [name for name in asked if name in found.metrics]
    moving = [name for name in read if _moves(found.metrics[name])]
    return Drawn(
        keys=named,
        charts=tuple(_charts(named, moving, found.metrics)),
        single=tuple(metric_words.label(name) for name in read if name not in moving),
        unread=tuple(metric_words.label(name) for name in found.unread),
        more=tuple(wanted[MOST:]),
        trouble=found.trouble,
    )


def names(runs: Sequence[Run], first: Iterable[str]) -> list[str]:
    """The metrics that any of the runs claims: those of `first` in its order, then the commonest."""
    said = [canonical.loads(run.metrics) for run in runs]
    there = {name for one in said for name in one}
    asked = [name for name in first if name in there]
    common = sorted(there, key=lambda name: (-sum(name in one for one in said), name))
    return list(dict.fromkeys([*asked, *common]))


def _moves(histories: curves.Histories) -> bool:
    """Whether there is a line to draw: two steps with a number in one run at least."""
    return any(
        sum(_number(point) is not None for point in points) > 1 for points in histories.values()
    )


def _charts(named: Sequence[Key], metrics: Sequence[str], found) -> Iterator[tuple[str, Figure]]:
    for name in metrics:
        label = metric_words.label(name)
        lines = [
            Curve(
                key.letter,
                str(key.run),
                tuple((one.step, _number(one)) for one in found[name].get(key.run.run_id, ())),
            )
            for key in named
        ]
        yield label, curves_chart(metric=label, curves=lines)


def _number(point: MetricPoint) -> float | None:
    value: Decimal | None = metric_words.decimal(point.value)
    return None if value is None else float(value)
