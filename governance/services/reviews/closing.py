"""The other ends of a round: withdrawn, stale, revoked."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs
from governance.access import State, authorise, person
from governance.actors import Actor
from governance.errors import StaleState
from governance.models import Review
from governance.services.reviews import projecting, promises
from governance.services.reviews.rounds import KEEPER, Round, hold, must_be_open, outcome
from governance.words import ReviewState

LONGEST_WHY = 300


def withdraw(*, actor: Actor, review_id: int, now: datetime, state: State = "active") -> Review:
    """Take a round back: its submitter, or whoever may submit at that stage.

    Raises NotVisible, Denied, StaleState if the round is over.
    """
    with transaction.atomic():
        held = hold(actor, review_id, now=now)
        if actor.user_id != held.review.submitter_id:
            authorise(actor, f"review.submit.{held.gate.stage}", held.scope, now=now, state=state)
        must_be_open(held.review)
        end(held, ReviewState.WITHDRAWN, f"withdrawn by {actor.name}", actor, now)
        return held.review


def mark_stale(*, review_id: int, why: str, now: datetime) -> Review:
    """The content of an open or approved round has changed: it doesn't count any more.

    A round that is over in another way stays as it is.
    """
    with transaction.atomic():
        held = hold(KEEPER, review_id, now=now)
        if held.review.state in (ReviewState.OPEN, ReviewState.APPROVED):
            end(held, ReviewState.STALE, why, KEEPER, now)
        return held.review


def revoke(*, actor: Actor, review_id: int, reason: str, now: datetime) -> Review:
    """Take an approval back, as an officer, with a reason.

    Raises NotVisible, Denied, Invalid, StaleState if the round isn't approved.
    """
    with transaction.atomic():
        held = hold(actor, review_id, now=now)
        person(actor, who_can=_("a governance officer"))
        authorise(actor, "review.revoke", held.scope, now=now)
        errors: inputs.Errors = {}
        reason = inputs.text(errors, "reason", reason, longest=LONGEST_WHY)
        inputs.raise_if(errors)
        if held.review.state != ReviewState.APPROVED:
            raise StaleState(
                _("There is no approval to revoke: %(review)s.") % {"review": outcome(held.review)}
            )
        end(held, ReviewState.REVOKED, reason, actor, now)
        return held.review


def end(held: Round, state: ReviewState, why: str, actor: Actor, now: datetime) -> None:
    """End a held round in `state`; its gate is shut by that, whatever the content is."""
    was_open = held.review.state == ReviewState.OPEN
    held.review.state = state
    held.review.ended_why = why[:LONGEST_WHY]
    held.save("state", "ended_why")
    held.record(actor, f"review.{state}", now)
    if was_open:
        promises.release(held, now)
    view = held.view(held.review.content_hash, now)
    projecting.project(held, view, held.gate.content_hash, actor, now)
