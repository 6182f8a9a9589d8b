"""Scenario 1 and its neighbours: how many votes of whom, and the words for what is missing."""

import pytest

from governance.policy import ApprovalRule, Condition, StageRules
from tests.governance.gates.rounds import (
    ANA,
    DAY,
    ELECTORATE,
    IRA,
    IVO,
    NOW,
    people,
    texts,
    view,
    vote,
)


def rules(*approvals: ApprovalRule) -> StageRules:
    return StageRules("release", approvals=approvals)


def test_one_it_vote_and_one_analyst_vote_wait_for_one_more():
    found = view(IVO, ANA)
    assert (found.state, found.decision) == ("asked", "none")
    assert texts(found) == "Waits for one more IT vote; Ivo has voted, Ira can."
    (reason,) = found.reasons
    assert (reason.code, reason.who_can, reason.link_hint) == ("votes:it", "Ira", "vote")


def test_without_votes_each_role_is_named():
    assert texts(view()) == (
        "Waits for two IT votes; Ivo or Ira can. Waits for one analyst vote; Ana or Ava can."
    )


def test_the_third_vote_decides():
    found = view(IVO, ANA, IRA)
    assert (found.state, found.reasons, found.decision) == ("asked", (), "approve")


def test_the_quorum_names_who_voted_and_who_can():
    it, analyst = view(IVO, ANA).quorum
    assert (it.role, it.needed, it.got, it.missing) == ("it", 2, 1, 1)
    assert (it.voters, it.can_still, it.vacant) == (("Ivo",), ("Ira",), False)
    assert (analyst.missing, analyst.can_still) == (0, ("Ava",))


def test_the_same_person_counts_once():
    assert view(IVO, vote("ivo", "it", cast_at=NOW + DAY), ANA).decision == "none"


def test_nobody_counts_in_two_roles():
    assert view(IVO, IRA, vote("ivo", "analyst", cast_at=NOW + DAY)).decision == "none"


def test_the_first_vote_of_a_person_is_the_one_that_counts():
    late = vote("ivo", "it", "reject", cast_at=NOW + DAY)
    assert view(late, IVO, IRA, ANA).decision == "approve"


@pytest.mark.parametrize(
    "changes",
    [
        {"submitter": "ira"},
        {"excluded": {"ira": "trained this run"}},
    ],
)
def test_whoever_submitted_or_is_excluded_does_not_count(changes):
    found = view(IVO, IRA, ANA, **changes)
    assert found.decision == "none"
    assert found.quorum[0].can_still == ()


def test_a_vote_on_behalf_of_an_excluded_person_does_not_count():
    assert view(IVO, vote("ann", "it", on_behalf_of="ira"), ANA, submitter="ira").decision == "none"


def test_a_vote_on_behalf_counts_for_the_one_who_lent_the_role():
    lent = vote("ann", "it", on_behalf_of="ira")
    assert view(IVO, lent, ANA).decision == "approve"
    assert view(IVO, lent).quorum[0].can_still == ()


@pytest.mark.parametrize("other", [vote("ira", "analyst"), vote("ann", "analyst")])
def test_neither_lender_nor_borrower_votes_again(other):
    lent = vote("ann", "it", on_behalf_of="ira", cast_at=NOW - DAY)
    assert view(IVO, lent, other).decision == "none"


def test_a_void_vote_does_not_count_and_its_caster_may_be_asked_again_by_nobody():
    gone = vote("ira", "it", counts=False, why_not="Ira no longer holds this role")
    found = view(IVO, gone, ANA, electorate=ELECTORATE | {"it": people("ivo", "ian")})
    assert texts(found) == "Waits for one more IT vote; Ivo has voted, Ian can."


def test_advice_does_not_count():
    assert view(IVO, vote("ira", "it", kind="advisory"), ANA).decision == "none"
    assert view(IVO, IRA, ANA, vote("ava", "analyst", "reject", kind="advisory")).decision == (
        "approve"
    )


def test_a_vote_in_a_role_that_is_not_asked_is_neither_for_nor_against():
    assert view(IVO, ANA, vote("dot", "devops")).decision == "none"
    assert view(IVO, IRA, ANA, vote("dot", "devops", "reject")).decision == "approve"


def test_a_yes_with_conditions_is_a_yes():
    assert view(IVO, IRA, vote("ana", "analyst", "approve_with_conditions")).decision == "approve"


def test_two_more_votes_are_told_as_two():
    found = view(rules=rules(ApprovalRule("it", count=3)), electorate={"it": people("a", "b", "c")})
    assert texts(found) == "Waits for three IT votes; A, B or C can."
    found = view(
        vote("a", "it"),
        rules=rules(ApprovalRule("it", count=3)),
        electorate={"it": people("a", "b", "c")},
    )
    assert texts(found) == "Waits for two more IT votes; A has voted, B or C can."


def test_an_author_counts_only_where_the_rule_lets_them():
    strict = rules(ApprovalRule("analyst", not_author=True))
    found = view(ANA, rules=strict, authors=frozenset({"ana"}))
    assert found.decision == "none"
    assert found.quorum[0].can_still == ("Ava",)
    assert view(ANA, rules=rules(ApprovalRule("analyst")), authors=frozenset({"ana"})).decision == (
        "approve"
    )


def test_an_author_does_not_count_through_somebody_else():
    strict = rules(ApprovalRule("analyst", not_author=True))
    lent = vote("ann", "analyst", on_behalf_of="ana")
    assert view(lent, rules=strict, authors=frozenset({"ana"})).decision == "none"


def test_one_vote_satisfies_several_rules_of_its_role():
    both = rules(ApprovalRule("analyst"), ApprovalRule("analyst", not_author=True))
    assert view(ANA, rules=both).decision == "approve"


HIGH = rules(ApprovalRule("it"), ApprovalRule("officer", when=Condition((("tier", ("high",)),))))


@pytest.mark.parametrize(
    ("context", "decision"),
    [
        ({"tier": "low"}, "approve"),
        ({"tier": "high"}, "none"),
        ({"tier": None}, "none"),
        ({}, "none"),
    ],
)
def test_a_rule_under_a_condition_asks_where_it_holds_or_nothing_is_known(context, decision):
    assert view(IVO, rules=HIGH, context=context).decision == decision


def test_the_condition_is_told_with_the_quorum():
    assert view(rules=HIGH, context={"tier": "high"}).quorum[1].when == "tier is high"


EVERYONE = rules(ApprovalRule("it", everyone=True))


def test_everyone_means_all_who_hold_the_role():
    found = view(IVO, rules=EVERYONE)
    assert (found.quorum[0].needed, found.quorum[0].everyone) == (2, True)
    assert texts(found) == "Waits for one more IT vote; Ivo has voted, Ira can."
    assert view(IVO, IRA, rules=EVERYONE).decision == "approve"


def test_everyone_is_without_the_submitter():
    assert view(IVO, rules=EVERYONE, submitter="ira").decision == "approve"


def test_everyone_asks_at_least_the_count():
    alone = {"it": people("ivo")}
    two = rules(ApprovalRule("it", count=2, everyone=True))
    assert view(IVO, rules=two, electorate=alone).decision == "none"
    assert view(rules=EVERYONE, electorate={}).decision == "none"


def test_whoever_joins_after_the_decision_is_not_asked():
    joined = {"it": people("ivo", "ira", "ian")}
    found = view(IVO, IRA, rules=EVERYONE, electorate=joined, state="approved", decided_at=NOW)
    assert found.is_open


def test_a_policy_that_asks_for_nobody_opens_nothing():
    found = view(rules=rules(), state="approved")
    assert not found.is_open
    assert view(rules=rules()).decision == "none"
    assert "nothing approves by itself" in texts(found)
