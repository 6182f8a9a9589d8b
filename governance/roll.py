"""The roll of a scope: who holds which role in it, now and at any moment before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from governance.models import Membership, SiteGrant, User
from governance.words import Role, SiteRole

VOTING_SITE_ROLES = (SiteRole.OFFICER, SiteRole.VALIDATOR)


@dataclass(frozen=True)
class Holding:
    """A role held from a moment until another."""

    user: User
    role: str
    since: datetime
    until: datetime | None

    def covers(self, start: datetime, end: datetime) -> bool:
        """Held all the time from `start` to `end`."""
        return self.since <= start and (self.until is None or self.until > end)


class Roll:
    """Read once, asked often. A site role counts for nothing to whoever is a member."""

    def __init__(self, scope_id: int, holdings: tuple[list[Holding], list[Holding]] | None = None):
        self._members, self._grants = holdings or (
            _holdings(_memberships().filter(scope_id=scope_id)),
            _holdings(_grants()),
        )

    @classmethod
    def several(cls, scope_ids: Iterable[int]) -> dict[int, "Roll"]:
        """The rolls of several scopes in two queries, for lists."""
        wanted = set(scope_ids)
        members: dict[int, list[Membership]] = defaultdict(list)
        for one in _memberships().filter(scope_id__in=wanted):
            members[one.scope_id].append(one)
        grants = _holdings(_grants())
        return {one: cls(one, (_holdings(members[one]), grants)) for one in wanted}

    def belongs(self, user_id: int, at: datetime) -> bool:
        """Whether the person holds any role of the use case."""
        return any(one.user.pk == user_id and one.covers(at, at) for one in self._members)

    def held(self, user_id: int, role: str, start: datetime, end: datetime) -> bool:
        """Whether the person held the role all the time from `start` to `end`."""
        return any(
            one.user.pk == user_id and one.role == role and one.covers(start, end)
            for one in self._holdings_of(role)
        ) and not (role in VOTING_SITE_ROLES and self.belongs(user_id, end))

    def holds(self, user_id: int, role: str, at: datetime) -> bool:
        return self.held(user_id, role, at, at)

    def holders(self, role: str, at: datetime) -> list[User]:
        """The people who could vote in a role: accounts in use, no service accounts."""
        people = {one.user.pk: one.user for one in self._holdings_of(role) if one.role == role}
        return [
            user
            for user in people.values()
            if user.is_active and not user.is_service and self.holds(user.pk, role, at)
        ]

    def roles_of(self, user_id: int, at: datetime) -> list[str]:
        """The roles in which the person acts, in the order of the tables of roles."""
        every = [*Role.values, *VOTING_SITE_ROLES]
        return [str(role) for role in every if self.holds(user_id, role, at)]

    def moments(self) -> Iterator[datetime]:
        """When somebody comes or goes: past and future, in no order."""
        for one in (*self._members, *self._grants):
            yield one.since
            if one.until is not None:
                yield one.until

    def _holdings_of(self, role: str) -> list[Holding]:
        return self._grants if role in VOTING_SITE_ROLES else self._members


def _memberships() -> QuerySet[Membership]:
    return Membership.objects.select_related("user").order_by("pk")


def _grants() -> QuerySet[SiteGrant]:
    rows = SiteGrant.objects.filter(role__in=VOTING_SITE_ROLES).select_related("user")
    return rows.order_by("pk")


def _holdings(rows: Iterable[Membership | SiteGrant]) -> list[Holding]:
    return [Holding(one.user, one.role, one.since, one.until) for one in rows]
