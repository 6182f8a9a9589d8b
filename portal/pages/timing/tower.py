"""The timing tower: a line a use case, a cell a stage, with its mark and how its days were spent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance.models import Membership
from governance.words import role_label
from portal.components.formats import day_count, percent
from portal.components.words import STAGE_OWNERS
from portal.pages import links, names
from projects.words import Lifecycle
from workflows.laptimes.marks import CARRIED, NOT_YET, STUCK, Record, marks
from workflows.laptimes.queries import Times
from workflows.laptimes.sectors import Lap, Sector, lacking
from workflows.laptimes.spans import days
from workflows.models import Cycle
from workflows.stages import OPERATION, STAGES

BY_NUMBER = {spec.number: key for key, spec in STAGES.items()}
Holders = Mapping[tuple[int, str], list[str]]


@dataclass(frozen=True)
class Cell:
    """One sector: `days` is None where the gate was kept or wasn't reached."""

    stage: str
    mark: str
    days: float | None = None
    work: float = 0.0
    wait: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One use case: who moves it, its sectors, its lap so far."""

    position: int
    name: str
    href: str
    cycle: int
    role: str
    who: str
    cells: tuple[Cell, ...]
    days: str
    share: str


def lines(
    page: Sequence[Cycle],
    first: int,
    times: Times,
    best: Mapping[str, Record],
    holders: Holders,
    now: datetime,
) -> list[Line]:
    """The lines of a page whose first position is `first`."""
    return [
        _line(one, position, times, best, holders, now)
        for position, one in enumerate(page, start=first)
    ]


def _line(
    cycle: Cycle,
    position: int,
    times: Times,
    best: Mapping[str, Record],
    holders: Holders,
    now: datetime,
) -> Line:
    lap = times.shown.get(cycle.pk) or Lap(
        cycle.use_case_id, cycle.pk, cycle.number, cycle.started_at, {}
    )
    marked = marks(lap, times.others.get(cycle.pk, ()), best, now)
    role, who = _who(cycle, lap, holders)
    return Line(
        position=position,
        name=cycle.use_case.title,
        href=links.to("use_case", cycle.use_case.slug),
        cycle=cycle.number,
        role=role,
        who=who,
        cells=tuple(_cell(stage, lap.sectors.get(stage), marked[stage]) for stage in STAGES),
        days=day_count(days(lap.length(now))),
        share=share(lap),
    )


def share(lap: Lap) -> str:
    """How much of the days in its stages was waiting; nothing where there were none."""
    both = lap.working + lap.waiting
    return percent(lap.waiting / both) if both else ""


def _cell(stage: str, one: Sector | None, mark: str) -> Cell:
    if one is None or mark in (NOT_YET, CARRIED):
        return Cell(stage, mark)
    if stage == OPERATION:
        return Cell(stage, mark, days(one.length), note=_("in service"))
    work, wait = days(one.working), days(one.waiting)
    note = _("%(work)s + %(wait)s, past due") if mark == STUCK else ""
    told = {"work": day_count(work), "wait": day_count(wait)}
    return Cell(stage, mark, days(one.length), work, wait, note % told)


def stands_at(cycle: Cycle) -> str:
    """The stage at which a cycle of `queries.tower` stands."""
    return BY_NUMBER[cycle.at]  # type: ignore[attr-defined]


def _who(cycle: Cycle, lap: Lap, holders: Holders) -> tuple[str, str]:
    """The role whose turn it is, and in words who moves the use case on."""
    if cycle.use_case.lifecycle != Lifecycle.ACTIVE:
        return "", cycle.use_case.get_lifecycle_display()
    stage = stands_at(cycle)
    one = lap.sectors.get(stage)
    open_ = next((asked for asked in one.rounds if asked.ended is None), None) if one else None
    if open_ is not None:
        missing = lacking(open_)
        if not missing:
            return "", _("the votes are in, a check is missing")
        told = names.listed([role_label(role) for role in missing])
        return missing[0], _("waits for %(roles)s") % {"roles": told}
    role = str(STAGE_OWNERS[stage])
    people = holders.get((cycle.scope_id, role), [])
    if not people:
        return role, _("nobody is %(role)s") % {"role": role_label(role)}
    return role, _does(stage, lap) % {"name": people[0]}


def _does(stage: str, lap: Lap) -> str:
    """What the owner of a stage does there."""
    if stage == OPERATION and OPERATION not in lap.sectors:
        return _("%(name)s can release")
    return {
        "definition": _("%(name)s writes"),
        "data": _("%(name)s prepares"),
        "platform": _("%(name)s sets up"),
        "training": _("%(name)s trains"),
        "integration": _("%(name)s integrates"),
        "release": _("%(name)s releases"),
        OPERATION: _("%(name)s watches"),
    }[stage]


def holders_in(scopes: Iterable[int], now: datetime) -> Holders:
    """Who holds each role, by scope and role, the longest there first."""
    rows = Membership.objects.active(now).filter(scope_id__in=set(scopes), user__is_active=True)
    found: dict[tuple[int, str], list[str]] = {}
    for one in rows.select_related("user").order_by("since", "pk"):
        found.setdefault((one.scope_id, one.role), []).append(one.user.label)
    return found


def heads() -> list[tuple[str, int]]:
    """The columns: stages with their numbers."""
    return [(key, spec.number) for key, spec in STAGES.items()]


def compared(times: Times) -> list[Lap]:
    """All laps that compare: those of the sample and those on the page, each once."""
    laps = {one.cycle: one for one in (*times.sample.laps, *times.shown.values())}
    return list(laps.values())
