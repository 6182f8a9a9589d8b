"""How often the held-out data was tried, and whether the challenger holds against the champion."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from governance.checks.metrics import AT_LEAST, ON_HELD_OUT
from governance.checks.outcomes import FAILED, PASSED, UNKNOWN, CheckOutcome
from governance.checks.values import (
    Facts,
    Params,
    Unknown,
    need,
    number,
    passed,
    plain,
    shown,
    verdict,
    worst,
)
from governance.saying import gettext as _
from governance.saying import gettext_noop

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
NOT_MEASURED: Final = gettext_noop("Nothing was measured yet.")


def evaluation_limit(facts: Facts, params: Params) -> CheckOutcome:
    """The same held-out data was not tried more often than the policy allows.

    Each look at held-out data tells the next candidate something about it; see Dwork et al.,
    "The reusable holdout", Science 349 (2015).
    """
    measured = need(facts, "measured", NOT_MEASURED)
    limit = params["limit"]
    tries = need(measured, "n", NOT_MEASURED)
    digest = str(measured.get("digest", ""))[:12]
    said = _("The %(tries)s try on this data; the policy allows %(limit)s.") % {
        "tries": ordinal(tries),
        "limit": limit,
    }
    source = _("held-out data %(digest)s") % {"digest": digest} if digest else ""
    return verdict([said] if tries > limit else [], said, source, {"n": tries, "limit": limit})


def ordinal(n: int) -> str:
    """First, second, third and so on, in words as far as they are short."""
    return ORDINALS[n - 1] if 1 <= n <= len(ORDINALS) else f"{n}th"


def not_worse(facts: Facts, params: Params) -> CheckOutcome:
    """On the same rows the challenger is worse by no more than the margin, objective by objective."""
    measured = need(facts, "measured", NOT_MEASURED)
    if measured.get("state") == "none":
        raise Unknown(_(NOT_MEASURED))
    if "comparison" not in facts:
        raise Unknown(_("Whether a version is in service to compare with isn't known."))
    comparison = facts["comparison"]
    if comparison is None:
        return passed(_("No version is in service, so there is none to compare with."))
    _must_be_done(comparison)
    brief = need(facts, "brief", _("There is no brief yet, so there are no objectives."))
    objectives = [
        one
        for one in need(brief, "objectives", _("The brief's objectives aren't known."))
        if one.get("measured_on", "both") in ON_HELD_OUT and not one.get("segment")
    ]
    if not objectives:
        raise Unknown(_("No objective says by which metric to compare."))
    lines = [_compare(one, comparison, params) for one in objectives]
    return CheckOutcome(
        worst(outcome for outcome, reason in lines),
        " ".join(reason for outcome, reason in lines),
        _("comparison with %(comparison)s")
        % {"comparison": comparison.get("champion", _("the version in service"))},
        {one["metric"]: comparison["metrics"].get(one["metric"]) for one in objectives},
    )


def _must_be_done(comparison: Mapping[str, Any]) -> None:
    state = comparison.get("state", "done")
    if state == "failed":
        raise Unknown(_("The comparison with the version in service failed; measure again."))
    if state != "done":
        raise Unknown(_("The comparison with the version in service hasn't ended yet."))


def _compare(
    objective: Mapping[str, Any], comparison: Mapping[str, Any], params: Params
) -> tuple[str, str]:
    """The outcome and a sentence for one metric; gains are counted in its better direction."""
    name, margin = objective["metric"], params.get("margin") or Decimal(0)
    label = str(objective.get("label", name))
    pair = (comparison.get("metrics") or {}).get(name)
    if pair is None:
        return UNKNOWN, _("%(label)s wasn't compared.") % {"label": label}
    higher = objective["direction"] == AT_LEAST
    by_interval = params.get("judged_by") == "interval"
    end = ("low" if higher else "high") if by_interval else "value"
    difference = number((pair.get("difference") or {}).get(end))
    if difference is None:
        return UNKNOWN, _("%(label)s couldn't be compared: the difference isn't a number.") % {
            "label": label
        }
    gain = difference if higher else -difference
    outcome = PASSED if gain >= -margin else FAILED
    return outcome, _sentence(label, pair, gain, margin, by_interval)


def _sentence(
    name: str, pair: Mapping[str, Any], gain: Decimal, margin: Decimal, by_interval: bool
) -> str:
    mine, theirs = (
        number((pair.get(who) or {}).get("value")) for who in ("challenger", "champion")
    )
    told = (
        ""
        if mine is None or theirs is None
        else _("%(mine)s against %(theirs)s, ") % {"mine": shown(mine), "theirs": shown(theirs)}
    )
    how = (
        f"{shown(abs(gain), margin)} {'better' if gain >= 0 else 'worse'}" if gain else _("as good")
    )
    at_worst = _(" at the interval's worse end") if by_interval else ""
    allowed = (
        _("%(margin)s worse would do") % {"margin": plain(margin)}
        if margin
        else _("it may not be worse")
    )
    return f"{name}: {told}{how}{at_worst}; {allowed}."
