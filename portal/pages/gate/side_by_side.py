"""Champion and challenger side by side: the chart, on all rows and on single parts of the data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from governance import canonical
from portal.charts import comparison_chart
from portal.charts.comparison import Interval, Pair
from portal.charts.figure import Figure
from portal.pages import metric_words
from workflows.models import Comparison, Evaluation
from workflows.words import EvaluationPurpose, EvaluationState

Metrics = Mapping[str, Mapping[str, str]]
Objective = Mapping[str, str]


def chart(
    objectives: Sequence[Objective],
    measured: Mapping[str, Any],
    claims: Mapping[str, Mapping[str, str]],
    pair: Comparison | None,
    slices: Sequence[tuple[Evaluation, Evaluation]],
) -> Figure | None:
    """Champion and challenger on every objective and every slice; None without a comparison."""
    if pair is None or measured["state"] != "done":
        return None
    theirs = canonical.loads(pair.champion.metrics)
    rows = [
        _pair(metric_words.label(one["metric"]), one, measured["metrics"], theirs, claims)
        for one in objectives
    ]
    rows += _on_slices(objectives, slices)
    if not rows:
        return None
    return comparison_chart(
        champion=f"v{pair.champion.candidate.version}",
        challenger=f"v{pair.challenger.candidate.version}",
        rows=rows,
    )


def comparison_of(comparison: Mapping[str, Any] | None) -> Comparison | None:
    if not comparison or "id" not in comparison:
        return None
    rows = Comparison.objects.select_related("champion__candidate", "challenger__candidate")
    found = rows.filter(pk=comparison["id"]).first()
    done = found is not None and found.champion.state == EvaluationState.DONE
    return found if done else None


def slices_of(pair: Comparison) -> Iterator[tuple[Evaluation, Evaluation]]:
    """Challenger and champion on single periods, where both versions were measured on them."""
    for both in _of_slices(pair).values():
        mine = both.get(pair.challenger.candidate_id)
        theirs = both.get(pair.champion.candidate_id)
        if mine is not None and theirs is not None:
            yield mine, theirs


def _on_slices(objectives: Sequence[Objective], slices) -> Iterator[Pair]:
    for mine, theirs in slices:
        for one in objectives:
            yield _pair(
                f"{metric_words.label(one['metric'])}, {mine.dataset.label}",
                one,
                canonical.loads(mine.metrics),
                canonical.loads(theirs.metrics),
                {},
            )


def _of_slices(pair: Comparison) -> dict[int, dict[int, Evaluation]]:
    """The newest measurement on each slice, by dataset and candidate."""
    rows = Evaluation.objects.filter(
        candidate__in=[pair.challenger.candidate_id, pair.champion.candidate_id],
        purpose=EvaluationPurpose.SLICE,
        state=EvaluationState.DONE,
    )
    found: dict[int, dict[int, Evaluation]] = {}
    for row in rows.select_related("dataset").order_by("pk"):
        found.setdefault(row.dataset_id, {})[row.candidate_id] = row
    return found


def _pair(label: str, objective, mine: Metrics, theirs: Metrics, claims) -> Pair:
    metric = objective["metric"]
    claim = claims.get(metric)
    return Pair(
        label=label,
        limit=metric_words.written(objective["threshold"]),
        champion=_interval(theirs.get(metric)),
        challenger=_interval(mine.get(metric)),
        claimed=metric_words.decimal(claim["value"]) if claim else None,
        higher_is_better=metric_words.higher_is_better(metric),
    )


def _interval(found: Mapping[str, str] | None) -> Interval | None:
    value, low, high = (
        metric_words.decimal((found or {}).get(k)) for k in ("value", "low", "high")
    )
    if value is None:
        return None
    return Interval(
        float(value),
        None if low is None else float(low),
        None if high is None else float(high),
    )
