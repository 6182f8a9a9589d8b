"""Objectives against the champion at its gate, live operation, and the challenger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance import canonical
from portal.pages import metric_words
from projects.models import BriefRevision, Objective
from workflows.models import Evaluation, Release, Window


@dataclass(frozen=True)
class Figure:
    """A figure and whether the objective is met by it (None: unknown)."""

    value: Decimal | None
    met: bool | None


@dataclass(frozen=True)
class Row:
    """One objective; None where a version or a window doesn't exist."""

    label: str
    needs: str
    champion: Figure | None
    live: Figure | None
    trend: tuple[float | None, ...]
    challenger: Figure | None
    limit: Decimal
    higher: bool


@dataclass(frozen=True)
class Table:
    """The objectives, with what the columns are called."""

    rows: tuple[Row, ...]
    champion: str
    window: str
    challenger: str


def table(
    brief: BriefRevision | None,
    live: Release | None,
    champion: Evaluation | None,
    windows: Sequence[Window],
    challenger: Evaluation | None,
) -> Table | None:
    """The table; None before there is an objective. `champion` is what was measured at the gate of
    what is live, `windows` are those judged, oldest first.
    """
    if brief is None or not brief.objectives.all():
        return None
    theirs = _metrics(champion)
    mine = _metrics(challenger)
    seen = [canonical.loads(one.metrics) for one in windows]
    return Table(
        rows=tuple(
            _row(one, theirs, seen, mine, live is not None, challenger is not None)
            for one in brief.objectives.all()
        ),
        champion=f"v{live.candidate.version}" if live else "",
        window=windows[-1].label if windows else "",
        challenger=f"v{challenger.candidate.version}" if challenger else "",
    )


def _row(objective: Objective, theirs, seen, mine, serving: bool, challenging: bool) -> Row:
    live = [_value(metrics, objective) for metrics in seen]
    return Row(
        label=metric_words.label(objective.metric, objective.segment),
        needs=metric_words.needs(
            {"direction": objective.direction, "threshold": str(objective.threshold)}
        ),
        champion=_figure(_value(theirs, objective), objective) if serving else None,
        live=_figure(live[-1], objective) if live else None,
        trend=tuple(None if one is None else float(one) for one in live),
        challenger=_figure(_value(mine, objective), objective) if challenging else None,
        limit=objective.threshold,
        higher=metric_words.higher_is_better(objective.metric),
    )


def _metrics(evaluation: Evaluation | None) -> Mapping[str, Mapping[str, str]]:
    """Metrics of all rows by name, those of a segment by `segment name`."""
    if evaluation is None:
        return {}
    found = dict(canonical.loads(evaluation.metrics))
    for part in canonical.loads(evaluation.segments):
        found |= {f"{part['segment']} {name}": one for name, one in part["metrics"].items()}
    return found


def _value(metrics: Mapping[str, Mapping[str, str]], objective: Objective) -> Decimal | None:
    key = f"{objective.segment} {objective.metric}" if objective.segment else objective.metric
    found = metrics.get(key)
    return metric_words.decimal(found["value"]) if found else None


def _figure(value: Decimal | None, objective: Objective) -> Figure:
    if value is None:
        return Figure(None, None)
    if objective.direction == "at_least":
        return Figure(value, value >= objective.threshold)
    return Figure(value, value <= objective.threshold)
