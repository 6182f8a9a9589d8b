"""Who may vote in a round, in which role: asked inside the lock, answered with who can."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import gates, queries
from governance.access import person
from governance.actors import Actor
from governance.errors import Denied, StaleState
from governance.models import User
from governance.services.reviews.rounds import Round
from governance.words import VoteKind, role_label


@dataclass(frozen=True)
class Seat:
    """The role in which somebody votes, and for whom, if not for himself."""

    role: str
    on_behalf_of_id: int | None = None


def binding(
    held: Round, actor: Actor, role: str | None, giver_id: int | None, now: datetime
) -> Seat:
    """The seat of a binding vote; raises Denied with who can, StaleState after a first vote."""
    voter = _person(held, actor, now)
    giver = None if giver_id is None else _giver(held, voter, giver_id, now)
    for one in filter(None, (voter, giver)):
        _must_not_be_excluded(held, voter, one, now)
    _must_not_have_voted(held, voter, giver)
    chosen = _choose(held, voter, giver, role, now)
    refusal = gates.may_vote(
        rules=held.rules,
        binding=held.facts,
        votes=held.votes(now),
        person=str(voter.uuid),
        role=chosen,
        on_behalf_of=str(giver.uuid) if giver else "",
    )
    if refusal is not None:
        raise Denied(refusal.reason, who_can=refusal.who_can or who_can(held, now))
    return Seat(chosen, giver.pk if giver else None)


def advisory(held: Round, actor: Actor, role: str | None, now: datetime) -> Seat:
    """The seat of an advice: any role that one acts in here, once a round, never the submitter."""
    voter = _person(held, actor, now)
    if voter.pk == held.review.submitter_id:
        raise Denied(
            _("You submitted this round; use its discussion."), who_can=_("everybody else")
        )
    given = held.review.votes.filter(voter=voter, kind=VoteKind.ADVISORY)
    if given.exists():
        raise StaleState(_("You have given your advice in this round."))
    return Seat(_choose_of(held.roll.roles_of(voter.pk, now), role, _("You don't act here as")))


def who_can(held: Round, now: datetime) -> str:
    """The people whose votes are still wanted, by role."""
    lines = held.view(held.review.content_hash, now).quorum
    wanted = [
        f"{', '.join(line.can_still)} ({role_label(line.role)})"
        for line in lines
        if line.missing and line.can_still
    ]
    return "; ".join(wanted) or _("nobody yet: a role that is asked for is vacant")


def _person(held: Round, actor: Actor, now: datetime) -> User:
    """The person behind the actor: no part of Pitwall and no service account votes."""
    user = User.objects.filter(pk=person(actor), is_active=True).first()
    if user is None or user.is_service:
        raise Denied(_("Only people vote."), who_can=who_can(held, now))
    return user


def _giver(held: Round, voter: User, giver_id: int, now: datetime) -> User:
    """Whoever has lent the voter a role for here; the voter has to belong here himself."""
    giver = queries.lenders(voter.pk, held.scope, now).filter(pk=giver_id).first()
    if giver is None or not held.roll.belongs(voter.pk, now):
        raise Denied(
            _("Nobody has lent you this role here."),
            who_can=_("whoever holds the role, by a delegation"),
        )
    return giver


def _must_not_be_excluded(held: Round, voter: User, one: User, now: datetime) -> None:
    why = held.facts.excluded.get(str(one.uuid))
    if why is None:
        return
    name = "You" if one.pk == voter.pk else str(one)
    reason = _(
        "%(name)s %(why)s; whoever did that never votes on it, in no role and through nobody."
    ) % {"name": name, "why": why}
    raise Denied(reason, who_can=who_can(held, now))


def _must_not_have_voted(held: Round, voter: User, giver: User | None) -> None:
    if queries.has_voted(held.review, voter.pk):
        raise StaleState(_("You have voted in this round: each person votes once, in one role."))
    if giver is not None and queries.has_voted(held.review, giver.pk):
        raise StaleState(
            _("%(giver)s has voted in this round, or somebody else did for them.")
            % {"giver": giver}
        )


def _choose(held: Round, voter: User, giver: User | None, role: str | None, now: datetime) -> str:
    """The role asked for by name, or the first of those held that the round asks for."""
    holds = held.roll.roles_of((giver or voter).pk, now)
    if giver is not None:
        lent = queries.lent_roles(giver.pk, voter.pk, held.scope, now)
        holds = [one for one in holds if one in lent]
    asked = {one.role for one in held.rules.approvals_for(held.facts.context)}
    wanted = [one for one in holds if one in asked]
    if not role and not wanted:
        roles = ", ".join(sorted(role_label(one) for one in asked))
        raise Denied(
            _("This round asks for votes of: %(roles)s. You can give advice.") % {"roles": roles},
            who_can=who_can(held, now),
        )
    whose = (
        _("%(giver)s hasn't lent you the role of") % {"giver": giver}
        if giver
        else _("You don't act here as")
    )
    return _choose_of(wanted if not role else holds, role, whose)


def _choose_of(holds: list[str], role: str | None, whose: str) -> str:
    if not role and holds:
        return holds[0]
    if not role or role not in holds:
        label = role_label(str(role)) if role else "anything"
        raise Denied(f"{whose} {label}.", who_can=_("whoever is %(label)s here") % {"label": label})
    return role
