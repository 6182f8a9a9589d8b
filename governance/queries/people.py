"""Teams by role, and roles lent to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from governance.actors import Actor
from governance.errors import Words
from governance.models import Delegation, Membership, SavedView, Scope, User
from governance.words import Role


def lent_roles(giver_id: int, taker_id: int, scope: Scope, now: datetime) -> set[str]:
    """The roles that one person has lent another for this scope, as of now."""
    lent = Delegation.objects.filter(
        Q(scope=scope) | Q(scope=None),
        giver_id=giver_id,
        taker_id=taker_id,
        revoked_at=None,
        since__lte=now,
        until__gt=now,
    )
    return set(lent.values_list("role", flat=True))


def lenders(taker_id: int, scope: Scope, now: datetime) -> "QuerySet[User]":
    """The people on whose behalf somebody may vote here: for a service account nobody votes."""
    lent = Delegation.objects.filter(
        Q(scope=scope) | Q(scope=None),
        taker_id=taker_id,
        revoked_at=None,
        since__lte=now,
        until__gt=now,
    )
    people = User.objects.filter(is_service=False)
    return people.filter(pk__in=lent.values("giver_id")).order_by("pk")


@dataclass(frozen=True)
class TeamRow:
    """A role of a use case and its people; nobody means that it is vacant."""

    role: str
    label: Words
    memberships: tuple[Membership, ...]

    @property
    def vacant(self) -> bool:
        return not self.memberships


def active_members(scope: Scope, now: datetime) -> "QuerySet[Membership]":
    """Who holds a role of the use case now, those who came first first."""
    rows = Membership.objects.active(now).filter(scope=scope, user__is_active=True)
    return rows.select_related("user").order_by("since", "pk")


def team(scope: Scope, now: datetime) -> list[TeamRow]:
    """Every role of the use case, in the order of the table of roles."""
    return seats(active_members(scope, now))


def seats(members: Iterable[Membership]) -> list[TeamRow]:
    """The same of members that are already read."""
    held = list(members)
    return [
        TeamRow(role, label, tuple(one for one in held if one.role == role))
        for role, label in Role.choices
    ]


def saved_views(actor: Actor, place: str) -> "QuerySet[SavedView]":
    """The views that somebody keeps of a list, by name."""
    return SavedView.objects.filter(user_id=actor.user_id or 0, place=place)
