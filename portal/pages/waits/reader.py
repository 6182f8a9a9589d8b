"""The one who reads: which roles they hold, and as SQL, which seats are theirs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from governance.access import Held, held
from governance.actors import Actor
from governance.models import Membership, Scope
from workflows.models import Bar, Duty, Seat
from workflows.words import DutyKind


@dataclass(frozen=True)
class Loan:
    """A role that somebody has lent the reader: for one scope, or wherever the giver holds it."""

    giver_id: int
    role: str
    scope_id: int | None


@dataclass(frozen=True)
class Reader:
    """An actor at a moment, with what pages ask of them again and again."""

    actor: Actor
    now: datetime

    @property
    def _held(self) -> list[Held]:
        """The roles held anywhere, and the roles lent."""
        return held(self.actor, self.now)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that the reader holds in any use case."""
        return frozenset(one.role for one in self._held if one.giver_id is None)

    @cached_property
    def loans(self) -> list[Loan]:
        """What others have lent the reader."""
        return [
            Loan(one.giver_id, one.role, one.scope_id)
            for one in self._held
            if one.giver_id is not None
        ]

    def roles_in(self, scope_ids: list[int]) -> dict[int, set[str]]:
        """The roles that the reader acts in, by scope: those held, and those lent for votes."""
        found: dict[int, set[str]] = {}
        for mine in self._held:
            if mine.giver_id is None and mine.scope_id in scope_ids:
                found.setdefault(mine.scope_id, set()).add(mine.role)
        for scope_id in scope_ids:
            if scope_id not in found:
                found[scope_id] = set(self.actor.site_roles)
            found[scope_id].update(
                one.role for one in self.loans if one.scope_id in (None, scope_id)
            )
        return found

    def scopes(self) -> QuerySet:
        """The scopes in which the reader holds a role, as a subquery."""
        return self._memberships().values("scope_id")

    def _memberships(self) -> "QuerySet[Membership]":
        return Membership.objects.active(self.now).filter(user_id=self.actor.user_id)

    @cached_property
    def duties(self) -> "QuerySet[Duty]":
        """What waits for the reader; each once, whatever number of their roles it waits for."""
        return Duty.objects.filter(pk__in=self._seats)

    @cached_property
    def votes(self) -> "QuerySet[Duty]":
        """The rounds in which a vote of the reader's is still wanted."""
        return self.duties.filter(kind=DutyKind.VOTE)

    def wanted(self, rounds: Collection[int]) -> set[int]:
        """Those of these rounds in which a vote of the reader's is still wanted.

        Looked for from the rounds, which are few: whatever else waits for the reader isn't read.
        """
        if not rounds:
            return set()
        mine = Q()
        for way in self._ways:
            mine |= Q(Exists(way.filter(duty=OuterRef("pk"))))
        asked = Duty.objects.filter(mine, kind=DutyKind.VOTE, subject__in=rounds)
        return set(asked.order_by().values_list("subject", flat=True))

    def count(self) -> int:
        """How much waits for the reader."""
        return int(self._seats.count())

    @cached_property
    def _seats(self) -> QuerySet:
        """The duties of all the seats that are the reader's, each duty once."""
        first, *others = self._ways
        return first.union(*others)

    @cached_property
    def _ways(self) -> tuple[QuerySet, ...]:
        """The seats that are the reader's, way by way, so that each way has its index."""
        barred = Exists(_bars(self.actor.user_id or 0))
        return tuple(seats.filter(~barred).values("duty_id") for seats in self._held_seats())

    def _held_seats(self) -> "Iterator[QuerySet[Seat]]":
        yield self._own()
        if self.roles:
            yield self._as_member()
        if self.actor.site_roles:
            site = Seat.objects.filter(role__in=self.actor.site_roles)
            yield site.exclude(scope__in=self.scopes())
        for one in self.loans:
            yield self._lent(one)

    def _own(self) -> "QuerySet[Seat]":
        """Those with the reader's name on, where they may still see what it is about."""
        mine = Seat.objects.filter(user_id=self.actor.user_id or 0)
        seen = Scope.objects.visible_to(self.actor, self.now)
        return mine.filter(Q(outside=True) | Q(scope__in=seen.values("pk")))

    def _as_member(self) -> "QuerySet[Seat]":
        """Those of a role that the reader holds in the very use case."""
        return Seat.objects.filter(
            Q(scope__memberships__until=None) | Q(scope__memberships__until__gt=self.now),
            scope__memberships__user_id=self.actor.user_id or 0,
            scope__memberships__since__lte=self.now,
            scope__memberships__role=F("role"),
        )

    def _lent(self, loan: Loan) -> "QuerySet[Seat]":
        """Votes in a role lent by somebody who holds it there and may vote, where one is a member."""
        gives = Membership.objects.active(self.now).filter(user_id=loan.giver_id, role=loan.role)
        seats = Seat.objects.filter(
            duty__kind=DutyKind.VOTE,
            role=loan.role,
            scope__in=gives.values("scope_id"),
        ).filter(scope__in=self.scopes())
        if loan.scope_id is not None:
            seats = seats.filter(scope_id=loan.scope_id)
        return seats.filter(~Exists(_bars(loan.giver_id)))


def _bars(user_id: int) -> "QuerySet[Bar]":
    """What keeps somebody from a seat."""
    return Bar.objects.filter(
        Q(role="") | Q(role=OuterRef("role")), user_id=user_id, duty_id=OuterRef("duty_id")
    )
