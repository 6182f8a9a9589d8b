"""What people write as objectives, made rows or answered with what to do about it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance import inputs
from governance.inputs import Errors
from projects import metrics
from projects.models import Objective
from projects.services import shapes
from projects.words import Direction, MeasuredOn

FIELDS = ("metric", "direction", "threshold", "measured_on", "segment")
MOST = 20


def parse(errors: Errors, value: Any, task: str) -> list[Objective]:
    """Unsaved rows for the objectives in `value`; faults go under objectives[i].field."""
    before = len(errors)
    rows = [
        _row(errors, f"objectives[{position}]", item, task)
        for position, item in enumerate(
            shapes.records(errors, "objectives", value, keys=FIELDS, most=MOST)
        )
    ]
    if len(errors) == before:
        _refuse_twins(errors, rows)
    return rows


def _row(errors: Errors, at: str, item: Mapping[str, Any], task: str) -> Objective:
    metric = _metric(errors, f"{at}.metric", item.get("metric"), task)
    return Objective(
        metric=metric.name if metric else "",
        direction=_direction(errors, f"{at}.direction", item.get("direction"), metric),
        threshold=_threshold(errors, f"{at}.threshold", item.get("threshold"), metric),
        measured_on=inputs.choice(
            errors, f"{at}.measured_on", item.get("measured_on", MeasuredOn.BOTH), MeasuredOn
        ),
        segment=_segment(errors, f"{at}.segment", item.get("segment", "")),
    )


def _metric(errors: Errors, name: str, value: Any, task: str) -> metrics.Metric | None:
    cleaned = inputs.text(errors, name, value, longest=40)
    if not cleaned or name in errors:
        return None
    if cleaned in metrics.names(task):
        return metrics.METRICS[cleaned]
    alike = metrics.closest(cleaned, task)
    hint = _("Did you mean %(alike)s? ") % {"alike": " or ".join(alike)} if alike else ""
    errors[name] = _(
        "“%(cleaned)s” is no metric for %(task)s that Pitwall measures. "
        "%(hint)sChoose one of: %(task_2)s."
    ) % {"cleaned": cleaned, "task": task, "hint": hint, "task_2": ", ".join(metrics.names(task))}
    return None


def _direction(errors: Errors, name: str, value: Any, metric: metrics.Metric | None) -> str:
    direction = inputs.choice(errors, name, value, Direction)
    if direction and metric and direction != metric.direction:
        errors[name] = _(
            "“%(direction)s” doesn't fit %(metric)s, which is better when "
            "%(better)s; say %(direction_2)s."
        ) % {
            "direction": direction,
            "metric": metric.word,
            "better": metric.better,
            "direction_2": metric.direction,
        }
    return direction


def _threshold(errors: Errors, name: str, value: Any, metric: metrics.Metric | None) -> Decimal:
    """The threshold, or 0 where it can't be taken and `errors` says why."""
    number = inputs.decimal_(
        errors,
        name,
        value,
        lowest=metric.lowest if metric else None,
        highest=metric.highest if metric else None,
    )
    return number if number is not None else Decimal(0)


def _segment(errors: Errors, name: str, value: Any) -> str:
    segment = inputs.text(errors, name, value, longest=80, required=False)
    column, equals, wanted = segment.partition("=")
    if segment and not (column.strip() and equals and wanted.strip()):
        errors.setdefault(
            name,
            _("“%(segment)s” is no segment; write column=value, such as origin=JFK.")
            % {"segment": segment},
        )
    return segment


def _refuse_twins(errors: Errors, rows: list[Objective]) -> None:
    seen: set[tuple[str, str]] = set()
    for position, row in enumerate(rows):
        if (row.metric, row.segment) in seen:
            on = _(" on %(segment)s") % {"segment": row.segment} if row.segment else ""
            errors[f"objectives[{position}].metric"] = _(
                "There is an objective for %(metric)s%(on)s already; take one of the two out."
            ) % {"metric": row.metric, "on": on}
        seen.add((row.metric, row.segment))
