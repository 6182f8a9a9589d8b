"""Objectives against what was measured and what the run claims, one word for each reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from governance.checks.outcomes import FAILED, PASSED, UNKNOWN, CheckOutcome
from governance.checks.values import Facts, Params, failed, need, number, plain, shown, worst
from governance.policy import words
from governance.saying import gettext as _
from governance.saying import gettext_noop

AT_LEAST: Final = "at_least"
SIDES: Final = {AT_LEAST: gettext_noop("at least"), "at_most": gettext_noop("at most")}
ON_HELD_OUT: Final = frozenset({"both", "held_out"})
# Of a smaller part of the data nothing is measured: it would tell single rows with their truth.
FEWEST_ROWS: Final = 30
NOT_A_NUMBER: Final = frozenset({"nan", "inf", "-inf", "infinity", "-infinity"})


@dataclass(frozen=True)
class Reading:
    """A metric as somebody gives it: a value, or an outcome with a reason why there is none."""

    value: Decimal | None = None
    outcome: str = PASSED
    reason: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Judged:
    """One objective with what came of it."""

    outcome: str
    reason: str
    value: dict[str, Any]


def objectives_met(facts: Facts, params: Params) -> CheckOutcome:
    """Every objective on held-out data is met by the metric that counts: measured or claimed."""
    brief = need(facts, "brief", _("There is no brief yet, so there are no objectives."))
    every = need(brief, "objectives", _("The brief's objectives aren't known."))
    objectives = [one for one in every if one.get("measured_on", "both") in ON_HELD_OUT]
    if not objectives:
        return failed(_("The brief has no objective for held-out data; the analyst adds one."))
    counts = params.get("counts", words.MEASURED)
    judged = [_judge(one, facts, counts) for one in objectives]
    return CheckOutcome(
        worst(one.outcome for one in judged),
        " ".join(one.reason for one in judged),
        _source(facts, counts),
        {"counts": counts, "run_id": run_of(facts), "objectives": [one.value for one in judged]},
    )


def _judge(objective: Mapping[str, Any], facts: Facts, counts: str) -> Judged:
    name, segment = objective["metric"], objective.get("segment", "")
    measured, claimed = (
        measured_reading(facts, name, segment),
        claimed_reading(facts, name, segment),
    )
    reading = claimed if counts == words.CLAIMED else measured
    label = _(str(objective.get("label", name)))
    what = (
        _("%(label)s where %(segment)s") % {"label": label, "segment": segment}
        if segment
        else label
    )
    outcome, said = _verdict(reading, objective, counts)
    reason = f"{what}: {said}{_difference(claimed, measured, counts)}"
    return Judged(outcome, reason, _value(objective, measured, claimed, outcome))


def _verdict(reading: Reading, objective: Mapping[str, Any], counts: str) -> tuple[str, str]:
    threshold = number(objective.get("threshold"))
    if threshold is None:
        return UNKNOWN, _("the brief's threshold isn't a number.")
    if reading.value is None:
        return reading.outcome, reading.reason
    wanted = _("%(direction)s %(threshold)s is wanted") % {
        "direction": _(SIDES[objective["direction"]]),
        "threshold": plain(threshold),
    }
    told = f"{counts} {shown(reading.value, threshold)}{_interval(reading)}"
    if met(reading.value, objective["direction"], threshold):
        return PASSED, _("%(told)s, %(wanted)s: met.") % {"told": told, "wanted": wanted}
    gap = abs(reading.value - threshold)
    return FAILED, _("%(told)s, %(wanted)s: missed by %(gap)s.") % {
        "told": told,
        "wanted": wanted,
        "gap": _tiny(gap),
    }


def met(value: Decimal, direction: str, threshold: Decimal) -> bool:
    """On the right side of its threshold; the threshold itself is."""
    return value >= threshold if direction == AT_LEAST else value <= threshold


def _interval(reading: Reading) -> str:
    if reading.low is None or reading.high is None:
        return ""
    return _(" (%(low)s to %(high)s)") % {"low": shown(reading.low), "high": shown(reading.high)}


def _tiny(gap: Decimal) -> str:
    """A difference, rounded, but never to nothing."""
    return shown(gap, Decimal(0))


def _difference(claimed: Reading, measured: Reading, counts: str) -> str:
    """The other of claimed and measured, and how far apart the two are."""
    if claimed.value is None or measured.value is None:
        return ""
    other, mine = (claimed, measured) if counts == words.MEASURED else (measured, claimed)
    assert other.value is not None and mine.value is not None  # noqa: S101, PT018 - for the types
    who = _("The run claims") if counts == words.MEASURED else _("Pitwall measured")
    apart = other.value - mine.value
    if not apart:
        return _(" %(who)s the same.") % {"who": who}
    side = _("higher") if apart > 0 else _("lower")
    return _(" %(who)s %(value)s, %(apart)s %(side)s.") % {
        "who": who,
        "value": shown(other.value, mine.value),
        "apart": _tiny(abs(apart)),
        "side": side,
    }


def measured_reading(facts: Facts, metric: str, segment: str = "") -> Reading:
    """What Pitwall measured of a metric, on all rows or on one segment."""
    measured = facts.get("measured")
    if measured is None:
        return Reading(None, UNKNOWN, _("whether it was measured isn't known."))
    state = measured.get("state")
    if state == "failed":
        why = measured.get("reason") or _("no reason was given")
        return Reading(
            None, FAILED, _("the measurement failed: %(why)s.") % {"why": why.rstrip(".")}
        )
    if state != "done":
        waits = (
            _("the measurement hasn't ended yet.") if state == "waiting" else _("not measured yet.")
        )
        return Reading(None, UNKNOWN, waits)
    metrics = _metrics_of(measured, segment)
    where = _("evaluation E-%(measured)s") % {"measured": measured.get("evaluation", "?")}
    if segment and not metrics:
        return Reading(
            None,
            FAILED,
            _("no such part, or fewer than %(rows)s rows of it, in %(where)s.")
            % {"rows": FEWEST_ROWS, "where": where},
        )
    if metric not in metrics:
        return Reading(None, FAILED, _("metric not found in %(where)s.") % {"where": where})
    found = metrics[metric]
    value = number(found.get("value"))
    if value is None:
        return Reading(None, FAILED, _("not a number (NaN) in %(where)s.") % {"where": where})
    return Reading(value, low=number(found.get("low")), high=number(found.get("high")))


def _metrics_of(measured: Mapping[str, Any], segment: str) -> Mapping[str, Any]:
    if not segment:
        metrics: Mapping[str, Any] = measured.get("metrics") or {}
        return metrics
    parts = {one["segment"]: one["metrics"] for one in measured.get("segments") or ()}
    return parts.get(segment) or {}


def claimed_reading(facts: Facts, metric: str, segment: str = "") -> Reading:
    """What the run claims of a metric; a run claims nothing of segments."""
    claims = facts.get("claimed")
    if claims is None:
        return Reading(None, UNKNOWN, _("what the run claims isn't known."))
    run = run_of(facts)
    claim = None if segment else claims.get(metric)
    state = "missing" if claim is None else claim.get("state", "ok")
    if claim is None or state == "missing":
        return Reading(None, FAILED, _("metric not found in run %(run)s.") % {"run": run})
    if state == "unreachable":
        return Reading(
            None,
            UNKNOWN,
            _("MLflow couldn't be reached, so run %(run)s wasn't read.") % {"run": run},
        )
    value = number(claim.get("value"))
    if value is not None and state == "ok":
        return Reading(value)
    if state == "nan" or str(claim.get("value")).lower() in NOT_A_NUMBER:
        return Reading(None, FAILED, _("not a number (NaN) in run %(run)s.") % {"run": run})
    return Reading(None, UNKNOWN, _("its value in run %(run)s can't be read.") % {"run": run})


def run_of(facts: Facts) -> str:
    """The id of the nominated version's run."""
    return str((facts.get("candidate") or {}).get("run_id") or _("without id"))


def _source(facts: Facts, counts: str) -> str:
    if counts == words.CLAIMED:
        return _("run %(facts)s") % {"facts": run_of(facts)}
    measured = facts.get("measured") or {}
    digest = str(measured.get("digest") or "")[:12]
    return (
        _("evaluation E-%(evaluation)s on %(digest)s")
        % {"evaluation": measured["evaluation"], "digest": digest}
        if measured.get("evaluation")
        else ""
    )


def _value(
    objective: Mapping[str, Any], measured: Reading, claimed: Reading, outcome: str
) -> dict[str, Any]:
    kept = {key: objective.get(key, "") for key in ("metric", "direction", "threshold", "segment")}
    return kept | {"measured": _text(measured), "claimed": _text(claimed), "outcome": outcome}


def _text(reading: Reading) -> str | None:
    return None if reading.value is None else plain(reading.value)
