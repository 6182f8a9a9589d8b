"""The Timing page, put together: the tower first, then what is stuck, then the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.actors import Actor
from governance.words import Role, role_label
from portal.components.types import Tab
from portal.components.words import stage_word
from portal.pages import links, names
from portal.pages.timing import figures, tower
from portal.pages.timing.filters import Choice, Filters
from workflows.laptimes import queries
from workflows.laptimes.marks import records
from workflows.laptimes.queries import FURTHEST, LONGEST_WAIT, Times
from workflows.laptimes.sectors import lacking
from workflows.models import StageAttempt

A_PAGE = 25
A_LIST = 10


@dataclass(frozen=True)
class Stuck:
    """A round whose votes are past due, and who can move it."""

    name: str
    href: str
    stage: str
    round: int
    asked: datetime
    due: datetime
    over: timedelta
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class Sheet:
    """What the Timing page shows."""

    filters: Filters
    views: tuple[Tab, ...]
    orders: tuple[Tab, ...]
    choices: tuple[Choice, ...]
    lead: str
    heads: list[tuple[str, int]]
    page: Page
    lines: list[tower.Line]
    stuck: list[Stuck]
    more_stuck: bool
    figures: figures.Figures

    @property
    def query(self) -> str:
        return self.filters.query


def build(actor: Actor, asked: Mapping[str, str], now: datetime) -> Sheet:
    """The page for these filters: `period`, `tier`, `stage`, `order`, `page`."""
    filters = Filters.read(asked)
    wanted = filters.wanted(actor, now)
    page = Paginator(queries.tower(wanted, filters.order), A_PAGE).get_page(asked.get("page"))
    cycles = list(page.object_list)
    late = list(queries.stuck(wanted)[: A_LIST + 1])
    times = queries.times(wanted, cycles, late)
    best = records(tower.compared(times), wanted.since)
    scopes = [*(one.scope_id for one in cycles), *(one.scope_id for one in late)]
    holders = tower.holders_in(scopes, now)
    return Sheet(
        filters=filters,
        views=_views(),
        orders=_orders(filters),
        choices=filters.choices(),
        lead=_lead(page.paginator.count),
        heads=tower.heads(),
        page=page,
        lines=tower.lines(cycles, page.start_index(), times, best, holders, now),
        stuck=[_stuck(one, times, holders, now) for one in late[:A_LIST]],
        more_stuck=len(late) > A_LIST,
        figures=figures.build(
            filters, times.sample, queries.throughput(wanted, filters.buckets(now)), now
        ),
    )


def stuck(one: StageAttempt, now: datetime) -> Stuck:
    """A row of `queries.stuck`; its gate says what it waits for and who can do it."""
    assert one.gate is not None  # noqa: S101 (the query asks for rounds at it)
    cycle = one.cycle
    due: datetime = one.due  # type: ignore[attr-defined]
    return Stuck(
        name=cycle.use_case.title,
        href=links.to("gate", cycle.use_case.slug, cycle.number, one.stage),
        stage=stage_word(one.stage),
        round=one.round,  # type: ignore[attr-defined]
        asked=one.asked,  # type: ignore[attr-defined]
        due=due,
        over=now - due,
        reason=one.gate.reason,
    )


def _stuck(one: StageAttempt, times: Times, holders: tower.Holders, now: datetime) -> Stuck:
    """The same with the roles missing beside the first, and who fills one that nobody holds."""
    rounds = times.rounds.get(one.gate_id or 0, ())
    open_ = next((asked for asked in rounds if asked.ended is None), None)
    missing = lacking(open_) if open_ else []
    vacant = [
        role for role in missing if role in Role.values and not holders.get((one.scope_id, role))
    ]
    told = []
    if missing[1:]:
        told.append(_("Missing too: %(roles)s.") % {"roles": _roles(missing[1:])})
    if vacant:
        remedy = _("An analyst or a governance officer can add somebody as %(roles)s.")
        told.append(remedy % {"roles": _roles(vacant)})
    return replace(stuck(one, now), remedy=" ".join(told))


def _roles(roles: Sequence[str]) -> str:
    return names.listed([role_label(role) for role in roles])


def _lead(count: int) -> str:
    split = _("The clock is split: somebody worked, or the work waited for somebody’s vote.")
    if not count:
        return split
    where = ngettext(
        "Where the days of the running cycle went.",
        "Where the days of %(count)s running cycles went.",
        count,
    )
    return f"{where % {'count': count}} {split}"


def _views() -> tuple[Tab, ...]:
    board = links.to("board")
    return (
        Tab(_("Board"), board, icon="square-kanban"),
        Tab(_("Table"), f"{board}?view=table", icon="table-2"),
        Tab(_("Timing"), links.to("timing"), current=True, icon="timer"),
    )


def _orders(filters: Filters) -> tuple[Tab, ...]:
    words = {FURTHEST: _("Furthest first"), LONGEST_WAIT: _("Longest wait")}
    return tuple(
        Tab(text, filters.ordered(key).query, current=key == filters.order)
        for key, text in words.items()
    )
