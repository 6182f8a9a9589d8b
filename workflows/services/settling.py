"""Bring a cycle's attempts into agreement with its gates: idempotent, run after whatever may matter."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from governance import kept, queries
from governance.actors import Actor
from governance.services import reviews
from governance.words import ReviewState
from workflows import standing
from workflows.access import hold
from workflows.models import Cycle, StageAttempt
from workflows.services import attempts
from workflows.standing import LoopStanding, StageStanding
from workflows.words import AttemptEnd, CycleState

LOOP = Actor.system("loop")


def due(now: datetime) -> list[int]:
    """The cycles being built that stand on a gate whose answer may have changed by itself."""
    # A subquery: gates of cycles that are over stay due for good, and there are more every day.
    gates = queries.due_gates(now).order_by().values("pk")
    stands_on_one = Q(gate__in=gates) | Q(carried_from__gate__in=gates)
    attempts = StageAttempt.objects.filter(stands_on_one, cycle__state=CycleState.BUILDING)
    return list(attempts.order_by("cycle_id").values_list("cycle_id", flat=True).distinct())


def settle(*, cycle_id: int, now: datetime) -> LoopStanding:
    """End attempts whose gates are open, open those that may begin, void rounds on old content."""
    with transaction.atomic():
        cycle = Cycle.objects.select_related("scope", "use_case", "policy_version", "target").get(
            pk=cycle_id
        )
        hold(cycle.scope)
        with kept.as_written():
            seen = standing.of(cycle, now=now)
        if cycle.state != CycleState.BUILDING:
            return seen
        for stage in seen.stages.values():
            _settle_stage(cycle, stage, now)
        return seen


def _settle_stage(cycle: Cycle, stage: StageStanding, now: datetime) -> None:
    _void_old_rounds(stage, now)
    attempt = stage.attempt
    unfinished = attempt if attempt is not None and attempt.ended_at is None else None
    if stage.is_open and unfinished is not None:
        _finish(stage, unfinished, now)
    elif not stage.is_open and unfinished is None and stage.workable:
        attempts.open_(
            actor=LOOP, cycle=cycle, stage=stage.spec.key, why=_why_again(stage), now=now
        )
    if stage.review is not None:
        # Not always the attempt's own gate: an approval that was carried, or whose content came back.
        reviews.refresh(
            gate_id=stage.review.gate_id,
            current_hash=stage.content_hash,
            live_checks=stage.turnable,
            now=now,
        )


def _finish(stage: StageStanding, attempt: StageAttempt, now: datetime) -> None:
    """The gate is open: by this attempt's own round, or because the approved content came back.

    Then the attempt points to the approving one, whose gate and votes it stands on.
    """
    own = stage.review is not None and stage.review.gate_id == attempt.gate_id
    if stage.review is not None and not own:
        attempt.carried_from = StageAttempt.objects.get(gate_id=stage.review.gate_id)
        attempt.save(update_fields=["carried_from"])
    attempts.end(
        actor=LOOP,
        attempt=attempt,
        how=AttemptEnd.APPROVED if own else AttemptEnd.CARRIED,
        content_hash=stage.content_hash,
        now=now,
    )


def _void_old_rounds(stage: StageStanding, now: datetime) -> None:
    review = stage.review
    if review is None or review.state != ReviewState.OPEN:
        return
    if review.content_hash != stage.content_hash:
        reviews.mark_stale(review_id=review.pk, why=f"{stage.spec.makes} has changed", now=now)
        if stage.attempt is not None and stage.attempt.ended_at is None:
            attempts.wait(stage.attempt, None)


def _why_again(stage: StageStanding) -> str:
    if stage.attempt is None:
        return ""
    first = next((reason.text for reason in stage.view.reasons), "")
    return first[:300] or f"{stage.spec.makes} has changed since it was approved"
