"""What the desk shows, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.words import SiteRole
from portal.components.formats import thousands
from portal.pages import activity, officers, owed, paging, standings, waits
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
class Desk:
    """The desk of one person at one moment; `first` is on the first page alone."""

    now: datetime
    title: str
    first: Wait | None
    facts: tuple[tuple[str, str, str], ...]
    rest: tuple[Wait, ...]
    page: Page
    owed: tuple[owed.Owed, ...]
    mine: tuple[standings.Row, ...]
    lately: tuple[activity.Line, ...]
    officer: officers.Console | None
    may_found: bool


def build(seen: Glance, number: str) -> Desk:
    """The desk of whoever looks; `number` is the page of what waits."""
    actor, reader, now = seen.actor, seen.reader, seen.now
    page = _page(seen, number)
    waiting = waits.some(reader, page.start_index() - 1, page.end_index()) if seen.waiting else []
    first = waiting[0] if waiting and page.number == 1 else None
    mine = standings.mine(reader, MOST_MINE)
    officer = SiteRole.OFFICER in actor.site_roles
    return Desk(
        now=now,
        title=_title(seen.waiting, seen.given_name),
        first=first,
        facts=standings.figures_of(first),
        rest=tuple(waiting[1:] if first else waiting),
        page=page,
        owed=tuple(owed.of(reader, MOST_OWED)),
        mine=tuple(mine),
        lately=tuple(activity.recent(actor, now)),
        officer=officers.console(now) if officer else None,
        may_found=bool(reader.roles) or officer,
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
