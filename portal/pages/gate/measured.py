"""What Pitwall measured beside what the run claims, and the challenger beside the champion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance import canonical
from portal.charts.figure import Figure
from portal.components.formats import ordinal_word, thousands
from portal.pages import metric_words
from portal.pages.gate import comparing, holding, side_by_side
from workflows.words import EvaluationState

ON_HELD_OUT = ("both", "held_out")
Metrics = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Figures:
    """One objective: what it needs, what was measured and what the run claims.

    `judged` is the one of the two that the policy counts; `boasts` says that the claim lies
    beyond the interval of what was measured, on the side that flatters.
    """

    label: str
    needs: str
    threshold: Decimal | None
    judged: Decimal | None
    measured: Decimal | None
    low: Decimal | None
    high: Decimal | None
    claimed: Decimal | None
    met: bool | None
    boasts: bool = False

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
    rows: int | None
    differences: tuple[comparing.Difference, ...]
    parts: tuple[tuple[str, tuple[holding.Held, ...]], ...]
    running: bool

    @property
    def held(self) -> tuple[holding.Held, ...]:
        """The objectives, as the sentences about them take them."""
        return tuple(
            holding.Held(one.label, one.needs, one.judged, one.threshold, one.met)
            for one in self.figures
        )

    @property
    def boasts(self) -> tuple[str, ...]:
        """The metrics of which the run claims more than was measured."""
        return tuple(one.label for one in self.figures if one.boasts)


def of(facts: Mapping[str, Any], counts: str) -> Measured | None:
    """What the facts of a gate say was measured; None where nothing is nominated.

    `counts` is the policy's word: measured or claimed.
    """
    candidate = facts.get("candidate")
    if candidate is None:
        return None
    measured = facts.get("measured") or {"state": "none", "metrics": {}}
    comparison = facts.get("comparison")
    pair = side_by_side.comparison_of(comparison)
    slices = tuple(side_by_side.slices_of(pair)) if pair else ()
    whole = [one for one in objectives(facts) if not one["segment"]]
    return Measured(
        version=f"v{candidate['version']}",
        state=measured["state"],
        tries=_tries(measured),
        counts=counts,
        reason=measured.get("reason") or "",
        figures=tuple(_figures(facts, measured, counts)),
        chart=side_by_side.chart(whole, measured, facts.get("claimed") or {}, pair, slices),
        champion=_short((comparison or {}).get("champion", "")),
        rows=measured.get("rows") or None,
        differences=tuple(_differences(whole, comparison)),
        parts=tuple(_parts(whole, slices)),
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
            threshold=metric_words.decimal(one["threshold"]),
            judged=judged,
            measured=value,
            low=metric_words.decimal(found.get("low")),
            high=metric_words.decimal(found.get("high")),
            claimed=claimed,
            met=_met(judged, one),
            boasts=_boasts(claimed, found, one["metric"]),
        )


def _boasts(claimed: Decimal | None, found: Mapping[str, str], metric: str) -> bool:
    """Whether a claim lies beyond the measured interval, on the better side."""
    low, high = (metric_words.decimal(found.get(key)) for key in ("low", "high"))
    if claimed is None or low is None or high is None:
        return False
    return claimed > high if metric_words.higher_is_better(metric) else claimed < low


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


def _differences(whole, comparison) -> Iterator[comparing.Difference]:
    """How the challenger differs from the champion, with the interval of the difference."""
    pairs = (comparison or {}).get("metrics") or {}
    for one in whole:
        found = (pairs.get(one["metric"]) or {}).get("difference")
        if not found:
            continue
        value, low, high = (
            metric_words.decimal(found.get(key)) for key in ("value", "low", "high")
        )
        if value is not None:
            yield comparing.Difference(
                label=metric_words.label(one["metric"]),
                value=value,
                low=low,
                high=high,
                higher_is_better=metric_words.higher_is_better(one["metric"]),
            )


def _parts(whole, slices) -> Iterator[tuple[str, tuple[holding.Held, ...]]]:
    """The objectives on each part of the data on which both versions were measured."""
    for mine, _theirs in slices:
        metrics = canonical.loads(mine.metrics)
        yield mine.dataset.label, tuple(_held_on(one, metrics) for one in whole)


def _held_on(objective: Mapping[str, str], metrics: Metrics) -> holding.Held:
    value = metric_words.decimal((metrics.get(objective["metric"]) or {}).get("value"))
    return holding.Held(
        metric_words.label(objective["metric"]),
        metric_words.needs(objective),
        value,
        metric_words.decimal(objective["threshold"]),
        _met(value, objective),
    )
