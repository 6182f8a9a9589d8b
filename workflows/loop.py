"""The loop as rules: what may be worked on, what a new cycle carries over, and why.

Pure: no database, no clock. Stages are named by their keys (workflows/stages.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.saying import gettext_noop
from workflows.stages import DATA, GATED, STAGES, TRAINING


@dataclass(frozen=True)
class Approval:
    """An approval that still stands at the end of a cycle, and what it was given to and under."""

    attempt_id: int
    content_hash: str
    rules_hash: str
    cycle_number: int


@dataclass(frozen=True)
class Carry:
    """Whether a new cycle carries a stage's gate over, and the sentence that says why."""

    stage: str
    carried: bool
    why: str
    attempt_id: int | None = None


def workable(needs: Mapping[str, Sequence[str]], is_open: Mapping[str, bool]) -> tuple[str, ...]:
    """The gated stages on which work may go on: all that they need for it is open.

    `needs` maps a stage to those that must be open before work begins, `is_open` a stage to
    whether its gate is open; a stage missing from `is_open` is shut.
    """
    return tuple(
        stage
        for stage in GATED
        if stage in needs and all(is_open.get(other, False) for other in needs[stage])
    )


def carry_over(
    *,
    approvals: Mapping[str, Approval],
    content_hashes: Mapping[str, str],
    rules_hashes: Mapping[str, str],
    entry: str = "",
) -> tuple[Carry, ...]:
    """What a new cycle keeps of the one before; from `entry` on, when one is named, nothing.

    A gate is carried over only when its approval still stands, its
    content is the same, and so is the policy's rule for it; `content_hashes` has no hash for a
    stage without content. Votes are never copied: the carried attempt points to the approving one.
    """
    first_open = STAGES[entry].number if entry else len(STAGES)
    return tuple(
        _carry(
            stage,
            approvals.get(stage),
            content_hashes.get(stage, ""),
            rules_hashes.get(stage, ""),
            STAGES[stage].number >= first_open,
        )
        for stage in GATED
    )


def _carry(stage: str, approval: Approval | None, content: str, rule: str, entered: bool) -> Carry:
    if entered:
        return Carry(stage, False, gettext_noop("this cycle does it anew"))
    if approval is None:
        return Carry(stage, False, gettext_noop("the cycle before left no approval that stands"))
    if not content:
        return Carry(stage, False, f"this cycle has not got {STAGES[stage].makes} yet")
    if approval.content_hash != content:
        return Carry(stage, False, f"{STAGES[stage].makes} has changed since it was approved")
    if approval.rules_hash != rule:
        return Carry(stage, False, gettext_noop("the policy asks for something else now"))
    return Carry(
        stage,
        True,
        f"{_same(stage)}, approved in cycle {approval.cycle_number}",
        approval.attempt_id,
    )


def _same(stage: str) -> str:
    if stage == DATA:
        return "same data plan; new dataset versions are made by it"
    return {
        "definition": "same brief",
        "platform": "same environment, residency and load",
    }.get(stage, f"same {STAGES[stage].makes.removeprefix('the ')}")


def entry_after_breach(*, data_open: bool) -> str:
    """Where the cycle after a breach begins: at Training, or at Data when its gate is shut."""
    return TRAINING if data_open else DATA


def earliest_shut(is_open: Mapping[str, bool]) -> str | None:
    """The first gated stage whose gate is shut, or None when all are open."""
    return next((stage for stage in GATED if not is_open.get(stage, False)), None)
