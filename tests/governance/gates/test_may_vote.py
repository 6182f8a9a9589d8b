"""Who may cast a binding vote, and what others are told."""

import pytest

from governance import gates
from governance.policy import ApprovalRule, StageRules
from tests.governance.gates.rounds import IVO, TWO_IT_ONE_ANALYST, a_round, vote

BY_OTHERS = StageRules("definition", approvals=(ApprovalRule("analyst", not_author=True),))


def refusal(person: str, role: str, *votes: gates.VoteFact, **given) -> gates.Refusal | None:
    rules = given.pop("rules", TWO_IT_ONE_ANALYST)
    on_behalf_of = given.pop("on_behalf_of", "")
    return gates.may_vote(
        rules=rules,
        binding=a_round(**given),
        votes=votes,
        person=person,
        role=role,
        on_behalf_of=on_behalf_of,
    )


def test_somebody_who_is_asked_may():
    assert refusal("ira", "it", IVO) is None
    assert refusal("ann", "it", IVO, on_behalf_of="ira") is None


@pytest.mark.parametrize("state", ["approved", "rejected", "stale", "withdrawn"])
def test_nobody_votes_in_a_round_that_is_over(state):
    assert "no round that waits" in refusal("ira", "it", state=state).reason


def test_nobody_votes_where_nothing_was_submitted():
    found = gates.may_vote(
        rules=TWO_IT_ONE_ANALYST, binding=None, votes=(), person="ivo", role="it"
    )
    assert "no round that waits" in found.reason


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"submitter": "ira"}, "You submitted this round; whoever did that never votes on it."),
        (
            {"excluded": {"ira": "trained this run"}},
            "You trained this run; whoever did that never votes on it.",
        ),
    ],
)
def test_the_submitter_and_the_excluded_are_told_why(given, reason):
    assert refusal("ira", "it", **given).reason == reason


@pytest.mark.parametrize("given", [{"submitter": "ira"}, {"excluded": {"ira": "trained this run"}}])
def test_they_do_not_vote_through_somebody_else_either(given):
    found = refusal("ann", "it", on_behalf_of="ira", **given)
    assert found.reason.startswith("Whoever lent you the role ")


@pytest.mark.parametrize(
    ("person", "role", "on_behalf_of"),
    [("ivo", "it", ""), ("ivo", "analyst", ""), ("ann", "it", "ivo"), ("ivo", "it", "ira")],
)
def test_each_person_votes_once(person, role, on_behalf_of):
    assert "voted in this round" in refusal(person, role, IVO, on_behalf_of=on_behalf_of).reason


def test_a_void_vote_is_a_vote_all_the_same():
    assert refusal("ivo", "it", vote("ivo", "it", counts=False)) is not None


def test_advice_is_no_vote():
    assert refusal("ivo", "it", vote("ivo", "it", kind="advisory")) is None


def test_a_role_that_is_not_asked_is_told_which_are():
    found = refusal("dot", "devops")
    assert found.reason == (
        "This round asks for no votes of DevOps, but of IT and analyst. You can give advice."
    )
    assert found.who_can == "IT and analyst"


@pytest.mark.parametrize("behind", [("ana", ""), ("ann", "ana")])
def test_an_author_is_refused_where_every_rule_asks_for_others(behind):
    person, on_behalf_of = behind
    given = {"rules": BY_OTHERS, "authors": frozenset({"ana"})}
    found = refusal(person, "analyst", on_behalf_of=on_behalf_of, **given)
    assert found.who_can == "another analyst"
    assert refusal("ava", "analyst", **given) is None


def test_an_author_may_vote_where_one_rule_lets_them():
    rules = StageRules("definition", approvals=(*BY_OTHERS.approvals, ApprovalRule("analyst")))
    assert refusal("ana", "analyst", rules=rules, authors=frozenset({"ana"})) is None
