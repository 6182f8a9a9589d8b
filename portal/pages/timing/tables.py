"""The tables of the Timing page as rows, for CSV: in the reader's scope, by the same filters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from governance.actors import Actor
from portal.pages.timing import figures, sheet
from portal.pages.timing.filters import Filters
from workflows.laptimes import figures as arithmetic
from workflows.laptimes import queries
from workflows.laptimes.queries import Wanted
from workflows.laptimes.sectors import Lap
from workflows.laptimes.spans import days
from workflows.models import Cycle
from workflows.stages import STAGES

A_BATCH = 200
Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class Table:
    """A table by its heads; `rows` reads it, batch by batch where it may be long."""

    head: tuple[str, ...]
    rows: Callable[["Asked"], Rows]


@dataclass(frozen=True)
class Asked:
    """Who asks for a table, when, by which filters, and in which zone days begin."""

    actor: Actor
    filters: Filters
    now: datetime
    zone: tzinfo

    @property
    def wanted(self) -> Wanted:
        return self.filters.wanted(self.actor, self.now, self.zone)

    @property
    def calendar(self) -> tuple[arithmetic.Bucket, ...]:
        return self.filters.buckets(self.now, self.zone)


def _tower(asked: Asked) -> Rows:
    """A row a stage of every running cycle, the tower's order kept."""
    rows = queries.tower(asked.wanted, asked.filters.order)
    position = 0
    for cycles in _batches(rows):
        laps = queries.laps_of(asked.wanted, cycles)
        for cycle in cycles:
            position += 1
            yield from _stages(position, cycle, laps.get(cycle.pk), asked.now)


def _batches(rows) -> Iterator[list[Cycle]]:
    """So many at a time: the ids first, so that what changes meanwhile moves nobody."""
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), A_BATCH):
        found = Cycle.objects.select_related("use_case").in_bulk(ids[start : start + A_BATCH])
        yield [found[pk] for pk in ids[start : start + A_BATCH] if pk in found]


def _stages(position: int, cycle: Cycle, lap: Lap | None, now: datetime) -> Rows:
    for stage in STAGES:
        one = lap.sectors.get(stage) if lap else None
        if one is None:
            continue
        yield (
            position,
            cycle.use_case.title,
            cycle.number,
            stage,
            one.state,
            one.started,
            one.ended,
            days(one.working),
            days(one.waiting),
            days(one.rework),
            len(one.rounds),
            one.due,
        )


def _laps(asked: Asked) -> Rows:
    """A row a lap whose version went into service in the period."""
    found = figures.served(queries.sampled(asked.wanted), asked.calendar)
    names = dict(
        Cycle.objects.filter(pk__in=[one.cycle for one in found]).values_list(
            "pk", "use_case__title"
        )
    )
    for one in sorted(found, key=lambda lap: (lap.live, lap.cycle)):
        yield (
            names[one.cycle],
            one.number,
            one.started,
            one.live,
            days(one.length(asked.now)),
            days(one.working),
            days(one.waiting),
        )


def _lead(asked: Asked) -> Rows:
    """A row a stage and a week or month: medians in days."""
    sample = queries.sampled(asked.wanted)
    found = figures.sectors(asked.filters, sample, asked.calendar)
    for stage, here in found.items():
        for bucket in asked.calendar:
            one = arithmetic.stage_times(s for s in here if bucket.holds(s.ended))
            yield (stage, bucket.start.date(), *_medians(one))
    done = figures.served(sample, asked.calendar)
    for bucket in asked.calendar:
        whole = arithmetic.lap_times((lap for lap in done if bucket.holds(lap.live)), asked.now)
        yield (figures.LAP, bucket.start.date(), *_medians(whole))


def _medians(one: arithmetic.Typical) -> tuple[Any, ...]:
    """The count, and the medians where there are any."""
    if not one.count:
        return 0, None, None, None
    return one.count, one.working, one.waiting, one.whole


def _stage_rows(asked: Asked) -> Rows:
    """A row a stage over the whole period: work, waiting, rounds, rework."""
    found = figures.sectors(asked.filters, queries.sampled(asked.wanted), asked.calendar)
    for stage, here in found.items():
        split, rounds = arithmetic.split(here), arithmetic.rounds(here)
        yield (
            stage,
            split.count,
            split.working,
            split.waiting,
            split.share,
            rounds.gates,
            rounds.one,
            rounds.two,
            rounds.more,
            rounds.mean,
            rounds.rework,
            rounds.share,
        )


def _roles(asked: Asked) -> Rows:
    """A row a role whose votes were missing."""
    found = figures.sectors(asked.filters, queries.sampled(asked.wanted), asked.calendar)
    for row in figures.by_role(found, asked.now):
        yield row.role, row.missing.rounds, row.missing.typical, row.missing.days


def _throughput(asked: Asked) -> Rows:
    """A row a week or month."""
    counts = queries.throughput(asked.wanted, asked.calendar)
    for bucket, count in zip(asked.calendar, counts, strict=True):
        yield bucket.start.date(), count


def _stuck(asked: Asked) -> Rows:
    """A row a round whose votes are past due."""
    for found in queries.stuck(asked.wanted).iterator(A_BATCH):
        one = sheet.stuck(found, asked.now)
        yield one.name, found.stage, one.round, one.asked, one.due, days(one.over), one.reason


TABLES: dict[str, Table] = {
    "tower": Table(
        (
            "position",
            "use_case",
            "cycle",
            "stage",
            "state",
            "started",
            "ended",
            "working_days",
            "waiting_days",
            "rework_days",
            "rounds",
            "due",
        ),
        _tower,
    ),
    "stuck": Table(
        ("use_case", "stage", "round", "asked", "due", "overdue_days", "waits_for"), _stuck
    ),
    "laps": Table(
        (
            "use_case",
            "cycle",
            "started",
            "in_service",
            "calendar_days",
            "working_days",
            "waiting_days",
        ),
        _laps,
    ),
    "lead": Table(
        ("stage", "from", "finished", "median_working_days", "median_waiting_days", "median_days"),
        _lead,
    ),
    "stages": Table(
        (
            "stage",
            "finished",
            "working_days",
            "waiting_days",
            "waiting_share",
            "gates_opened",
            "in_one_round",
            "in_two_rounds",
            "in_more_rounds",
            "mean_rounds",
            "rework_days",
            "rework_share",
        ),
        _stage_rows,
    ),
    "roles": Table(("role", "rounds", "median_days_missing", "days_missing"), _roles),
    "throughput": Table(("from", "laps_into_service"), _throughput),
}
