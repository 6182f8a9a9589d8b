"""Look-up and permission in one call; what somebody may not see isn't there for them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from governance import rules
from governance.actors import Actor
from governance.errors import Denied, NotVisible
from governance.models import Membership, Scope, User

# The state of what is acted on, or what says it when it is asked.
State = str | Callable[[], str]
OUTSIDE = "This key opens one use case, and this concerns the whole site."


def person(actor: Actor, *, who_can: str = "a person with the right") -> int:
    """The id of the user who acts; raises Denied for a part of Pitwall, which decides nothing."""
    if actor.user_id is None:
        raise Denied("A part of Pitwall can't do this.", who_can=who_can)
    return actor.user_id


def human(actor: Actor, *, who_can: str = "a person with the right") -> int:
    """The id of the person who acts, where separation of duties hangs on who that is.

    Raises Denied for a part of Pitwall, and for a service account: whoever holds its key would
    be two.
    """
    user_id = person(actor, who_can=who_can)
    if User.objects.filter(pk=user_id, is_service=True).exists():
        raise Denied("A service account can't do this.", who_can=who_can)
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
        raise NotVisible("There is no such thing here, or you may not see it.")
    answer = rules.answer(action, roles=roles, site_roles=actor.site_roles, state=said(state))
    if not answer.ok:
        raise Denied(answer.reason, who_can=answer.who_can)
    return roles | actor.site_roles


def refuse_keys_of_one(actor: Actor) -> None:
    """Raises Denied to a key that names one use case: what follows concerns all that its account may."""
    if actor.within is not None:
        raise Denied(OUTSIDE, who_can="a key that names no use case")


def _refuse_outside(actor: Actor, scope: Scope | None) -> None:
    """A key that names one use case opens nothing else."""
    if actor.within is None:
        return
    if scope is None:
        refuse_keys_of_one(actor)
    elif scope.pk != actor.within:
        raise NotVisible("There is no such thing here, or you may not see it.")


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
        refused = rules.Answer(False, OUTSIDE, "a key that names no use case")
        return dict.fromkeys(actions, refused)
    roles = _asked(actor, scope, now)
    return {
        action: rules.answer(action, roles=roles, site_roles=actor.site_roles, state=state)
        for action in actions
    }


def _asked(actor: Actor, scope: Scope | None, now: datetime) -> frozenset[str]:
    """The actor's roles, read once for all that a page asks at one moment; an act reads them anew."""
    place = (scope.pk if scope else None, now)
    if place not in actor.asked:
        held = roles_anywhere(actor, now) if scope is None else roles_in(actor, scope, now)
        actor.asked[place] = held
    return actor.asked[place]


def visible(queryset, actor: Actor, now: datetime, **lookup):
    """The one row of a scoped `queryset` that matches `lookup` and that `actor` may see.

    Raises NotVisible for a row that isn't there and for one that isn't there for them.
    """
    row = queryset.visible_to(actor, now).filter(**lookup).first()
    if row is None:
        raise NotVisible("There is no such thing here, or you may not see it.")
    return row
