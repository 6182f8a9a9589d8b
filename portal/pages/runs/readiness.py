"""Whether Training may be worked on, as the gates stand."""

from dataclasses import dataclass

from workflows.reading import Reading
from workflows.stages import TRAINING
from workflows.words import CycleState


@dataclass(frozen=True)
class Ready:
    """`blocked` are the stages whose gates open first; `limit` is the policy's limit of tries."""

    workable: bool = False
    blocked: tuple[str, ...] = ()
    limit: int = 0


def of(found: Reading) -> Ready:
    """As it was read for all pages. The service that does the work asks the facts again."""
    if found.cycle is None or found.seen is None:
        return Ready()
    limit = found.seen.material.policy.evaluation_limit
    training = found.seen.stages.get(TRAINING)
    if training is None:
        return Ready(limit=limit)
    building = found.cycle.state == CycleState.BUILDING
    blocked = training.blocked_by
    return Ready(building and not blocked, blocked if building else (), limit)
