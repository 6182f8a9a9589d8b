"""The life of a use case as a whole: its next cycle, and acts that need two people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import rules
from governance.access import may
from governance.actors import Actor
from governance.models import Proposal
from portal.pages.waits.decisions import ACTS
from projects.models import UseCase
from projects.words import Lifecycle
from workflows.models import Cycle
from workflows.words import CycleState


@dataclass(frozen=True)
class Asked:
    """An act that waits for a second person."""

    proposal: Proposal
    title: str
    mine: bool
    may: rules.Answer


@dataclass(frozen=True)
class Life:
    """`startable` says whether a cycle could begin now, `may_start` whether the reader may."""

    startable: bool
    may_start: rules.Answer
    proposals: tuple[Asked, ...]
    proposable: tuple[tuple[str, str], ...]


def of(
    actor: Actor, case: UseCase, cycle: Cycle | None, waiting: Sequence[Proposal], now: datetime
) -> Life:
    """What the actor may do to the use case as a whole; `waiting` are the proposals still open."""

    def said(action: str) -> rules.Answer:
        return may(actor, action, case.scope, now=now, state=case.lifecycle)

    building = cycle is not None and cycle.state == CycleState.BUILDING
    taken = {one.act for one in waiting}
    return Life(
        startable=not building and case.lifecycle == Lifecycle.ACTIVE,
        may_start=said("cycle.start"),
        proposals=tuple(
            Asked(one, _title(one, case), one.proposed_by_id == actor.user_id, said(one.act))
            for one in waiting
        ),
        proposable=tuple(
            (act, label) for act, label in _labels(building) if act not in taken and said(act).ok
        ),
    )


def _title(proposal: Proposal, case: UseCase) -> str:
    words = ACTS.get(proposal.act)
    return str(words) % {"case": case.title} if words else proposal.act


def _labels(building: bool) -> Iterator[tuple[str, str]]:
    """The acts that need two people, as the form offers them."""
    if building:
        yield "cycle.abandon", _("Abandon this cycle")
    yield "use_case.suspend", _("Suspend the use case")
    yield "use_case.resume", _("Resume the use case")
    yield "use_case.retire", _("Retire the use case")
