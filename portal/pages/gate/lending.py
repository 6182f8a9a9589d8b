"""Who could vote in the reader's place at a gate, in which roles, and to whom they are lent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from governance.actors import Actor
from governance.models import Delegation, Membership, Review
from governance.words import VoteKind
from portal.pages.gate.ballots import Standing

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Lending:
    """`people` may take one of `roles`; `lent` are the reader's own loans that hold here."""

    roles: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[int, str], ...] = ()
    lent: tuple[Delegation, ...] = ()
    until: date | None = None

    @property
    def offered(self) -> bool:
        return bool(self.roles and self.people)


def of(
    actor: Actor,
    reader: Standing,
    review: Review | None,
    members: Sequence[Membership],
    now: datetime,
) -> Lending:
    """What the reader may lend here; nothing where they have no vote of their own."""
    own = tuple((seat.role, seat.label) for seat in reader.seats if seat.value == seat.role)
    if review is None or not own:
        return Lending()
    return Lending(
        roles=own,
        people=tuple(_people(actor, review, members)),
        lent=_lent(actor, review, now),
        until=timezone.localtime(max(review.due_at or now, now + A_WEEK)).date(),
    )


def _people(
    actor: Actor, review: Review, members: Sequence[Membership]
) -> Iterable[tuple[int, str]]:
    """Members who haven't voted and whom nothing keeps from this round."""
    barred = {actor.user_id, review.submitter_id}
    barred |= {one.user_id for one in review.exclusions.all()}
    for one in review.votes.all():
        if one.kind == VoteKind.BINDING:
            barred |= {one.voter_id, one.on_behalf_of_id}
    people = {one.user_id: one.user.label for one in members if not one.user.is_service}
    return [(pk, label) for pk, label in people.items() if pk not in barred]


def _lent(actor: Actor, review: Review, now: datetime) -> tuple[Delegation, ...]:
    rows = Delegation.objects.filter(
        giver_id=actor.user_id, revoked_at=None, since__lte=now, until__gt=now
    ).select_related("taker")
    return tuple(one for one in rows.order_by("pk") if one.scope_id in (None, review.scope_id))
