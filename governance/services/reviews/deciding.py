"""The decision of a round: written once, under its lock, when votes and checks suffice."""

from datetime import datetime, timedelta

from governance import gates
from governance.actors import Actor
from governance.services.reviews import promises
from governance.services.reviews.rounds import Round
from governance.words import ReviewState

ENDS = {
    gates.APPROVE: (ReviewState.APPROVED, "review.approved"),
    gates.REJECT: (ReviewState.REJECTED, "review.rejected"),
    gates.CHANGES: (ReviewState.CHANGES_ASKED, "review.changes_asked"),
}


def decide(held: Round, view: gates.GateView, actor: Actor, now: datetime) -> bool:
    """Write down what the votes and checks of an open round add up to; true if they do.

    `actor` is whoever tipped the scale. Nothing approves by itself: without votes that meet
    every rule `view.decision` is "none".
    """
    if held.review.state != ReviewState.OPEN or view.decision not in ENDS:
        return False
    state, kind = ENDS[view.decision]
    held.review.state = state
    held.review.decided_at = now
    if state == ReviewState.APPROVED and held.rules.expires_days is not None:
        held.review.expires_at = now + timedelta(days=held.rules.expires_days)
    held.save("state", "decided_at", "expires_at")
    held.record(
        actor,
        kind,
        now,
        facts_sha=held.review.facts_sha,
        expires_at=held.review.expires_at,
        votes=sorted(held.review.votes.values_list("pk", flat=True)),
    )
    if state != ReviewState.APPROVED:
        promises.release(held, now)
    return True
