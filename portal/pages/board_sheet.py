"""The board, put together: filters from the address, tickets by column, rows for the table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.actors import Actor
from governance.models import Membership
from governance.words import Role
from portal.components.formats import day
from portal.components.types import Tab, Ticket
from portal.components.words import STAGE_OWNERS, STAGES
from portal.pages import standings
from projects.models import BriefRevision
from projects.queries import use_cases
from projects.words import Lifecycle, Residency, Tier
from workflows.stages import OPERATION

A_PAGE = 50
A_COLUMN = 40

Predicate = Callable[[standings.Row], bool]


@dataclass(frozen=True)
class Pill:
    """A filter as a link, with how many it leaves."""

    text: str
    href: str
    current: bool
    count: int
    icon: str = ""


@dataclass(frozen=True)
class Select:
    """A filter as a choice: name, label, and (value, words, chosen)."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Column:
    """One stage of the board; `more` are tickets that the table shows."""

    key: str
    owner: str
    count: int
    tickets: tuple[Ticket, ...]
    more: int


@dataclass(frozen=True)
class Board:
    """What the board shows."""

    lead: str
    views: tuple[Tab, ...]
    table: bool
    pills: tuple[Pill, ...]
    selects: tuple[Select, ...]
    kept: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    page: Page | None
    tiers: Mapping[int, str]
    empty: bool


def build(actor: Actor, asked: Mapping[str, str], now: datetime) -> Board:
    """The board for these filters: `show`, `tier`, `role`, `residency`, `view`, `page`."""
    cases = list(use_cases(actor, now).exclude(lifecycle=Lifecycle.RETIRED))
    rows = standings.rows(cases, actor, now)
    briefs = _briefs(cases)
    own = set(
        Membership.objects.active(now)
        .filter(user_id=actor.user_id)
        .values_list("scope_id", flat=True)
    )
    shown = _shows(own)
    narrowed = [row for row in rows if _fits(row, asked, briefs)]
    chosen = [row for row in narrowed if shown.get(asked.get("show", ""), shown[""])(row)]
    table = asked.get("view") == "table"
    return Board(
        lead=_lead(rows),
        views=_views(asked, table),
        table=table,
        pills=tuple(_pills(asked, shown, narrowed)),
        selects=tuple(_selects(asked)),
        kept=tuple((k, asked[k]) for k in ("show", "view") if asked.get(k)),
        columns=() if table else tuple(_columns(chosen, briefs)),
        page=Paginator(chosen, A_PAGE).get_page(asked.get("page")) if table else None,
        tiers={pk: str(Tier(one.tier).label) for pk, one in briefs.items()},
        empty=not rows,
    )


def _lead(rows: Sequence[standings.Row]) -> str:
    moving = sum(row.lap.cycle is not None and row.stage != OPERATION for row in rows)
    return ngettext(
        "One use case. It stands at its earliest shut gate.",
        "%(count)s use cases, %(moving)s of them moving. A use case stands at its earliest shut gate.",
        len(rows),
    ) % {"count": len(rows), "moving": moving}


def _shows(own: set[int]) -> dict[str, Predicate]:
    return {
        "": lambda row: True,
        "waiting": lambda row: row.mine,
        "mine": lambda row: row.case.scope_id in own,
        "stuck": lambda row: row.stuck,
        "service": lambda row: row.lap.release is not None,
    }


def _fits(
    row: standings.Row, asked: Mapping[str, str], briefs: Mapping[int, BriefRevision]
) -> bool:
    brief = briefs.get(row.case.pk)
    tier, residency, role = (asked.get(key, "") for key in ("tier", "residency", "role"))
    if tier and (brief is None or brief.tier != tier):
        return False
    if residency and (brief is None or brief.residency != residency):
        return False
    return not role or row.turn.role == role


def _views(asked: Mapping[str, str], table: bool) -> tuple[Tab, ...]:
    return (
        Tab(_("Board"), _address(asked, view=""), current=not table, icon="square-kanban"),
        Tab(_("Table"), _address(asked, view="table"), current=table, icon="table-2"),
        Tab(_("Timing"), "../timing/", icon="timer"),
    )


def _pills(asked, shown: Mapping[str, Predicate], rows) -> Iterator[Pill]:
    words = {
        "": (_("All"), ""),
        "waiting": (_("Waits for me"), ""),
        "mine": (_("Mine"), ""),
        "stuck": (_("Stuck"), "s-bad"),
        "service": (_("In service"), ""),
    }
    chosen = asked.get("show", "") if asked.get("show", "") in words else ""
    for key, (text, icon) in words.items():
        count = sum(shown[key](row) for row in rows)
        yield Pill(text, _address(asked, show=key), key == chosen, count, icon)


def _selects(asked: Mapping[str, str]) -> Iterator[Select]:
    yield _select(asked, "tier", _("Tier"), _("Any tier"), Tier.choices)
    yield _select(asked, "role", _("Role whose turn it is"), _("Any role’s turn"), Role.choices)
    yield _select(asked, "residency", _("Residency"), _("Any residency"), Residency.choices)


def _select(asked, name: str, label: str, any_word: str, choices) -> Select:
    chosen = asked.get(name, "")
    told = [(value, str(words).capitalize() if words != "IT" else "IT") for value, words in choices]
    options = [("", any_word), *told]
    return Select(name, label, tuple((v, words, v == chosen) for v, words in options))


def _address(asked: Mapping[str, str], **changes: str) -> str:
    """The same filters with some changed; the page number is left out."""
    kept = {k: asked.get(k, "") for k in ("show", "tier", "role", "residency", "view")}
    query = {k: v for k, v in (kept | changes).items() if v}
    return f"?{urlencode(query)}" if query else "?"


def _columns(rows: Sequence[standings.Row], briefs) -> Iterator[Column]:
    for key in STAGES:
        here = [row for row in rows if row.stage == key]
        here.sort(key=lambda row: (not row.mine, not row.stuck, -(row.days or 0), row.name.lower()))
        yield Column(
            key=key,
            owner=str(STAGE_OWNERS[key]),
            count=len(here),
            tickets=tuple(_ticket(row, briefs.get(row.case.pk)) for row in here[:A_COLUMN]),
            more=max(0, len(here) - A_COLUMN),
        )


def _ticket(row: standings.Row, brief: BriefRevision | None) -> Ticket:
    tier = brief.get_tier_display() if brief else _("no brief yet")
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
    if row.lap.release is not None:
        tone = "bad" if row.live_bad else "good"
        return row.live, tone, "triangle-alert" if row.live_bad else "check"
    if row.lap.asked:
        return _("waits for votes"), "accent", "s-live"
    return "", "", ""


def _briefs(cases) -> dict[int, BriefRevision]:
    """The newest brief of each use case."""
    rows = BriefRevision.objects.filter(use_case__in=cases).order_by("number")
    return {row.use_case_id: row for row in rows}
