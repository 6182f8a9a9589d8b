"""What the desk shows, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.words import SiteRole
from portal.components.formats import thousands
from portal.pages import (
    desk_awaited,
    desk_news,
    desk_roles,
    officers,
    owed,
    paging,
    standings,
    waits,
)
from portal.pages.desk_block import Block
from portal.pages.glance import Glance
from portal.pages.waits import Wait

NUMBERS = (
    "",
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
)


# How many of each there are on the desk; the board and the next pages have the others.
A_PAGE, MOST_MINE, MOST_OWED = 25, 25, 25


@dataclass(frozen=True)
class Waiting:
    """What waits, alone: the part of the desk that follows by itself; `first` is on page one alone."""

    now: datetime
    title: str
    first: Wait | None
    facts: tuple[tuple[str, str, str], ...]
    rest: tuple[Wait, ...]
    page: Page


@dataclass(frozen=True)
class Desk(Waiting):
    """The desk of one person at one moment."""

    owed: tuple[owed.Owed, ...]
    mine: tuple[standings.Row, ...]
    blocks: tuple[Block, ...]
    news: desk_news.News
    officer: officers.Console | None
    may_found: bool


def build(seen: Glance, number: str, since: datetime | None = None) -> Desk:
    """The desk of whoever looks; `number` is the page of what waits.

    `since` is when they looked last before this visit.
    """
    actor, reader, now = seen.actor, seen.reader, seen.now
    waiting = waiting_of(seen, number)
    awaited = [*owed.of(reader, MOST_OWED), *desk_awaited.feedback(actor, now)]
    officer = SiteRole.OFFICER in actor.site_roles
    console = officers.console(now) if officer else None
    return Desk(
        owed=tuple(sorted(awaited, key=lambda one: one.since)),
        mine=tuple(standings.mine(reader, MOST_MINE)),
        blocks=tuple(desk_roles.blocks(actor, console, now)),
        news=desk_news.news(actor, since, now),
        officer=console,
        may_found=bool(reader.roles) or officer,
        **vars(waiting),
    )


def waiting_of(seen: Glance, number: str) -> Waiting:
    """What waits for whoever looks, as the desk shows it."""
    page = _page(seen, number)
    found = (
        waits.some(seen.reader, page.start_index() - 1, page.end_index()) if seen.waiting else []
    )
    first = found[0] if found and page.number == 1 else None
    return Waiting(
        now=seen.now,
        title=_title(seen.waiting, seen.given_name),
        first=first,
        facts=standings.figures_of(first),
        rest=tuple(found[1:] if first else found),
        page=page,
    )


def _page(seen: Glance, number: str) -> Page:
    """Where in the list one is; how long it is is known, and its rows are asked for apart."""
    return paging.known(range(seen.waiting), seen.waiting, A_PAGE, number)


def _title(count: int, name: str) -> str:
    if not count:
        return _("Nothing waits for you, %(name)s") % {"name": name}
    words = str(NUMBERS[count]) if count < len(NUMBERS) else thousands(count)
    return ngettext(
        "%(count)s thing waits for you, %(name)s",
        "%(count)s things wait for you, %(name)s",
        count,
    ) % {"count": words, "name": name}
