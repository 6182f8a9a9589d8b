"""Runs a stage's checks over facts, and puts waivers beside what they said."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from governance import facts as facts_
from governance.checks.outcomes import PASSED, CheckLine, CheckOutcome, WaiverFact
from governance.checks.registry import CHECKS
from governance.checks.values import Facts, Unknown, unknown
from governance.policy import CheckRule, StageRules
from governance.saying import gettext as _


def run_all(
    stage_rules: StageRules,
    facts: facts_.Facts | Mapping[str, Any],
    waivers: Iterable[WaiverFact],
    now: datetime,
) -> tuple[CheckLine, ...]:
    """Every check of the stage over `facts` (governance/facts.py), with the waivers at `now`."""
    outcomes = {one.key: run(one, facts) for one in stage_rules.checks}
    return frozen(stage_rules, outcomes, waivers, now)


def run(rule: CheckRule, facts: Facts) -> CheckOutcome:
    """One check. A fact that isn't there makes it unknown, a fact in no known shape does too."""
    try:
        return CHECKS[rule.key].run(facts, rule.params)
    except Unknown as missing:
        return unknown(str(missing))
    except (KeyError, TypeError, AttributeError) as fault:
        return unknown(
            _("The facts can't be read (%(name)s: %(fault)s).")
            % {"name": type(fault).__name__, "fault": fault}
        )


def frozen(
    stage_rules: StageRules,
    outcomes: Mapping[str, CheckOutcome],
    waivers: Iterable[WaiverFact],
    now: datetime,
) -> tuple[CheckLine, ...]:
    """What the checks said once, by key, with the waivers that hold at `now`."""
    held = tuple(waivers)
    return tuple(
        _line(stage_rules.key, one, outcomes.get(one.key), held, now) for one in stage_rules.checks
    )


def _line(
    stage: str,
    rule: CheckRule,
    outcome: CheckOutcome | None,
    waivers: tuple[WaiverFact, ...],
    now: datetime,
) -> CheckLine:
    """The waiver that lasts longest, where the check needs one and policy lets it be waived."""
    outcome = outcome or unknown(_("This wasn't checked when the round was submitted."))
    if outcome.outcome == PASSED or not rule.waivable:
        return CheckLine(rule, outcome)
    covering = [one for one in waivers if one.covers(stage, rule.key, now)]
    return CheckLine(rule, outcome, max(covering, key=lambda one: one.until, default=None))
