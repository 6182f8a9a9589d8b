"""The figures under the tower: lead time, waiting by stage and role, rounds, rework, throughput."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.words import Role, SiteRole, role_label
from portal.charts import Figure, counts_chart, splits_chart
from portal.charts import Split as SplitRow
from portal.components.formats import day_count, measure, percent
from portal.components.words import stage_word
from portal.pages.timing.filters import PERIODS, Filters
from workflows.laptimes import figures
from workflows.laptimes.figures import MONTHS, Bucket, Missing, Rounds, Split, Typical
from workflows.laptimes.queries import Sample
from workflows.laptimes.sectors import Lap, Sector
from workflows.stages import GATED

LAP = "lap"
ROLES = (*Role.values, *SiteRole.values)


@dataclass(frozen=True)
class Small:
    """Lead time in small: a stage or the whole lap, its bars by week or month, its median."""

    name: str
    whole: str
    bars: tuple[tuple[float, float], ...]
    cells: tuple[str, ...]
    note: str
    count: int


@dataclass(frozen=True)
class StageRow:
    """One stage over the whole period."""

    stage: str
    split: Split
    rounds: Rounds


@dataclass(frozen=True)
class RoleRow:
    """One role whose votes were missing."""

    role: str
    label: str
    missing: Missing


@dataclass(frozen=True)
class Figures:
    """Everything that was finished in the period, read from the laps that compare."""

    period: str
    heads: tuple[str, ...]
    smalls: tuple[Small, ...]
    laps: int
    half: str
    stages: tuple[StageRow, ...]
    waiting: Figure | None
    roles: tuple[RoleRow, ...]
    throughput: Figure
    released: int
    sample: str

    @property
    def any(self) -> bool:
        """Whether anything was finished at all."""
        return bool(self.laps or any(row.split.count for row in self.stages))


def build(filters: Filters, sample: Sample, released: Sequence[int], asked: datetime) -> Figures:
    """The figures for these filters; `released` counts what went into service, by bucket."""
    calendar = filters.buckets(asked)
    found = sectors(filters, sample, calendar)
    done = served(sample, calendar)
    heads = tuple(head(one, filters.period) for one in calendar)
    rows = tuple(
        StageRow(stage, figures.split(here), figures.rounds(here)) for stage, here in found.items()
    )
    return Figures(
        period=str(PERIODS[filters.period][2]),
        heads=heads,
        smalls=(
            *(_small(stage, here, calendar) for stage, here in found.items()),
            _whole(done, calendar, asked),
        ),
        laps=len(done),
        half=_half(done, asked),
        stages=rows,
        waiting=_waiting(rows),
        roles=tuple(by_role(found, asked)),
        throughput=_throughput(heads, released),
        released=sum(released),
        sample=_sample(sample),
    )


def sectors(
    filters: Filters, sample: Sample, calendar: Sequence[Bucket]
) -> dict[str, list[Sector]]:
    """What was finished in the period at the stages that are asked for."""
    wanted = (filters.stage,) if filters.stage in GATED else GATED
    found = figures.finished(sample.laps, calendar[0].start)
    return {stage: found[stage] for stage in wanted}


def served(sample: Sample, calendar: Sequence[Bucket]) -> list[Lap]:
    """The laps whose version went into service in the period."""
    start = calendar[0].start
    return [one for one in sample.laps if one.live is not None and one.live >= start]


def head(bucket: Bucket, period: str) -> str:
    """How a week or a month is named: by its first day, or its name."""
    if PERIODS[period][0] == MONTHS:
        return date_format(bucket.start, "M Y")
    return date_format(bucket.start, "j M")


def by_role(found: Mapping[str, Sequence[Sector]], now: datetime) -> list[RoleRow]:
    """How long the votes of each role were missing, in the order of the table of roles."""
    missing = figures.missing_votes((one for here in found.values() for one in here), now)
    return [RoleRow(role, role_label(role), missing[role]) for role in ROLES if role in missing]


def _small(stage: str, here: Sequence[Sector], calendar: Sequence[Bucket]) -> Small:
    times = [
        figures.stage_times(one for one in here if bucket.holds(one.ended)) for bucket in calendar
    ]
    count = len(here)
    note = ngettext(
        "%(count)s gate, %(share)s waiting", "%(count)s gates, %(share)s waiting", count
    ) % {"count": count, "share": percent(figures.split(here).share)}
    return Small(
        name=stage_word(stage),
        whole=_days(figures.stage_times(here)),
        bars=tuple((one.working, one.waiting) for one in times),
        cells=tuple(cell(one) for one in times),
        note=note if count else _("no gate opened"),
        count=count,
    )


def _whole(done: Sequence[Lap], calendar: Sequence[Bucket], now: datetime) -> Small:
    """Whole laps: the calendar's days, parted as the days in their stages were."""
    times = [
        figures.lap_times((one for one in done if bucket.holds(one.live)), now)
        for bucket in calendar
    ]
    count = len(done)
    words = ngettext("%(count)s lap into service", "%(count)s laps into service", count)
    return Small(
        name=_("Whole lap"),
        whole=_days(figures.lap_times(done, now)),
        bars=tuple(_parted(one) for one in times),
        cells=tuple(day_count(one.whole) if one.count else "–" for one in times),
        note=words % {"count": count} if count else _("nothing went into service"),
        count=count,
    )


def _parted(one: Typical) -> tuple[float, float]:
    both = one.working + one.waiting
    wait = one.whole * one.waiting / both if both else 0.0
    return one.whole - wait, wait


def _days(one: Typical) -> str:
    return _("%(days)s d") % {"days": day_count(one.whole)} if one.count else "–"


def cell(one: Typical) -> str:
    """Median days of work and of waiting."""
    return f"{day_count(one.working)} + {day_count(one.waiting)}" if one.count else "–"


def _half(done: Sequence[Lap], now: datetime) -> str:
    found = figures.middle_half(done, now)
    if found is None:
        return ""
    low, high = (day_count(one) for one in found)
    return _("The middle half of the laps took %(low)s to %(high)s days.") % {
        "low": low,
        "high": high,
    }


def _waiting(rows: Sequence[StageRow]) -> Figure | None:
    """Days of work and of waiting, added up by stage; nothing where nothing was finished."""
    if not any(row.split.count for row in rows):
        return None
    told = ", ".join(
        _("%(stage)s %(work)s working and %(wait)s waiting")
        % {
            "stage": stage_word(row.stage),
            "work": measure(row.split.working, 1),
            "wait": measure(row.split.waiting, 1),
        }
        for row in rows
    )
    return splits_chart(
        label=_("Days by stage: %(told)s.") % {"told": told},
        rows=[
            SplitRow(stage_word(row.stage), row.split.working, row.split.waiting) for row in rows
        ],
        first=_("Stage"),
        work=_("days working"),
        wait=_("days waiting"),
    )


def _throughput(heads: Sequence[str], released: Sequence[int]) -> Figure:
    told = ", ".join(f"{name} {count}" for name, count in zip(heads, released, strict=True))
    return counts_chart(
        label=_("Laps into service: %(told)s.") % {"told": told},
        counts=list(zip(heads, released, strict=True)),
        first=_("From"),
        what=_("Laps into service"),
    )


def _sample(sample: Sample) -> str:
    """What the figures stand on, where that isn't everything."""
    if sample.step == 1:
        return ""
    return _("Read from %(read)s of %(all)s laps, spread evenly over them.") % {
        "read": len(sample.laps),
        "all": measure(sample.of, 0),
    }
