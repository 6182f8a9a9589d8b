"""Scenario 12: a role that nobody holds, said with where to fill it."""

import pytest

from governance import gates
from governance.policy import ApprovalRule, Condition, StageRules
from tests.governance.gates.rounds import (
    ANA,
    CONTENT,
    ELECTORATE,
    IVO,
    NOW,
    TWO_IT_ONE_ANALYST,
    codes,
    people,
    texts,
    view,
)


def unasked(rules=TWO_IT_ONE_ANALYST, electorate=ELECTORATE) -> gates.GateView:
    return gates.evaluate(
        rules=rules,
        binding=None,
        current_hash=CONTENT,
        checks=(),
        votes=(),
        electorate=electorate,
        now=NOW,
    )


def test_before_the_first_round_the_gate_is_shut_and_says_so():
    found = unasked()
    assert (found.state, found.decision, codes(found)) == ("shut", "none", ["not-submitted"])
    assert [one.needed for one in found.quorum] == [2, 1]


def test_a_vacant_role_is_told_before_anything_is_submitted():
    found = unasked(electorate=ELECTORATE | {"it": ()})
    assert codes(found) == ["not-submitted", "vacant:it"]
    assert "Waits for two IT votes; nobody who may vote is IT here." in texts(found)
    assert found.reasons[1].link_hint == "team"
    assert found.reasons[1].who_can == "an analyst or a governance officer adds somebody as IT"


def test_a_rule_under_a_condition_is_not_told_before_the_condition_is_known():
    rules = StageRules(
        "release",
        approvals=(
            ApprovalRule("it"),
            ApprovalRule("officer", when=Condition((("tier", ("high",)),))),
        ),
    )
    assert codes(unasked(rules, {"it": people("ivo")})) == ["not-submitted"]


def test_a_round_with_a_vacant_role_waits_but_cannot_open():
    found = view(ANA, electorate=ELECTORATE | {"it": ()})
    assert (found.state, found.decision) == ("asked", "none")
    assert codes(found) == ["vacant:it"]
    assert found.quorum[0].vacant


@pytest.mark.parametrize(
    ("votes", "electorate", "says"),
    [
        ([IVO, ANA], ("ivo",), "one more IT vote; Ivo has voted, nobody else can."),
        ([ANA], ("ivo",), "two IT votes; only Ivo can."),
        ([ANA], ("dov",), "two IT votes; nobody who may vote is IT here."),
    ],
)
def test_too_few_people_are_told_with_who_there_is(votes, electorate, says):
    found = view(*votes, electorate=ELECTORATE | {"it": people(*electorate)})
    assert says in texts(found)
    assert found.reasons[0].link_hint == "team"


@pytest.mark.parametrize(
    ("role", "name"), [("officer", "governance officer"), ("validator", "validator")]
)
def test_a_site_role_is_filled_by_an_administrator(role, name):
    rules = StageRules("release", approvals=(ApprovalRule(role),))
    (_, reason) = unasked(rules, {}).reasons
    assert reason.link_hint == "people"
    assert reason.who_can == f"an administrator makes somebody {name}"
