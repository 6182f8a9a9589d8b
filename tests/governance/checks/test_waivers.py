"""Checks of a stage in a row, frozen, and the waivers that cover them at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from governance import checks
from governance.checks import CheckOutcome, WaiverFact
from governance.policy import CheckRule, StageRules
from tests.governance.checks.material import facts

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = StageRules("data", checks=(CheckRule("sources-granted"), CheckRule("plan-complete")))
FAILED = {
    "sources-granted": CheckOutcome("failed", "No."),
    "plan-complete": CheckOutcome("passed", "Yes."),
}


def waiver(**changes) -> WaiverFact:
    given = {
        "stage": "data",
        "check": "sources-granted",
        "since": NOW - DAY,
        "until": NOW + DAY,
        "by": "Ola",
    }
    return WaiverFact(**(given | changes))


def passes(*waivers: WaiverFact, at: datetime = NOW, rules: StageRules = RULES) -> bool:
    return checks.frozen(rules, FAILED, waivers, at)[0].passes


def test_every_check_is_run_in_the_order_of_the_policy():
    lines = checks.run_all(RULES, facts(sources=[]), [], NOW)
    assert [(one.rule.key, one.outcome.outcome) for one in lines] == [
        ("sources-granted", "failed"),
        ("plan-complete", "passed"),
    ]


def test_a_check_that_was_not_frozen_is_unknown():
    (line, _) = checks.frozen(RULES, {}, [], NOW)
    assert (line.outcome.outcome, line.passes) == ("unknown", False)


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        ({}, True),
        ({"stage": "platform"}, False),
        ({"check": "plan-complete"}, False),
        ({"since": NOW}, True),
        ({"since": NOW + timedelta(microseconds=1)}, False),
        ({"until": NOW}, False),
        ({"until": NOW + timedelta(microseconds=1)}, True),
    ],
)
def test_it_covers_one_check_at_one_stage_for_a_time(changes, covered):
    assert passes(waiver(**changes)) is covered


def test_scenario_6_the_day_after_it_covers_nothing():
    assert passes(waiver(), at=NOW)
    assert not passes(waiver(), at=NOW + DAY)


def test_the_waiver_that_lasts_longest_is_shown():
    later = waiver(until=NOW + 9 * DAY, by="Oto")
    (line, _) = checks.frozen(RULES, FAILED, [waiver(), later, waiver()], NOW)
    assert line.waived == later


def test_a_check_that_passes_needs_no_waiver():
    (_, line) = checks.frozen(RULES, FAILED, [waiver(check="plan-complete")], NOW)
    assert (line.passes, line.waived) == (True, None)


def test_what_is_unknown_can_be_waived_too():
    rules = StageRules("data", checks=(CheckRule("sources-granted"),))
    (line,) = checks.run_all(rules, {}, [waiver()], NOW)
    assert (line.outcome.outcome, line.passes) == ("unknown", True)


def test_what_policy_lets_nobody_waive_stays_shut():
    assert not passes(
        waiver(), rules=StageRules("data", checks=(CheckRule("sources-granted", waivable=False),))
    )


def test_a_check_is_called_by_its_title():
    assert checks.title("sources-granted") == "Access to every source is granted"
    assert checks.title("gone") == "gone"
