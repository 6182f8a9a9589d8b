"""What Pitwall measured beside what the run claims, and the challenger beside the champion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance import canonical
from portal.charts import comparison_chart
from portal.charts.comparison import Interval, Pair
from portal.charts.figure import Figure
from portal.components.formats import ordinal_word, thousands
from portal.pages import metric_words
from workflows.models import Comparison, Evaluation
from workflows.words import EvaluationPurpose, EvaluationState

ON_HELD_OUT = ("both", "held_out")
Metrics = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Figures:
    """One objective: what it needs, what was measured and what the run claims."""

    label: str
    needs: str
    measured: Decimal | None
    low: Decimal | None
    high: Decimal | None
    claimed: Decimal | None
    met: bool | None

    @property
    def apart(self) -> Decimal | None:
        """Claimed less measured."""
        if self.claimed is None or self.measured is None:
            return None
        return self.claimed - self.measured


@dataclass(frozen=True)
class Measured:
    """The measurement behind a Training gate; `running` while there is none yet."""

    version: str
    state: str
    tries: str
    counts: str
    reason: str
    figures: tuple[Figures, ...]
    chart: Figure | None
    champion: str
    gain: tuple[str, ...]
    running: bool


def of(facts: Mapping[str, Any], counts: str) -> Measured | None:
    """What the facts of a gate say was measured; None where nothing is nominated.

    `counts` is the policy's word: measured or claimed.
    """
    candidate = facts.get("candidate")
    if candidate is None:
        return None
    measured = facts.get("measured") or {"state": "none", "metrics": {}}
    comparison = facts.get("comparison")
    return Measured(
        version=f"v{candidate['version']}",
        state=measured["state"],
        tries=_tries(measured),
        counts=counts,
        reason=measured.get("reason") or "",
        figures=tuple(_figures(facts, measured, counts)),
        chart=_chart(facts, measured, comparison),
        champion=_short((comparison or {}).get("champion", "")),
        gain=tuple(_gains(facts, comparison)),
        running=measured["state"] == "waiting"
        or (comparison or {}).get("state") in (EvaluationState.WANTED, EvaluationState.RUNNING),
    )


def _short(name: str) -> str:
    """“v3” of “late-arrivals v3”."""
    return name.rpartition(" ")[2]


def _tries(measured: Mapping[str, Any]) -> str:
    n, limit = measured.get("n"), measured.get("limit")
    if not n or not measured.get("rows"):
        return ""
    said = {
        "nth": ordinal_word(n),
        "limit": limit,
        "rows": thousands(measured.get("rows")),
        "evaluation": f"E-{measured['evaluation']}",
    }
    if limit:
        return (
            _("evaluation %(evaluation)s, %(nth)s try of %(limit)s on these %(rows)s rows") % said
        )
    return _("evaluation %(evaluation)s, %(nth)s try on these %(rows)s rows") % said


def objectives(facts: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """The objectives that are judged on held-out data."""
    found = (facts.get("brief") or {}).get("objectives") or []
    return [one for one in found if one.get("measured_on", "both") in ON_HELD_OUT]


def _figures(facts, measured, counts) -> Iterator[Figures]:
    claims = facts.get("claimed") or {}
    for one in objectives(facts):
        found = _metrics(measured, one["segment"]).get(one["metric"]) or {}
        claim = None if one["segment"] else claims.get(one["metric"])
        value = metric_words.decimal(found.get("value"))
        claimed = metric_words.decimal(claim["value"]) if claim else None
        judged = claimed if counts == "claimed" else value
        yield Figures(
            label=metric_words.label(one["metric"], one["segment"]),
            needs=metric_words.needs(one),
            measured=value,
            low=metric_words.decimal(found.get("low")),
            high=metric_words.decimal(found.get("high")),
            claimed=claimed,
            met=_met(judged, one),
        )


def _met(value: Decimal | None, objective: Mapping[str, str]) -> bool | None:
    threshold = metric_words.decimal(objective["threshold"])
    if value is None or threshold is None:
        return None
    return value >= threshold if objective["direction"] == "at_least" else value <= threshold


def _metrics(measured: Mapping[str, Any], segment: str) -> Metrics:
    if not segment:
        return measured.get("metrics") or {}
    parts = {one["segment"]: one["metrics"] for one in measured.get("segments") or []}
    return parts.get(segment) or {}


def _gains(facts, comparison) -> Iterator[str]:
    """How the challenger differs from the champion, with the interval of the difference."""
    pairs = (comparison or {}).get("metrics") or {}
    for one in objectives(facts):
        found = (pairs.get(one["metric"]) or {}).get("difference")
        if not found or one["segment"]:
            continue
        value, low, high = (
            metric_words.decimal(found.get(key)) for key in ("value", "low", "high")
        )
        if value is None or low is None or high is None:
            continue
        yield _("%(metric)s %(value)s, 95 %% interval %(low)s to %(high)s") % {
            "metric": metric_words.label(one["metric"]),
            "value": f"{value:+.3f}".replace("-", "−"),
            "low": f"{low:+.3f}".replace("-", "−"),
            "high": f"{high:+.3f}".replace("-", "−"),
        }


def _chart(facts, measured, comparison) -> Figure | None:
    """Champion and challenger on every objective and every slice; None without a comparison."""
    pair = _comparison(comparison)
    if pair is None or measured["state"] != "done":
        return None
    theirs = canonical.loads(pair.champion.metrics)
    claims = facts.get("claimed") or {}
    whole = [
        _pair(metric_words.label(one["metric"]), one, measured["metrics"], theirs, claims)
        for one in objectives(facts)
        if not one["segment"]
    ]
    rows = [*whole, *_slices(facts, pair)]
    if not rows:
        return None
    return comparison_chart(
        champion=f"v{pair.champion.candidate.version}",
        challenger=f"v{pair.challenger.candidate.version}",
        rows=rows,
    )


def _comparison(comparison: Mapping[str, Any] | None) -> Comparison | None:
    if not comparison or "id" not in comparison:
        return None
    rows = Comparison.objects.select_related("champion__candidate", "challenger__candidate")
    found = rows.filter(pk=comparison["id"]).first()
    done = found is not None and found.champion.state == EvaluationState.DONE
    return found if done else None


def _slices(facts: Mapping[str, Any], pair: Comparison) -> Iterator[Pair]:
    """The same objectives on single periods, where both versions were measured on them."""
    by_dataset = _of_slices(pair)
    for both in by_dataset.values():
        mine = both.get(pair.challenger.candidate_id)
        theirs = both.get(pair.champion.candidate_id)
        if mine is None or theirs is None:
            continue
        for one in objectives(facts):
            if not one["segment"]:
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
        limit=metric_words.decimal(objective["threshold"]),
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
