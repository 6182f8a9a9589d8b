"""Roles lent to another person for a while; a vote on somebody's behalf names both."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.access import authorise, human, refuse_keys_of_one, roles_anywhere, roles_in
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import Delegation, Membership, Scope, User
from governance.services import ledger
from governance.words import Role

LONGEST = timedelta(days=90)


def give(
    *,
    actor: Actor,
    taker_id: int,
    role: str,
    scope_id: int | None,
    until: datetime,
    now: datetime,
) -> Delegation:
    """Lend a role that one holds oneself, in one use case or (None) wherever one holds it.

    It lends the role, not the sight: the taker has to be a member of the use case. Raises
    NotVisible, Denied for a role one doesn't hold and to service accounts, Invalid, StaleState if
    it is lent already.
    """
    with transaction.atomic():
        scope = None if scope_id is None else locks.scope(actor, scope_id, now=now)
        giver_id = _giver(actor, scope, role, now)
        # What is lent wherever one holds it has no scope to hold; twice at once it would be lent twice.
        locks.held(User.objects.filter(pk=giver_id)).get()
        until = _terms(role, until, now)
        taker = _taker(actor, taker_id, scope, now)
        same = Delegation.objects.filter(
            giver_id=giver_id, taker=taker, scope=scope, role=role, revoked_at=None
        )
        if same.filter(until__gt=now).exists():
            raise StaleState(
                _("%(taker)s acts for you as %(label)s already.")
                % {"taker": taker, "label": Role(role).label}
            )
        delegation = Delegation.objects.create(
            giver_id=giver_id, taker=taker, scope=scope, role=role, since=now, until=until
        )
        _record("delegation.given", actor, delegation, now, until=until)
        return delegation


def _giver(actor: Actor, scope: Scope | None, role: str, now: datetime) -> int:
    """The id of the giver, a person who holds the role.

    With what a service account lent, somebody could vote in its place.
    """
    if scope is not None:
        authorise(actor, "delegation.give", scope, now=now)
    else:
        refuse_keys_of_one(actor)
    giver_id = human(actor, who_can=_("a person who holds the role"))
    held = roles_anywhere(actor, now) if scope is None else roles_in(actor, scope, now)
    if role not in held:
        raise Denied(
            _("You can only lend a role that you hold yourself."),
            who_can=_("whoever holds the role"),
        )
    return giver_id


def _terms(role: str, until: datetime, now: datetime) -> datetime:
    errors: inputs.Errors = {}
    inputs.choice(errors, "role", role, Role)
    end = inputs.moment(errors, "until", until, after=now) or now
    if end > now + LONGEST:
        errors["until"] = _("A role is lent for %(days)s days at most; choose an earlier day.") % {
            "days": LONGEST.days
        }
    inputs.raise_if(errors)
    return end


def _taker(actor: Actor, taker_id: int, scope: Scope | None, now: datetime) -> User:
    taker = User.objects.filter(pk=taker_id, is_active=True, is_service=False).first()
    if taker is None:
        raise Invalid({"taker_id": _("There is no such person; choose a colleague.")})
    if taker.pk == actor.user_id:
        raise Invalid({"taker_id": _("This is you; choose a colleague.")})
    members = Membership.objects.active(now).filter(user=taker)
    if scope is not None and not members.filter(scope=scope).exists():
        raise Invalid(
            {
                "taker_id": _(
                    "%(taker)s doesn't belong to %(scope)s; give them a role there first."
                )
                % {"taker": taker, "scope": scope}
            }
        )
    return taker


def revoke(*, actor: Actor, delegation_id: int, now: datetime) -> Delegation:
    """Take a role back, or give it back. Raises NotVisible to others, StaleState once it ended."""
    with transaction.atomic():
        delegation = locks.held(Delegation.objects.filter(pk=delegation_id)).first()
        if delegation is None or actor.user_id not in (delegation.giver_id, delegation.taker_id):
            raise NotVisible(_("There is no such delegation of yours."))
        if actor.within is not None and delegation.scope_id != actor.within:
            raise NotVisible(_("There is no such delegation of yours."))
        if delegation.revoked_at is not None or delegation.until <= now:
            raise StaleState(_("This has ended already."))
        delegation.revoked_at = now
        delegation.save(update_fields=["revoked_at"])
        _record("delegation.revoked", actor, delegation, now)
        return delegation


def _record(kind: str, actor: Actor, delegation: Delegation, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=delegation.scope,
        subject=f"delegation:{delegation.pk}",
        now=now,
        giver=delegation.giver.uuid,
        taker=delegation.taker.uuid,
        role=delegation.role,
        **data,
    )
