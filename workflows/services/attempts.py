"""Attempts at stages: opened when work may begin, ended when a gate opens or content changes."""

from datetime import datetime

from django.db.models import Max

from governance.actors import Actor
from governance.models import Scope
from governance.services import ledger, reviews
from workflows.models import Cycle, StageAttempt
from workflows.words import AttemptEnd

SUBJECT = "attempt"


def open_(*, actor: Actor, cycle: Cycle, stage: str, why: str = "", now: datetime) -> StageAttempt:
    """Open the next attempt at `stage`, with its gate; call it with the scope held."""
    attempt = StageAttempt.objects.create(
        scope=cycle.scope,
        cycle=cycle,
        stage=stage,
        n=_next_number(cycle, stage),
        why=why,
        started_at=now,
    )
    if stage != "operation":
        attempt.gate = reviews.ensure_gate(
            scope_id=cycle.scope_id, subject_type=SUBJECT, subject_id=attempt.pk, stage=stage
        )
        attempt.save(update_fields=["gate"])
    _record(actor, "attempt.started", cycle.scope, attempt, now)
    return attempt


def carry(
    *, actor: Actor, cycle: Cycle, stage: str, approved: StageAttempt, why: str, now: datetime
) -> StageAttempt:
    """Carry a gate over: an attempt that points to the approving one and is ended at once."""
    attempt = StageAttempt.objects.create(
        scope=cycle.scope,
        cycle=cycle,
        stage=stage,
        n=_next_number(cycle, stage),
        carried_from=approved.carried_from or approved,
        content_hash=approved.content_hash,
        why=why,
        started_at=now,
        ended_at=now,
        end=AttemptEnd.CARRIED,
    )
    _record(
        actor, "attempt.carried", cycle.scope, attempt, now, carried_from=attempt.carried_from_id
    )
    return attempt


def end(
    *, actor: Actor, attempt: StageAttempt, how: str, now: datetime, content_hash: str = ""
) -> StageAttempt:
    """End an open attempt; `how` is one of AttemptEnd, `content_hash` what was approved."""
    attempt.ended_at, attempt.end, attempt.waiting_since = now, how, None
    attempt.content_hash = content_hash
    attempt.save(update_fields=["ended_at", "end", "waiting_since", "content_hash"])
    _record(actor, "attempt.ended", attempt.scope, attempt, now, end=how, content_hash=content_hash)
    return attempt


def wait(attempt: StageAttempt, since: datetime | None) -> None:
    """Note since when the attempt waits for others (None: it is worked on again)."""
    attempt.waiting_since = since
    attempt.save(update_fields=["waiting_since"])


def _next_number(cycle: Cycle, stage: str) -> int:
    rows = cycle.attempts.filter(stage=stage)
    return (rows.aggregate(last=Max("n"))["last"] or 0) + 1


def _record(
    actor: Actor, kind: str, scope: Scope, attempt: StageAttempt, now: datetime, **data
) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=scope,
        subject=f"{SUBJECT}:{attempt.pk}",
        now=now,
        cycle=attempt.cycle_id,
        stage=attempt.stage,
        n=attempt.n,
        **data,
    )
