"""What becomes of the votes of somebody who leaves in the middle of a round."""

from datetime import datetime

from django.db.models import Q

from governance import queries
from governance.actors import Actor
from governance.models import Gate, Membership, Review
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.services.reviews.rounds import Round
from governance.words import ReviewState, VoteKind


def void_votes(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Record which votes in open rounds count no more, where policy counts members only.

    The votes themselves stay. The caller holds the scope; `reviews.refresh` looks again at the
    gates, for a round may now lack a vote or, where everybody was asked, have them all.
    """
    Gate.objects.filter(scope_id=membership.scope_id, reviews__state=ReviewState.OPEN).update(
        recheck_at=now
    )
    for review in Review.objects.filter(
        scope_id=membership.scope_id, state=ReviewState.OPEN
    ).select_related("gate", "policy_version"):
        if not version_rules(review.policy_version).votes_of_leavers_count:
            _void_in(review, membership, actor, now)


def _void_in(review: Review, membership: Membership, actor: Actor, now: datetime) -> None:
    user, roll = membership.user, Roll(membership.scope_id)
    held = Round(membership.scope, review.gate, review)
    theirs = review.votes.filter(
        Q(voter=user, on_behalf_of=None, role=membership.role)
        | Q(on_behalf_of=user, role=membership.role)
        | Q(voter=user, on_behalf_of__isnull=False),
        kind=VoteKind.BINDING,
    )
    for vote in theirs.select_related("voter", "on_behalf_of"):
        if queries.why_void(vote, roll, now):
            held.record(actor, "vote.void", now, vote=vote.pk, voter=vote.voter.uuid)
