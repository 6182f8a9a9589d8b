"""Look-up and permission in one call; what somebody may not see isn't there for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import rules
from governance.actors import Actor
from governance.errors import Denied, NotVisible, Words
from governance.models import Delegation, Membership, Scope, SiteGrant, User


@dataclass(frozen=True)
class Held:
    """A role in a scope, one's own or lent by somebody: then perhaps wherever they hold it (None)."""

    scope_id: int | None
    role: str
    giver_id: int | None


# The state of what is acted on, or what says it when it is asked.
State = str | Callable[[], str]
WHOEVER_MAY = gettext_lazy("a person with the right")
OUTSIDE = gettext_lazy("This key opens one use case, and this concerns the whole site.")


def person(actor: Actor, *, who_can: Words = WHOEVER_MAY) -> int:
    """The id of the user who acts; raises Denied for a part of Pitwall, which decides nothing."""
    if actor.user_id is None:
        raise Denied(_("A part of Pitwall can't do this."), who_can=who_can)
    return actor.user_id


def human(actor: Actor, *, who_can: Words = WHOEVER_MAY) -> int:
    """The id of the person who acts, where separation of duties hangs on who that is.

    Raises Denied for a part of Pitwall, and for a service account: whoever holds its key would
    be two.
    """
    user_id = person(actor, who_can=who_can)
    if User.objects.filter(pk=user_id, is_service=True).exists():
        raise Denied(_("A service account can't do this."), who_can=who_can)
    return user_id


def roles_in(actor: Actor, scope: Scope, now: datetime) -> frozenset[str]:
    """The roles that `actor` holds in `scope` at `now`."""
    return _roles(Membership.objects.filter(scope=scope), actor, now)


def roles_anywhere(actor: Actor, now: datetime) -> frozenset[str]:
    """The roles that `actor` holds in any scope at `now`."""
    return _roles(Membership.objects.all(), actor, now)


def _roles(memberships, actor: Actor, now: datetime) -> frozenset[str]:
    mine = memberships.active(now).filter(user_id=actor.user_id)
    return frozenset(mine.values_list("role", flat=True).distinct())


def said(state: State) -> str:
    """The state itself."""
    return state() if callable(state) else state


def authorise(
    actor: Actor, action: str, scope: Scope | None, *, now: datetime, state: State = "active"
) -> frozenset[str]:
    """The roles in which `actor` may do `action`; call it inside the act's own transaction.

    `state` is that of what it is done to, or what says it: asked here, where the scope is held.

    Raises NotVisible for a scope that the actor can't see, and Denied, with the reason and who
    can, for one that it can. A part of Pitwall acts by rule and is let through.
    """
    if actor.is_system:
        return frozenset()
    _refuse_outside(actor, scope)
    roles = roles_anywhere(actor, now) if scope is None else roles_in(actor, scope, now)
    if scope is not None and not roles and not actor.sees_all:
        raise NotVisible(_("There is no such thing here, or you may not see it."))
    answer = rules.answer(action, roles=roles, site_roles=actor.site_roles, state=said(state))
    if not answer.ok:
        raise Denied(answer.reason, who_can=answer.who_can)
    return roles | actor.site_roles


def refuse_keys_of_one(actor: Actor) -> None:
    """Raises Denied to a key that names one use case: what follows concerns all that its account may."""
    if actor.within is not None:
        raise Denied(OUTSIDE, who_can=_("a key that names no use case"))


def _refuse_outside(actor: Actor, scope: Scope | None) -> None:
    """A key that names one use case opens nothing else."""
    if actor.within is None:
        return
    if scope is None:
        refuse_keys_of_one(actor)
    elif scope.pk != actor.within:
        raise NotVisible(_("There is no such thing here, or you may not see it."))


def may(
    actor: Actor, action: str, scope: Scope | None, *, now: datetime, state: str = "active"
) -> rules.Answer:
    """The same question as `authorise`, asked by a page that wants to say why not."""
    return may_each(actor, [action], scope, now=now, state=state)[action]


def may_each(
    actor: Actor,
    actions: Iterable[str],
    scope: Scope | None,
    *,
    now: datetime,
    state: str = "active",
) -> dict[str, rules.Answer]:
    """The answer of `may` to each of several actions, the roles read once."""
    if actor.is_system:
        return {action: rules.Answer(True) for action in actions}
    if actor.within is not None and (scope is None or scope.pk != actor.within):
        refused = rules.Answer(False, str(OUTSIDE), _("a key that names no use case"))
        return dict.fromkeys(actions, refused)
    roles = _asked(actor, scope, now)
    return {
        action: rules.answer(action, roles=roles, site_roles=actor.site_roles, state=state)
        for action in actions
    }


def reading(user: User, *, via: str, now: datetime) -> Actor:
    """The actor behind a signed-in user, with all roles that pages ask of, in one query."""
    rows = [Held(*one) for one in _holdings(user.pk, now).union(_granted(user.pk, now))]
    site = frozenset(one.role for one in rows if one.scope_id is None and one.giver_id is None)
    actor = Actor(str(user.uuid), user.label, via, user.pk, site)
    actor.asked[now] = [one for one in rows if one.scope_id is not None or one.giver_id is not None]
    return actor


def held(actor: Actor, now: datetime) -> list[Held]:
    """The roles that the actor holds anywhere and those lent to them, read once for all that a page
    asks at one moment; an act reads them anew.
    """
    if now not in actor.asked:
        actor.asked[now] = [Held(*one) for one in _holdings(actor.user_id, now)]
    return actor.asked[now]


def _asked(actor: Actor, scope: Scope | None, now: datetime) -> frozenset[str]:
    own = (one for one in held(actor, now) if one.giver_id is None)
    return frozenset(one.role for one in own if scope is None or one.scope_id == scope.pk)


_NONE = Cast(Value(None), BigIntegerField())
_COLUMNS = ("where", "role", "giver_")


def _holdings(user_id: int | None, now: datetime) -> QuerySet:
    """Own roles and lent ones in one query; who lends is null for one's own."""
    own = Membership.objects.active(now).filter(user_id=user_id)
    lent = Delegation.objects.filter(
        taker_id=user_id, revoked_at=None, since__lte=now, until__gt=now
    )
    mine = own.annotate(where=F("scope_id"), giver_=_NONE).values_list(*_COLUMNS)
    theirs = lent.annotate(where=F("scope_id"), giver_=F("giver_id")).values_list(*_COLUMNS)
    return mine.union(theirs)


def _granted(user_id: int, now: datetime) -> QuerySet:
    """Roles of the site in the same columns: of no scope, and lent by nobody."""
    grants = SiteGrant.objects.active(now).filter(user_id=user_id)
    return grants.annotate(where=_NONE, giver_=_NONE).values_list(*_COLUMNS)


def visible(queryset, actor: Actor, now: datetime, **lookup):
    """The one row of a scoped `queryset` that matches `lookup` and that `actor` may see.

    Raises NotVisible for a row that isn't there and for one that isn't there for them.
    """
    row = queryset.visible_to(actor, now).filter(**lookup).first()
    if row is None:
        raise NotVisible(_("There is no such thing here, or you may not see it."))
    return row
