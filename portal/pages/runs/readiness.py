"""Whether Training may be worked on, from the gates' states as lists show them."""

from dataclasses import dataclass

from governance.services.policies import version_rules
from governance.words import GateState
from workflows.models import Cycle, StageAttempt
from workflows.stages import TRAINING
from workflows.standing import gate_of
from workflows.words import CycleState


@dataclass(frozen=True)
class Ready:
    """`blocked` are the stages whose gates open first; `limit` is the policy's limit of tries."""

    workable: bool = False
    blocked: tuple[str, ...] = ()
    limit: int = 0


def of(cycle: Cycle | None) -> Ready:
    """In one query. The service that does the work asks the facts again."""
    if cycle is None:
        return Ready()
    policy = version_rules(cycle.policy_version)
    rules = policy.stages.get(TRAINING)
    if rules is None:
        return Ready(limit=policy.evaluation_limit)
    attempts: dict[str, StageAttempt] = {}
    rows = cycle.attempts.filter(stage__in=rules.needs_to_work)
    for row in rows.select_related("gate", "carried_from__gate").order_by("pk"):
        attempts[row.stage] = row
    blocked = tuple(key for key in rules.needs_to_work if not _open(attempts.get(key)))
    building = cycle.state == CycleState.BUILDING
    return Ready(building and not blocked, blocked if building else (), policy.evaluation_limit)


def _open(attempt: StageAttempt | None) -> bool:
    gate = gate_of(attempt) if attempt else None
    return gate is not None and gate.state == GateState.OPEN
