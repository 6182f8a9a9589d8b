"""The board, put together: a handful of counts, the first tickets of each column or a page of rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.components.formats import day
from portal.components.types import Tab, Ticket
from portal.components.words import STAGE_OWNERS, STAGES
from portal.pages import paging, standings
from portal.pages.board_filters import SHOWS, Filters, Select, selects
from portal.pages.waits import Reader
from workflows.models import Position
from workflows.stages import OPERATION

A_PAGE = 50
A_COLUMN = 12


@dataclass(frozen=True)
class Pill:
    """A filter as a link, with how many it leaves."""

    text: str
    href: str
    current: bool
    count: int
    icon: str = ""


@dataclass(frozen=True)
class Column:
    """One stage of the board; `more` are tickets that the table shows."""

    key: str
    owner: str
    count: int
    tickets: tuple[Ticket, ...]
    more: int
    href: str


@dataclass(frozen=True)
class Heading:
    """A column of the table that sorts; `direction` says how it is sorted now."""

    label: str
    href: str
    direction: str
    numeric: bool = False


@dataclass(frozen=True)
class Board:
    """What the board shows."""

    lead: str
    views: tuple[Tab, ...]
    table: bool
    pills: tuple[Pill, ...]
    selects: tuple[Select, ...]
    text: str
    kept: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    headings: tuple[Heading, ...]
    page: Page | None
    rows: tuple[standings.Row, ...]
    query: str
    empty: bool


@dataclass(frozen=True)
class Counts:
    """How many there are, by pill and stage, and of all that the reader may see."""

    by: Mapping[str, Mapping[str, int]]
    all: int
    moving: int

    def of(self, show: str) -> int:
        return sum(self.by[show].values())


def build(reader: Reader, asked: Filters, page: str) -> Board:
    """The board for these filters."""
    counts = _counts(reader, asked)
    rows = asked.narrowed(reader).filter(asked.shown(reader))
    shown = paging.known(rows.order_by(*asked.order()), counts.of(asked.show), A_PAGE, page)
    return Board(
        lead=_lead(counts),
        views=_views(asked),
        table=asked.table,
        pills=tuple(_pills(asked, counts)),
        selects=tuple(selects(asked)),
        text=asked.text,
        kept=tuple(
            (key, value)
            for key, value in (("show", asked.show), ("view", asked.view), ("sort", asked.sort))
            if value
        ),
        columns=() if asked.table else tuple(_columns(reader, asked, counts)),
        headings=tuple(_headings(asked)) if asked.table else (),
        page=shown if asked.table else None,
        rows=tuple(standings.rows(shown.object_list, reader)) if asked.table else (),
        query=asked.query(),
        empty=not counts.all,
    )


def _counts(reader: Reader, asked: Filters) -> Counts:
    """By stage, one pass over what the choices leave, and one over the votes that are wanted."""
    narrowed = asked.narrowed(reader)
    passes = (
        narrowed.order_by()
        .values("stage")
        .annotate(
            all=Count("pk"),
            stuck=Count("pk", filter=Q(urgent_at__lt=reader.now)),
            service=Count("pk", filter=Q(serving=True)),
            moving=Count("pk", filter=Q(cycle_began__isnull=False)),
        )
    )
    found: list[dict[str, Any]] = [dict(one) for one in passes]
    by: dict[str, Mapping[str, int]] = {
        show: {one["stage"]: one[show or "all"] for one in found}
        for show in ("", "stuck", "service")
    }
    wanted = narrowed.filter(review_id__in=reader.votes.values("subject"))
    by["waiting"] = Counter(wanted.order_by().values_list("stage", flat=True))
    by["mine"] = _held(reader, narrowed)
    everything = found if not _narrows(asked) else _all(reader)
    return Counts(
        by,
        all=sum(one["all"] for one in everything),
        moving=sum(one["moving"] for one in everything if one["stage"] != OPERATION),
    )


def _held(reader: Reader, narrowed) -> Mapping[str, int]:
    """Those in which the reader holds a role, by stage; somebody who holds none isn't asked."""
    if not reader.roles:
        return {}
    mine = narrowed.filter(scope__in=reader.scopes()).order_by().values("stage")
    return dict(mine.annotate(count=Count("pk")).values_list("stage", "count"))


def _narrows(asked: Filters) -> bool:
    return bool(asked.stage or asked.tier or asked.role or asked.residency or asked.text)


def _all(reader: Reader) -> list[dict[str, Any]]:
    rows = standings.visible(reader).order_by().values("stage")
    passes = rows.annotate(all=Count("pk"), moving=Count("pk", filter=Q(cycle_began__isnull=False)))
    return [dict(one) for one in passes]


def _lead(counts: Counts) -> str:
    return ngettext(
        "One use case. It stands at its earliest shut gate.",
        "%(count)s use cases, %(moving)s of them moving. A use case stands at its earliest shut gate.",
        counts.all,
    ) % {"count": counts.all, "moving": counts.moving}


def _views(asked: Filters) -> tuple[Tab, ...]:
    board, table = asked.address(view=""), asked.address(view="table")
    return (
        Tab(_("Board"), board, current=not asked.table, icon="square-kanban"),
        Tab(_("Table"), table, current=asked.table, icon="table-2"),
        Tab(_("Timing"), "../timing/", icon="timer"),
    )


def _pills(asked: Filters, counts: Counts) -> Iterator[Pill]:
    for key, (text, icon) in SHOWS.items():
        href = asked.address(show=key)
        yield Pill(str(text), href, key == asked.show, counts.of(key), icon)


def _headings(asked: Filters) -> Iterator[Heading]:
    for key, label, numeric in (
        ("name", _("Use case"), False),
        ("stage", _("Stage"), False),
        ("", _("Lap"), False),
        ("turn", _("Turn of"), False),
        ("urgency", _("State"), False),
        ("live", _("Live"), False),
        ("cycle", _("Cycle"), True),
        ("age", _("Cycle day"), True),
    ):
        href, direction = asked.sorted_by(key) if key else ("", "")
        yield Heading(label, href, direction, numeric)


def _columns(reader: Reader, asked: Filters, counts: Counts) -> Iterator[Column]:
    here: dict[str, list[standings.Row]] = {}
    for row in standings.rows(_first(reader, asked, counts), reader):
        here.setdefault(row.stage, []).append(row)
    for key in STAGES:
        rows = sorted(here.get(key, ()), key=lambda row: not row.mine)[:A_COLUMN]
        count = counts.by[asked.show].get(key, 0)
        yield Column(
            key=key,
            owner=str(STAGE_OWNERS[key]),
            count=count,
            tickets=tuple(_ticket(row) for row in rows),
            more=max(0, count - len(rows)),
            href=asked.address(view="table", stage=key),
        )


def _first(reader: Reader, asked: Filters, counts: Counts) -> Iterable[Position]:
    """The first of each stage: what waits for the reader's vote, then the most urgent.

    Each stage is a walk along an index that ends after a column's length, so that it takes no
    longer when there are more.
    """
    rows = asked.narrowed(reader).filter(asked.shown(reader)).order_by(*Filters().order())
    wanted = Q()
    for key in STAGES:
        stage = rows.filter(stage=key)
        if counts.by[asked.show].get(key, 0):
            wanted |= Q(pk__in=stage.values("pk")[:A_COLUMN])
        if counts.by["waiting"].get(key, 0):
            votes = stage.filter(review_id__in=reader.votes.values("subject"))
            wanted |= Q(pk__in=votes.values("pk")[:A_COLUMN])
    if not wanted:
        return ()
    return Position.objects.filter(wanted).order_by(*Filters().order())


def _ticket(row: standings.Row) -> Ticket:
    tier = row.tier or _("no brief yet")
    where = f"{row.cycle.capitalize()} · {tier}" if row.cycle else tier
    state, tone, icon = _state(row)
    return Ticket(
        name=row.name,
        href=row.href,
        lap=row.states,
        meta=(where, _("%(days)s d") % {"days": row.days}) if row.days is not None else (where,),
        holder=row.turn.name,
        holder_role=row.turn.role,
        wait=row.turn.text,
        state=state,
        state_tone=tone,
        state_icon=icon,
        mine=row.mine,
        stuck=row.stuck,
    )


def _state(row: standings.Row):
    if row.stuck and row.due:
        return _("overdue since %(day)s") % {"day": day(row.due)}, "bad", "s-bad"
    if row.mine:
        words = _("Your vote, due %(day)s") if row.due else _("Your vote")
        return words % {"day": day(row.due)}, "accent", "square-check-big"
    if row.serving:
        tone = "bad" if row.live_bad else "good"
        return row.live, tone, "triangle-alert" if row.live_bad else "check"
    if row.asked:
        return _("waits for votes"), "accent", "s-live"
    return "", "", ""
