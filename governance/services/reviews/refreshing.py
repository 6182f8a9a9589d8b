"""Look again at a gate whose answer may have changed without a vote."""

from datetime import datetime

from django.db import transaction

from governance import gates, locks
from governance.models import Gate, Review, Scope
from governance.services.reviews import closing, deciding, projecting
from governance.services.reviews.rounds import (
    KEEPER,
    CurrentHash,
    LiveChecks,
    Round,
    checks_of,
    hash_of,
)
from governance.words import GateState, ReviewState


def refresh(
    *,
    gate_id: int,
    current_hash: CurrentHash,
    live_checks: LiveChecks = (),
    now: datetime,
) -> gates.GateView | None:
    """Bring a gate up to date: content, expiry, waivers and people may have changed.

    An open round whose content has changed becomes stale; one that has its votes, and whose
    last failing check was waived since, is decided by that. Called for what is in
    `queries.due_gates` and after changes of content. None for a gate without a round.
    """
    with transaction.atomic():
        scope_id = Gate.objects.values_list("scope_id", flat=True).get(pk=gate_id)
        scope = locks.held(Scope.objects.filter(pk=scope_id)).get()
        gate = locks.held(Gate.objects.filter(pk=gate_id)).get()
        current = hash_of(current_hash)
        review = locks.held(Review.objects.filter(gate=gate).order_by("-round")[:1]).first()
        if review is None:
            gate.content_hash, gate.recheck_at = current, None
            gate.save(update_fields=["content_hash", "recheck_at"])
            return None
        review.gate = gate
        return _refresh(Round(scope, gate, review, checks_of(live_checks)), current, now)


def _refresh(held: Round, current: str, now: datetime) -> gates.GateView:
    if held.review.state == ReviewState.OPEN and held.review.content_hash != current:
        closing.end(held, ReviewState.STALE, "the content has changed", KEEPER, now)
    view = held.view(current, now)
    if deciding.decide(held, view, KEEPER, now):
        view = held.view(current, now)
    if _has_expired(held, now):
        held.record(KEEPER, "review.expired", now, expires_at=held.review.expires_at)
    projecting.project(held, view, current, KEEPER, now)
    return view


def _has_expired(held: Round, now: datetime) -> bool:
    """Seen for the first time: the row still says open."""
    expires_at = held.review.expires_at
    return held.gate.state == GateState.OPEN and expires_at is not None and expires_at <= now
