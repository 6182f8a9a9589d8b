"""Single weeks of a window: shown beside it, judged by nobody, because a week may be chance.

No database: rows in, plain values out. Used by the worker, because it loads NumPy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from workflows import judging

DAY = timedelta(days=1)
WEEK = 7
Row = tuple[datetime, Mapping[str, object], Mapping[str, object], str | None]


@dataclass(frozen=True)
class Against:
    """What weeks are measured by: a week with fewer than `least` rows has no figures.

    `reference` and `types` are the training data's columns and the kinds of the inputs.
    """

    task: judging.Task
    metrics: Sequence[str]
    reference: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    least: int = 100


def of(
    starts_at: datetime, ends_at: datetime, rows: Sequence[Row], against: Against | None
) -> list[dict[str, Any]]:
    """The weeks of a window from its start.

    `rows` are (event_at, features, output, what turned out to be true or None). Without `against`
    only what came is counted.
    """
    return [
        _week(start, end, [row for row in rows if start <= row[0] < end], against)
        for start, end in spans(starts_at, ends_at)
    ]


def spans(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of whole days, a week as nearly as the window can be cut evenly.

    A month is four of seven or eight days: a rest of two days by itself would look like a slump.
    """
    days = max(1, round((ends_at - starts_at) / DAY))
    count = max(1, round(days / WEEK))
    cuts = [starts_at + DAY * round(n * days / count) for n in range(count)]
    yield from zip(cuts, [*cuts[1:], ends_at], strict=True)


def _week(
    start: datetime, end: datetime, rows: Sequence[Row], against: Against | None
) -> dict[str, Any]:
    joined = [row for row in rows if row[3] is not None]
    served = judging.Served(
        outputs=[row[2] for row in joined],
        actuals=[str(row[3]) for row in joined],
        features=[row[1] for row in rows],
    )
    return {
        "starts_at": start.isoformat(),
        "ends_at": end.isoformat(),
        "scores": len(rows),
        "matched": len(joined),
        "metrics": _values(served, against),
        "drift": _moved(served, against),
    }


def _values(served: judging.Served, against: Against | None) -> dict[str, str]:
    if against is None or len(served.actuals) < against.least:
        return {}
    try:
        return judging.values(served, against.task, against.metrics)
    except judging.Unjudgeable:
        return {}


def _moved(served: judging.Served, against: Against | None) -> dict[str, str]:
    """The population stability index of each feature."""
    if against is None or len(served.features) < against.least or not against.reference:
        return {}
    found = judging.drift(against.reference, served.features, against.types)
    return {one["feature"]: one["psi"] for one in found}
