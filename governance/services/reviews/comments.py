"""Comments on votes can be erased; the record keeps their SHA-256."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import locks
from governance.access import authorise, visible
from governance.actors import Actor
from governance.errors import NotVisible, StaleState
from governance.models import Review, Vote
from governance.services import ledger


def erase_comment(*, actor: Actor, vote_id: int, now: datetime) -> Vote:
    """Erase what somebody wrote with a vote, as an officer; the vote stays.

    Raises NotVisible, Denied, StaleState where there is no comment.
    """
    with transaction.atomic():
        review_id = Vote.objects.filter(pk=vote_id).values_list("review_id", flat=True).first()
        if review_id is None:
            raise NotVisible(_("There is no such vote."))
        review = visible(Review.objects.all(), actor, now, pk=review_id)
        scope = locks.scope(actor, review.scope_id, now=now)
        authorise(actor, "comment.erase", scope, now=now)
        vote = Vote.objects.get(pk=vote_id)
        if not vote.comment:
            raise StaleState(_("There is no comment to erase."))
        vote.comment = ""
        vote.save(update_fields=["comment"])
        ledger.record(
            actor=actor,
            kind="comment.erased",
            scope=scope,
            subject=f"review:{review.pk}",
            now=now,
            vote=vote.pk,
            comment_sha=vote.comment_sha,
        )
        return vote
