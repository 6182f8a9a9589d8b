"""What the desk shows, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.actors import Actor
from governance.models import User
from governance.words import SiteRole
from portal.pages import desk_awaited, desk_news, desk_roles, officers, owed, standings
from portal.pages.desk_block import Block
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


@dataclass(frozen=True)
class Desk:
    """The desk of one person at one moment."""

    now: datetime
    title: str
    first: Wait | None
    facts: tuple[tuple[str, str, str], ...]
    rest: tuple[Wait, ...]
    owed: tuple[owed.Owed, ...]
    mine: tuple[standings.Row, ...]
    blocks: tuple[Block, ...]
    news: desk_news.News
    officer: officers.Console | None
    may_found: bool


def build(
    actor: Actor, waiting: Sequence[Wait], now: datetime, since: datetime | None = None
) -> Desk:
    """The desk of `actor`; `waiting` is what waits for them, the most pressing first.

    `since` is when they looked last before this visit.
    """
    first = waiting[0] if waiting else None
    mine = standings.mine(actor, now)
    return Desk(
        now=now,
        title=_title(len(waiting), _given_name(actor)),
        first=first,
        facts=standings.figures_of(first),
        rest=tuple(waiting[1:]),
        owed=tuple(
            sorted(
                [*owed.of(actor, now), *desk_awaited.feedback(actor, now)],
                key=lambda one: one.since,
            )
        ),
        mine=tuple(mine),
        blocks=tuple(desk_roles.blocks(actor, now)),
        news=desk_news.news(actor, since, now),
        officer=officers.console(now) if SiteRole.OFFICER in actor.site_roles else None,
        may_found=bool(mine) or SiteRole.OFFICER in actor.site_roles,
    )


@dataclass(frozen=True)
class Waiting:
    """What waits, alone: the part of the desk that follows by itself."""

    now: datetime
    title: str
    first: Wait | None
    facts: tuple[tuple[str, str, str], ...]
    rest: tuple[Wait, ...]


def waiting_of(actor: Actor, waiting: Sequence[Wait], now: datetime) -> Waiting:
    """What waits for `actor`, as the desk shows it."""
    first = waiting[0] if waiting else None
    return Waiting(
        now=now,
        title=_title(len(waiting), _given_name(actor)),
        first=first,
        facts=standings.figures_of(first),
        rest=tuple(waiting[1:]),
    )


def _title(count: int, name: str) -> str:
    if not count:
        return _("Nothing waits for you, %(name)s") % {"name": name}
    words = str(NUMBERS[count]) if count < len(NUMBERS) else str(count)
    return ngettext(
        "%(count)s thing waits for you, %(name)s",
        "%(count)s things wait for you, %(name)s",
        count,
    ) % {"count": words, "name": name}


def _given_name(actor: Actor) -> str:
    given = User.objects.filter(pk=actor.user_id or 0).values_list("first_name", flat=True).first()
    return given or actor.name
