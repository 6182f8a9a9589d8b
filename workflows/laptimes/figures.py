"""Figures of many laps: lead time, waiting, rounds, rework, by stage, role and calendar. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

from workflows.laptimes.sectors import DONE, Lap, Sector, missing_by_role
from workflows.laptimes.spans import NOTHING, days
from workflows.stages import GATED

WEEKS = "weeks"
MONTHS = "months"


@dataclass(frozen=True)
class Bucket:
    """A week or a month of the reader's calendar; the end doesn't belong to it."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end


def buckets(unit: str, count: int, now: datetime) -> tuple[Bucket, ...]:
    """The last so many weeks or months, the running one among them, oldest first.

    Days begin at midnight in the zone of `now`.
    """
    starts = [_begin(unit, now, back) for back in range(count - 1, -2, -1)]
    return tuple(Bucket(start, end) for start, end in pairwise(starts))


def _begin(unit: str, now: datetime, back: int) -> datetime:
    """The start of the week or month that lies so many before that of `now`."""
    if unit == WEEKS:
        day = now.date() - timedelta(days=now.weekday() + 7 * back)
        return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    years, month = divmod(now.year * 12 + now.month - 1 - back, 12)
    return datetime(years, month + 1, 1, tzinfo=now.tzinfo)


@dataclass(frozen=True)
class Typical:
    """Medians in days: of the work, of the waiting, and of both together; `count` sectors or laps."""

    count: int
    working: float = 0.0
    waiting: float = 0.0
    whole: float = 0.0


def typical(times: Iterable[tuple[timedelta, timedelta, timedelta]]) -> Typical:
    """The medians of (working, waiting, whole)."""
    rows = list(times)
    if not rows:
        return Typical(0)
    work, wait, whole = (median(days(one) for one in column) for column in zip(*rows, strict=True))
    return Typical(len(rows), work, wait, whole)


def finished(laps: Iterable[Lap], since: datetime) -> dict[str, list[Sector]]:
    """The sectors that ended with their gate's opening since then, by stage."""
    found: dict[str, list[Sector]] = {stage: [] for stage in GATED}
    for lap in laps:
        for stage, one in lap.sectors.items():
            if one.gated and one.state == DONE and one.ended is not None and one.ended >= since:
                found[stage].append(one)
    return found


def stage_times(sectors: Iterable[Sector]) -> Typical:
    """What sectors typically took."""
    return typical((one.working, one.waiting, one.length) for one in sectors)


def lap_times(laps: Iterable[Lap], now: datetime) -> Typical:
    """What laps typically took: by the calendar from start to service, not the sum of stages."""
    return typical((one.working, one.waiting, one.length(now)) for one in laps)


def middle_half(laps: Sequence[Lap], now: datetime) -> tuple[float, float] | None:
    """Between how many days the middle half of the laps lies; None for fewer than four."""
    if len(laps) < 4:
        return None
    low, _, high = quantiles([days(one.length(now)) for one in laps], n=4, method="inclusive")
    return low, high


@dataclass(frozen=True)
class Split:
    """Days of work and of waiting added up; `share` is how much of all was waiting, or None."""

    count: int
    working: float
    waiting: float

    @property
    def share(self) -> float | None:
        both = self.working + self.waiting
        return self.waiting / both if both else None


def split(sectors: Sequence[Sector]) -> Split:
    """Work and waiting of sectors, added up."""
    return Split(
        len(sectors),
        days(sum((one.working for one in sectors), NOTHING)),
        days(sum((one.waiting for one in sectors), NOTHING)),
    )


@dataclass(frozen=True)
class Missing:
    """How long a role's votes were missing: in so many rounds, in days, typically and in all."""

    role: str
    rounds: int
    typical: float
    days: float


def missing_votes(sectors: Iterable[Sector], now: datetime) -> dict[str, Missing]:
    """By role, over every round of these sectors that asked for it."""
    found: dict[str, list[float]] = {}
    for one in sectors:
        for asked in one.rounds:
            for role, length in missing_by_role(asked, now).items():
                found.setdefault(role, []).append(days(length))
    return {
        role: Missing(role, len(lengths), median(lengths), sum(lengths))
        for role, lengths in found.items()
    }


@dataclass(frozen=True)
class Rounds:
    """How many rounds gates took to open, and how much of the work came after the first one."""

    gates: int
    one: int
    two: int
    more: int
    mean: float | None
    rework: float
    working: float

    @property
    def share(self) -> float | None:
        """The share of the work that was rework; None where there was none at all."""
        return self.rework / self.working if self.working else None


def rounds(sectors: Sequence[Sector]) -> Rounds:
    """Rounds and rework of sectors; one that opened without a round of its own counts for no gate."""
    counts = [len(one.rounds) for one in sectors if one.rounds]
    return Rounds(
        gates=len(counts),
        one=sum(n == 1 for n in counts),
        two=sum(n == 2 for n in counts),
        more=sum(n > 2 for n in counts),
        mean=sum(counts) / len(counts) if counts else None,
        rework=days(sum((one.rework for one in sectors), NOTHING)),
        working=days(sum((one.working for one in sectors), NOTHING)),
    )
