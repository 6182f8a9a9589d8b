"""What waits, in words: made of what its row says, kind by kind."""

from collections.abc import Callable, Mapping, Set
from typing import Any

from governance import canonical
from portal.pages.waits import answers, decisions, work
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Told, Wait
from workflows.models import Duty
from workflows.words import DutyKind

TELLERS: Mapping[str, Callable[[Told], Wait]] = {
    DutyKind.VOTE: decisions.vote,
    DutyKind.PROPOSAL: decisions.proposal,
    DutyKind.RELEASE: decisions.release,
    DutyKind.ACCESS: answers.access,
    DutyKind.FRAMEWORK: answers.framework,
    DutyKind.VERDICT: answers.verdict,
    DutyKind.FINDING: work.finding,
    DutyKind.STAGE: work.stage,
    DutyKind.WORK: work.item,
    DutyKind.VACANCY: work.vacancy,
}


def tell(duty: Duty, reader: Reader, roles: Set[str]) -> Wait:
    """One thing that waits, as its row says; `roles` are those in which the reader acts there."""
    told: dict[str, Any] = canonical.loads(duty.told)
    return TELLERS[duty.kind](Told(duty, told, reader.actor, frozenset(roles)))
