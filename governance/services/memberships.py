"""Who belongs to a use case, in which role."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.access import State, authorise, person, roles_anywhere
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import Membership, Scope, User
from governance.services import ledger
from governance.services.reviews import leavers
from governance.words import Role, SiteRole


def found(*, actor: Actor, key: str, label: str, founder_role: str, now: datetime) -> Scope:
    """Make the scope of a new use case, with its founder in a role.

    Without a role the founder doesn't belong to it, which only officers and Pitwall itself may
    ask for. Raises Denied, also for a role that the founder holds nowhere: nobody gives himself
    one. Raises Invalid for a key that is taken.
    """
    with transaction.atomic():
        authorise(actor, "use_case.create", None, now=now)
        errors: inputs.Errors = {}
        key = inputs.slug(errors, "key", key, longest=80)
        label = inputs.text(errors, "label", label, longest=200)
        stays_out = actor.sees_all or actor.is_system
        role = inputs.choice(errors, "founder_role", founder_role, Role, required=not stays_out)
        inputs.raise_if(errors)
        _must_hold(actor, role, now)
        scope = _scope(key, label)
        if role and not actor.is_system:
            _join(actor, scope, User.objects.get(pk=person(actor)), role, now)
        return scope


def _must_hold(actor: Actor, role: str, now: datetime) -> None:
    """Roles count for catalogues wherever they are held, so founding may not be a way to one."""
    if not role or actor.is_system or SiteRole.OFFICER in actor.site_roles:
        return
    if role not in roles_anywhere(actor, now):
        raise Denied(
            _("You are %(label)s nowhere, and nobody gives himself a role.")
            % {"label": Role(role).label},
            who_can=_("somebody who is %(label)s, or a governance officer")
            % {"label": Role(role).label},
        )


def _scope(key: str, label: str) -> Scope:
    try:
        with transaction.atomic():
            return Scope.objects.create(key=key, label=label)
    except IntegrityError:
        raise Invalid(
            {"key": _("There is a use case called %(key)s already; choose another.") % {"key": key}}
        ) from None


def add(
    *,
    actor: Actor,
    scope_id: int,
    user_id: int,
    role: str,
    now: datetime,
    state: State = "active",
) -> Membership:
    """Give a person a role in a use case.

    Raises NotVisible, Denied (also to whoever gives himself a role), Invalid for a role or a
    person that doesn't exist, StaleState if the role is held already. A service account may be
    a member, so that a pipeline can write; it never votes.
    """
    with transaction.atomic():
        scope = locks.scope(actor, scope_id, now=now)
        authorise(actor, "team.manage", scope, now=now, state=state)
        errors: inputs.Errors = {}
        role = inputs.choice(errors, "role", role, Role)
        user = _person(errors, user_id)
        inputs.raise_if(errors)
        if user.pk == actor.user_id:
            raise Denied(
                _("Nobody gives himself a role."),
                who_can=_("another analyst, or a governance officer"),
            )
        if Membership.objects.active(now).filter(scope=scope, user=user, role=role).exists():
            raise StaleState(
                _("%(user)s is %(label)s here already.") % {"user": user, "label": Role(role).label}
            )
        return _join(actor, scope, user, role, now)


def _person(errors: inputs.Errors, user_id: int) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        errors["user_id"] = _("There is no such person; choose one with an account.")
    return user or User()


def _join(actor: Actor, scope: Scope, user: User, role: str, now: datetime) -> Membership:
    membership = Membership.objects.create(scope=scope, user=user, role=role, since=now)
    _record("member.added", actor, membership, now)
    return membership


def remove(
    *, actor: Actor, membership_id: int, now: datetime, state: State = "active"
) -> Membership:
    """End a membership now; his votes in open rounds count no more where policy says so.

    Raises NotVisible, Denied, StaleState if it has ended.
    """
    with transaction.atomic():
        membership = _membership(actor, membership_id, now)
        authorise(actor, "team.manage", membership.scope, now=now, state=state)
        if membership.until is not None:
            raise StaleState(
                _("%(user)s left on %(until)s.")
                % {"user": membership.user, "until": date_format(membership.until, "d F Y")}
            )
        end(membership, actor=actor, now=now)
        return membership


def end(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End a membership and void what hangs on it; the caller has authorised it."""
    locks.held(Scope.objects.filter(pk=membership.scope_id)).get()
    membership.until = now
    membership.save(update_fields=["until"])
    _record("member.removed", actor, membership, now)
    leavers.void_votes(membership, actor=actor, now=now)


def _membership(actor: Actor, membership_id: int, now: datetime) -> Membership:
    """The membership, read again under its scope's lock."""
    scope_id = (
        Membership.objects.filter(pk=membership_id).values_list("scope_id", flat=True).first()
    )
    if scope_id is None:
        raise NotVisible(_("There is no such membership."))
    locks.scope(actor, scope_id, now=now)
    return Membership.objects.select_related("scope", "user").get(pk=membership_id)


def _record(kind: str, actor: Actor, membership: Membership, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=membership.scope,
        subject=f"membership:{membership.pk}",
        now=now,
        person=membership.user.uuid,
        role=membership.role,
    )
