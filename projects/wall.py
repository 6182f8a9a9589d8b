"""The infrastructure wall: what use cases take of an environment by month, against what it has.

Pure: claims and capacities come from projects/loads.py. An environment passes a resource when more
is taken than it has, as the check `environment-capacity` says it of one use case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from governance.checks.platform import CAPACITY

RESOURCES: Final = tuple(CAPACITY)
BACK, AHEAD = 3, 12

Load = dict[str, int]


@dataclass(frozen=True)
class Phase:
    """A load from one month to another, both included; without an end it stays."""

    starts: date
    until: date | None
    load: Load

    def covers(self, month: date) -> bool:
        return self.starts <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True)
class Claim:
    """What one use case declares: its phases, and whether the environment was agreed to carry it.

    `name` is empty for a use case that the reader may not see.
    """

    name: str
    slug: str
    phases: tuple[Phase, ...]
    agreed: bool = False

    def phase(self, month: date) -> Phase | None:
        return next((one for one in self.phases if one.covers(month)), None)


@dataclass(frozen=True)
class Capacity:
    """What an environment has from a month on, until another revision says otherwise."""

    since: date
    load: Load


@dataclass(frozen=True)
class Part:
    """What one use case takes in one month; those without a name are one part together."""

    name: str
    slug: str
    amount: int
    running: bool


@dataclass(frozen=True)
class Month:
    """One month of one resource. `there` is None while the environment wasn't there yet."""

    first: date
    there: int | None
    parts: tuple[Part, ...] = field(default=())

    @property
    def running(self) -> int:
        return sum(one.amount for one in self.parts if one.running)

    @property
    def planned(self) -> int:
        return sum(one.amount for one in self.parts if not one.running)

    @property
    def total(self) -> int:
        return self.running + self.planned

    @property
    def over(self) -> int:
        """How much more is taken than there is; nothing before the environment was described."""
        return 0 if self.there is None else max(0, self.total - self.there)

    @property
    def share(self) -> float:
        """What is taken of what there is; anything of nothing is more than all."""
        if self.there:
            return self.total / self.there
        return float("inf") if self.total else 0.0


@dataclass(frozen=True)
class Wall:
    """One resource of one environment, month by month; `now` is the present month."""

    resource: str
    now: date
    months: tuple[Month, ...]

    @property
    def coming(self) -> tuple[Month, ...]:
        """The present month and those after it."""
        return tuple(one for one in self.months if one.first >= self.now)

    @property
    def passing(self) -> Month | None:
        """The first month, from the present on, in which more is taken than there is."""
        return next((one for one in self.coming if one.over), None)

    @property
    def peak(self) -> Month:
        """The month to come in which most is taken of what there is; the earliest of equals."""
        return max(self.coming, key=lambda one: one.share)

    @property
    def bears(self) -> bool:
        """Whether there is anything to see: something there, or something taken."""
        return any(one.there or one.total for one in self.months)


def build(
    resource: str,
    claims: Iterable[Claim],
    capacities: Sequence[Capacity],
    months: Sequence[date],
    now: date,
) -> Wall:
    """One resource over these months; `capacities` are in the order in which they came."""
    claims = list(claims)
    return Wall(
        resource,
        now,
        tuple(
            Month(month, _there(capacities, resource, month), _parts(claims, resource, month, now))
            for month in months
        ),
    )


def tightest(walls: Iterable[Wall]) -> Wall | None:
    """The wall to look at first: the one passed soonest, else the one that comes nearest."""
    found = [one for one in walls if one.bears]
    return min(found, key=_urgency, default=None)


def _urgency(wall: Wall) -> tuple[date, float]:
    return (wall.passing.first if wall.passing else date.max, -wall.peak.share)


def _there(capacities: Sequence[Capacity], resource: str, month: date) -> int | None:
    """What the newest revision of the month says; None before the first."""
    said = [one for one in capacities if one.since <= month]
    return said[-1].load[resource] if said else None


def _parts(claims: Iterable[Claim], resource: str, month: date, now: date) -> tuple[Part, ...]:
    """Running first, the largest first, those without a name last and as one."""
    found = [one for claim in claims if (one := _part(claim, resource, month, now))]
    named = sorted(
        (one for one in found if one.name),
        key=lambda one: (not one.running, -one.amount, one.name),
    )
    others = [
        Part("", "", amount, running)
        for running in (True, False)
        if (amount := sum(o.amount for o in found if not o.name and o.running == running))
    ]
    return (*named, *others)


def _part(claim: Claim, resource: str, month: date, now: date) -> Part | None:
    """Running is what was agreed and has begun; what was only planned took nothing in the past."""
    phase = claim.phase(month)
    if phase is None or not phase.load[resource]:
        return None
    running = claim.agreed and phase.starts <= now
    if month < now and not running:
        return None
    return Part(claim.name, claim.slug, phase.load[resource], running)
