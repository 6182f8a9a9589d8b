"""Marks as in racing: best of all, own best, slower, stuck, on the clock. Pure.

Only working time is compared: how long somebody waited says nothing of those who worked, and
reviews and people are never ranked. A first lap has no mark, unless it is the best of all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.laptimes.sectors import DONE, KEPT, RUNNING, Lap, Sector
from workflows.stages import GATED, STAGES

BEST = "best"
OWN_BEST = "good"
SLOWER = "slow"
STUCK = "bad"
ON_THE_CLOCK = "live"
CARRIED = "kept"
NOT_YET = "none"
FIRST = "first"


@dataclass(frozen=True)
class Record:
    """The fastest sector at a stage among all that compare, and how many those are."""

    cycle: int
    field: int


def records(laps: Iterable[Lap], since: datetime) -> dict[str, Record]:
    """The record at each gated stage, of the sectors that were finished since then.

    Of two that took as long, the one that was finished first holds it.
    """
    field: dict[str, dict[int, Sector]] = {stage: {} for stage in GATED}
    for lap in laps:
        for stage, one in lap.sectors.items():
            if one.gated and one.state == DONE and one.ended is not None and one.ended >= since:
                field[stage][lap.cycle] = one
    return {
        stage: Record(min(found, key=lambda cycle: (*_speed(found[cycle]), cycle)), len(found))
        for stage, found in field.items()
        if found
    }


def _speed(one: Sector) -> tuple[timedelta, datetime | None]:
    return one.working, one.ended


def marks(
    lap: Lap, earlier: Sequence[Lap], best: Mapping[str, Record], now: datetime
) -> dict[str, str]:
    """The mark of every stage of a lap; `earlier` are the other laps of the same use case."""
    found = {
        stage: _mark(one, lap.cycle, _own(stage, earlier), best.get(stage), now)
        for stage, one in lap.sectors.items()
    }
    return dict.fromkeys(STAGES, NOT_YET) | found


def _own(stage: str, earlier: Sequence[Lap]) -> list[Sector]:
    """The sectors that the same use case has finished at this stage in its other laps."""
    found = [one.sectors[stage] for one in earlier if stage in one.sectors]
    return [one for one in found if one.state == DONE]


def _mark(
    one: Sector, cycle: int, own: Sequence[Sector], record: Record | None, now: datetime
) -> str:
    if one.state == RUNNING:
        return STUCK if one.stuck(now) else ON_THE_CLOCK
    if one.state == KEPT:
        return CARRIED
    if one.state != DONE or not one.gated:
        return NOT_YET
    if record is not None and record.cycle == cycle and record.field > 1:
        return BEST
    if not own:
        return FIRST
    return OWN_BEST if one.working <= min(sector.working for sector in own) else SLOWER
