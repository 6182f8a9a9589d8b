"""Objectives against what was measured and what the run claims, one word for each reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from governance.checks.outcomes import FAILED, PASSED, UNKNOWN, CheckOutcome
from governance.checks.values import Facts, Params, failed, need, number, plain, shown, worst
from governance.policy import words

AT_LEAST: Final = "at_least"
SIDES: Final = {AT_LEAST: "at least", "at_most": "at most"}
ON_HELD_OUT: Final = frozenset({"both", "held_out"})
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
    brief = need(facts, "brief", "There is no brief yet, so there are no objectives.")
    every = need(brief, "objectives", "The brief's objectives aren't known.")
    objectives = [one for one in every if one.get("measured_on", "both") in ON_HELD_OUT]
    if not objectives:
        return failed("The brief has no objective for held-out data; the analyst adds one.")
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
    label = str(objective.get("label", name))
    what = f"{label} where {segment}" if segment else label
    outcome, said = _verdict(reading, objective, counts)
    reason = f"{what}: {said}{_difference(claimed, measured, counts)}"
    return Judged(outcome, reason, _value(objective, measured, claimed, outcome))


def _verdict(reading: Reading, objective: Mapping[str, Any], counts: str) -> tuple[str, str]:
    threshold = number(objective.get("threshold"))
    if threshold is None:
        return UNKNOWN, "the brief's threshold isn't a number."
    if reading.value is None:
        return reading.outcome, reading.reason
    wanted = f"{SIDES[objective['direction']]} {plain(threshold)} is wanted"
    told = f"{counts} {shown(reading.value, threshold)}{_interval(reading)}"
    if met(reading.value, objective["direction"], threshold):
        return PASSED, f"{told}, {wanted}: met."
    gap = abs(reading.value - threshold)
    return FAILED, f"{told}, {wanted}: missed by {_tiny(gap)}."


def met(value: Decimal, direction: str, threshold: Decimal) -> bool:
    """On the right side of its threshold; the threshold itself is."""
    return value >= threshold if direction == AT_LEAST else value <= threshold


def _interval(reading: Reading) -> str:
    if reading.low is None or reading.high is None:
        return ""
    return f" ({shown(reading.low)} to {shown(reading.high)})"


def _tiny(gap: Decimal) -> str:
    """A difference, rounded, but never to nothing."""
    return shown(gap, Decimal(0))


def _difference(claimed: Reading, measured: Reading, counts: str) -> str:
    """The other of claimed and measured, and how far apart the two are."""
    if claimed.value is None or measured.value is None:
        return ""
    other, mine = (claimed, measured) if counts == words.MEASURED else (measured, claimed)
    assert other.value is not None and mine.value is not None  # noqa: S101, PT018 - for the types
    who = "The run claims" if counts == words.MEASURED else "Pitwall measured"
    apart = other.value - mine.value
    if not apart:
        return f" {who} the same."
    side = "higher" if apart > 0 else "lower"
    return f" {who} {shown(other.value, mine.value)}, {_tiny(abs(apart))} {side}."


def measured_reading(facts: Facts, metric: str, segment: str = "") -> Reading:
    """What Pitwall measured of a metric, on all rows or on one segment."""
    measured = facts.get("measured")
    if measured is None:
        return Reading(None, UNKNOWN, "whether it was measured isn't known.")
    state = measured.get("state")
    if state == "failed":
        why = measured.get("reason") or "no reason was given"
        return Reading(None, FAILED, f"the measurement failed: {why.rstrip('.')}.")
    if state != "done":
        waits = "the measurement hasn't ended yet." if state == "waiting" else "not measured yet."
        return Reading(None, UNKNOWN, waits)
    metrics = _metrics_of(measured, segment)
    where = f"evaluation E-{measured.get('evaluation', '?')}"
    if metric not in metrics:
        return Reading(None, FAILED, f"metric not found in {where}.")
    found = metrics[metric]
    value = number(found.get("value"))
    if value is None:
        return Reading(None, FAILED, f"not a number (NaN) in {where}.")
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
        return Reading(None, UNKNOWN, "what the run claims isn't known.")
    run = run_of(facts)
    claim = None if segment else claims.get(metric)
    state = "missing" if claim is None else claim.get("state", "ok")
    if claim is None or state == "missing":
        return Reading(None, FAILED, f"metric not found in run {run}.")
    if state == "unreachable":
        return Reading(None, UNKNOWN, f"MLflow couldn't be reached, so run {run} wasn't read.")
    value = number(claim.get("value"))
    if value is not None and state == "ok":
        return Reading(value)
    if state == "nan" or str(claim.get("value")).lower() in NOT_A_NUMBER:
        return Reading(None, FAILED, f"not a number (NaN) in run {run}.")
    return Reading(None, UNKNOWN, f"its value in run {run} can't be read.")


def run_of(facts: Facts) -> str:
    """The id of the nominated version's run."""
    return str((facts.get("candidate") or {}).get("run_id") or "without id")


def _source(facts: Facts, counts: str) -> str:
    if counts == words.CLAIMED:
        return f"run {run_of(facts)}"
    measured = facts.get("measured") or {}
    digest = str(measured.get("digest") or "")[:12]
    return (
        f"evaluation E-{measured['evaluation']} on {digest}" if measured.get("evaluation") else ""
    )


def _value(
    objective: Mapping[str, Any], measured: Reading, claimed: Reading, outcome: str
) -> dict[str, Any]:
    kept = {key: objective.get(key, "") for key in ("metric", "direction", "threshold", "segment")}
    return kept | {"measured": _text(measured), "claimed": _text(claimed), "outcome": outcome}


def _text(reading: Reading) -> str | None:
    return None if reading.value is None else plain(reading.value)
