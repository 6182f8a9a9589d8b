"""A gate for tests: rules of scenario 1, a round, its people, and votes to add."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from governance import gates
from governance.checks import CheckLine, CheckOutcome, WaiverFact
from governance.policy import ApprovalRule, CheckRule, StageRules

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CONTENT = "c" * 64

TWO_IT_ONE_ANALYST = StageRules(
    "release", approvals=(ApprovalRule("it", count=2), ApprovalRule("analyst"))
)
ROLES = {
    "it": ("ivo", "ira"),
    "analyst": ("ana", "ava"),
    "data_scientist": ("sam", "sia"),
    "devops": ("dov", "dot"),
    "officer": ("ola", "oto"),
    "validator": ("val",),
}


def people(*names: str) -> tuple[gates.PersonFact, ...]:
    return tuple(gates.PersonFact(name, name.capitalize()) for name in names)


ELECTORATE = {role: people(*names) for role, names in ROLES.items()}


def a_round(**changes: Any) -> gates.ReviewFacts:
    given: dict[str, Any] = {
        "state": "open",
        "content_hash": CONTENT,
        "submitted_at": NOW - DAY,
        "submitter": "dov",
    }
    return gates.ReviewFacts(**(given | changes))


def vote(voter: str, role: str, choice: str = "approve", **changes: Any) -> gates.VoteFact:
    given = {"name": voter.capitalize(), "cast_at": NOW}
    return gates.VoteFact(voter, role=role, choice=choice, **(given | changes))


IVO = vote("ivo", "it")
IRA = vote("ira", "it")
ANA = vote("ana", "analyst")


def view(
    *votes: gates.VoteFact,
    rules: StageRules = TWO_IT_ONE_ANALYST,
    round_: gates.ReviewFacts | None = None,
    current_hash: str = CONTENT,
    checks: Iterable[CheckLine] = (),
    electorate: dict[str, tuple[gates.PersonFact, ...]] | None = None,
    now: datetime = NOW,
    **changes: Any,
) -> gates.GateView:
    """How the gate stands; `changes` are the round's."""
    return gates.evaluate(
        rules=rules,
        binding=round_ or a_round(**changes),
        current_hash=current_hash,
        checks=tuple(checks),
        votes=votes,
        electorate=ELECTORATE if electorate is None else electorate,
        now=now,
    )


def line(
    key: str, outcome: str = "passed", *, waived_until: datetime | None = None, **rule: Any
) -> CheckLine:
    """A check with what it said, waived perhaps."""
    waiver = waived_until and WaiverFact("release", key, NOW - DAY, waived_until, "Ola")
    return CheckLine(CheckRule(key, **rule), CheckOutcome(outcome, "Because."), waiver or None)


def codes(found: gates.GateView) -> list[str]:
    return [one.code for one in found.reasons]


def texts(found: gates.GateView) -> str:
    return " ".join(one.text for one in found.reasons)
