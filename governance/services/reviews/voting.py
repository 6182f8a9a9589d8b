"""Votes: who may cast one is checked inside the lock, and the last one needed decides, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, gates, inputs
from governance.access import State, authorise, person
from governance.actors import Actor
from governance.errors import StaleState
from governance.models import Review, Vote
from governance.services.reviews import closing, deciding, eligibility, projecting, promises
from governance.services.reviews.rounds import (
    CurrentHash,
    LiveChecks,
    Round,
    checks_of,
    hash_of,
    hold,
    must_be_open,
)
from governance.words import Choice, ReviewState, VoteKind

NEED_A_WORD = (Choice.CHANGES, Choice.REJECT)


@dataclass(frozen=True)
class VoteResult:
    """A vote that was taken, how the gate stands after it, and whether it opened by it."""

    review: Review
    vote: Vote
    view: gates.GateView
    opened: bool


def vote(
    *,
    actor: Actor,
    review_id: int,
    role: str | None,
    choice: str,
    comment: str = "",
    conditions: Sequence[promises.Condition] = (),
    on_behalf_of_id: int | None = None,
    seen_hash: str | None = None,
    current_hash: CurrentHash,
    live_checks: LiveChecks = (),
    now: datetime,
    state: State = "active",
) -> VoteResult:
    """Cast a binding vote in one role, for oneself or for somebody who has lent it.

    `seen_hash` is the content hash of the page that the voter read; `current_hash` is what the
    content hashes to now, or a function that says so, called inside the lock. `live_checks`
    replace frozen checks of the same key, where the world can have turned them since. Content
    that has changed makes the round stale for good, which is committed before StaleState is
    raised: so this mustn't be called inside a transaction of the caller's.

    Raises NotVisible, Denied (with who can), Invalid, and StaleState for a round that is over,
    a page that is older than the round, and a second vote.
    """
    with transaction.atomic():
        held = hold(actor, review_id, now=now)
        authorise(actor, "review.vote", held.scope, now=now, state=state)
        must_be_open(held.review)
        current, held.live = hash_of(current_hash), checks_of(live_checks)
        if current == held.review.content_hash:
            _must_have_seen(held.review, seen_hash)
            seat = eligibility.binding(held, actor, role, on_behalf_of_id, now)
            cast = _cast(held, actor, seat, choice, comment, conditions, now)
            return _count(held, cast, actor, current, now)
        closing.end(held, ReviewState.STALE, "the content has changed", actor, now)
    raise StaleState(
        _("What you voted on has changed since it was submitted, so the round is over."),
        remedy=_("Look at what changed; whoever works on the stage submits it again."),
    )


def advise(
    *,
    actor: Actor,
    review_id: int,
    role: str | None,
    choice: str,
    comment: str = "",
    now: datetime,
    state: State = "active",
) -> Vote:
    """Give advice, which is shown beside the votes and counts for nothing.

    Raises NotVisible, Denied, Invalid, StaleState for a round that is over and for a second
    advice.
    """
    with transaction.atomic():
        held = hold(actor, review_id, now=now)
        authorise(actor, "review.advise", held.scope, now=now, state=state)
        must_be_open(held.review)
        seat = eligibility.advisory(held, actor, role, now)
        choice, comment = _words(choice, comment, [Choice.APPROVE, Choice.CHANGES, Choice.REJECT])
        advice = _save(held, actor, seat, VoteKind.ADVISORY, choice, comment, now)
        _record(held, "advice.given", actor, advice, now)
        return advice


def _must_have_seen(review: Review, seen_hash: str | None) -> None:
    if seen_hash is not None and seen_hash != review.content_hash:
        raise StaleState(
            _("Your page shows an earlier round."),
            remedy=_("Load it again and read what is asked now."),
        )


def _cast(
    held: Round,
    actor: Actor,
    seat: eligibility.Seat,
    choice: str,
    comment: str,
    conditions: Sequence[promises.Condition],
    now: datetime,
) -> Vote:
    """Write the vote, with a finding for each of its conditions."""
    choice, comment = _words(choice, comment, list(Choice))
    promised = promises.clean(held, choice, conditions, now)
    cast = _save(held, actor, seat, VoteKind.BINDING, choice, comment, now)
    opened = promises.take(held, cast, promised, actor, now)
    _record(held, "vote.cast", actor, cast, now, conditions=[one.pk for one in opened])
    return cast


def _count(held: Round, cast: Vote, actor: Actor, current: str, now: datetime) -> VoteResult:
    """Evaluate with the new vote; the decision, if it is one, is written here and only here."""
    held.save()
    view = held.view(current, now)
    if deciding.decide(held, view, actor, now):
        view = held.view(current, now)
    opened = projecting.project(held, view, current, actor, now)
    return VoteResult(held.review, cast, view, opened)


def _words(choice: str, comment: str, allowed: Sequence[str]) -> tuple[str, str]:
    errors: inputs.Errors = {}
    choice = inputs.choice(errors, "choice", choice, allowed)
    comment = inputs.text(
        errors,
        "comment",
        comment,
        longest=4000,
        required=choice in NEED_A_WORD,
        multiline=True,
    )
    inputs.raise_if(errors)
    return choice, comment


def _save(
    held: Round,
    actor: Actor,
    seat: eligibility.Seat,
    kind: VoteKind,
    choice: str,
    comment: str,
    now: datetime,
) -> Vote:
    return Vote.objects.create(
        review=held.review,
        voter_id=person(actor),
        on_behalf_of_id=seat.on_behalf_of_id,
        role=seat.role,
        kind=kind,
        choice=choice,
        comment=comment,
        comment_sha=canonical.sha256(comment) if comment else "",
        cast_at=now,
    )


def _record(held: Round, kind: str, actor: Actor, cast: Vote, now: datetime, **data) -> None:
    """The record names both, where one voted for another; what they wrote enters by its hash."""
    held.record(
        actor,
        kind,
        now,
        vote=cast.pk,
        role=cast.role,
        choice=cast.choice,
        on_behalf_of=cast.on_behalf_of.uuid if cast.on_behalf_of else None,
        comment_sha=cast.comment_sha,
        **data,
    )
