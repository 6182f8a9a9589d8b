"""What an open round adds up to, and what an approved one still has to prove."""

import pytest

from governance.policy import CheckRule, StageRules
from tests.governance.gates.rounds import (
    ANA,
    CONTENT,
    DAY,
    IRA,
    IVO,
    NOW,
    TWO_IT_ONE_ANALYST,
    codes,
    line,
    texts,
    view,
    vote,
)

ALL = (IVO, IRA, ANA)


@pytest.mark.parametrize(
    ("choice", "decision", "code"),
    [("reject", "reject", "rejected"), ("ask_for_changes", "changes", "changes-asked")],
)
def test_one_vote_against_closes_the_round(choice, decision, code):
    found = view(IVO, vote("ana", "analyst", choice))
    assert (found.state, found.decision, codes(found)) == ("asked", decision, [code])


def test_rejecting_outweighs_asking_for_changes():
    found = view(vote("ivo", "it", "ask_for_changes"), vote("ana", "analyst", "reject"))
    assert found.decision == "reject"
    assert texts(found) == "Ana rejected this. Ivo asked for changes."


def test_an_approved_round_opens_the_gate():
    found = view(*ALL, state="approved", decided_at=NOW)
    assert (found.state, found.reasons, found.decision) == ("open", (), "none")
    assert found.is_open


@pytest.mark.parametrize("votes", [(), (IVO, ANA), (IVO, IRA)])
def test_a_state_without_its_votes_opens_nothing(votes):
    found = view(*votes, state="approved", decided_at=NOW)
    assert found.state == "shut"
    assert codes(found)


def test_a_state_against_its_votes_opens_nothing():
    found = view(*ALL, vote("ava", "analyst", "reject"), state="approved", decided_at=NOW)
    assert (found.state, codes(found)) == ("shut", ["rejected"])


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("rejected", "Round 2 was rejected."),
        ("changes_asked", "Round 2 ended with changes asked for."),
        ("withdrawn", "Round 2 was withdrawn."),
        ("stale", "The content changed after round 2 was submitted."),
        ("revoked", "The approval of round 2 was revoked."),
    ],
)
def test_a_round_that_ended_otherwise_leaves_the_gate_shut(state, says):
    found = view(*ALL, state=state, number=2, decided_at=NOW)
    assert (found.state, found.decision, texts(found)) == ("shut", "none", says)
    assert found.reasons[0].link_hint == "submit"


@pytest.mark.parametrize("state", ["open", "approved"])
def test_scenario_4_changed_content_shuts_the_gate(state):
    found = view(*ALL, state=state, current_hash="d" * 64)
    assert (found.state, found.decision, found.reasons[0].code) == ("shut", "none", "stale")
    assert found.reasons[0].link_hint == "content"


def test_content_that_came_back_opens_it_again():
    assert view(*ALL, state="approved", current_hash=CONTENT).is_open


@pytest.mark.parametrize(("later", "is_open"), [(DAY, True), (2 * DAY, False), (3 * DAY, False)])
def test_an_approval_ends_at_its_very_moment(later, is_open):
    found = view(*ALL, state="approved", expires_at=NOW + 2 * DAY, now=NOW + later)
    assert found.is_open is is_open
    if not is_open:
        assert texts(found) == "The approval expired on 04 March 2026."


CHECKED = StageRules(
    "release",
    checks=(CheckRule("target-allowed"), CheckRule("sandbox-available", binding=False)),
    approvals=TWO_IT_ONE_ANALYST.approvals,
)
SHOWN = line("sandbox-available", "failed", binding=False)


@pytest.mark.parametrize("state", ["open", "approved"])
@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_a_check_that_does_not_pass_keeps_it_shut_whatever_the_votes(state, outcome):
    found = view(*ALL, rules=CHECKED, state=state, checks=[line("target-allowed", outcome), SHOWN])
    assert (found.is_open, found.decision) == (False, "none")
    assert codes(found) == ["check:target-allowed"]
    says = "fails" if outcome == "failed" else "is unknown"
    assert texts(found) == f"The policy allows the target: {says}. Because."


def test_checks_that_do_not_bind_shut_nothing():
    checks = [line("target-allowed"), SHOWN]
    assert view(*ALL, rules=CHECKED, checks=checks).decision == "approve"
    assert view(*ALL, rules=CHECKED, checks=checks, state="approved").is_open


@pytest.mark.parametrize("checks", [[], [SHOWN]])
def test_a_check_of_which_nothing_was_frozen_keeps_it_shut(checks):
    found = view(*ALL, rules=CHECKED, checks=checks, state="approved")
    assert codes(found) == ["check:target-allowed"]


def test_a_waiver_lets_it_pass_and_says_when_to_look_again():
    checks = [line("target-allowed", "failed", waived_until=NOW + DAY), SHOWN]
    found = view(*ALL, rules=CHECKED, checks=checks, state="approved", expires_at=NOW + 9 * DAY)
    assert (found.is_open, found.recheck_at) == (True, NOW + DAY)


def test_an_approval_says_when_to_look_again():
    found = view(*ALL, state="approved", expires_at=NOW + 9 * DAY)
    assert found.recheck_at == NOW + 9 * DAY
    assert view(*ALL, state="approved").recheck_at is None
    assert view(*ALL, state="approved", expires_at=NOW).recheck_at is None


@pytest.mark.parametrize(
    ("waivable", "who", "hint"),
    [
        (True, "whoever mends it; a governance officer can waive it until a date", "waivers"),
        (False, "whoever mends it; nobody can waive it", "needs"),
    ],
)
def test_it_says_who_can_lift_a_failing_check(waivable, who, hint):
    rules = StageRules(
        "release",
        checks=(CheckRule("target-allowed", waivable=waivable),),
        approvals=TWO_IT_ONE_ANALYST.approvals,
    )
    found = view(*ALL, rules=rules, checks=[line("target-allowed", "failed", waivable=waivable)])
    assert (found.reasons[0].who_can, found.reasons[0].link_hint) == (who, hint)


def test_every_reason_is_told_at_once():
    found = view(
        IVO,
        rules=CHECKED,
        checks=[line("target-allowed", "failed"), SHOWN],
        state="approved",
        current_hash="d" * 64,
        expires_at=NOW,
    )
    assert codes(found) == ["stale", "expired", "votes:it", "votes:analyst", "check:target-allowed"]
