"""What changed since the reader last looked, and what came before, told once and counted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from governance.actors import Actor
from portal.pages import activity

READ = 80
SHOWN = 8


@dataclass(frozen=True)
class Told:
    """A line of what happened, and how often it happened; `when` is that of the newest."""

    actor: str
    text: str
    href: str
    when: datetime
    times: int = 1


@dataclass(frozen=True)
class News:
    """`fresh` came since the last visit by others, `more` of it isn't shown; `before` is older."""

    since: datetime | None
    fresh: tuple[Told, ...]
    more: bool
    before: tuple[Told, ...]
    newest: int


def news(actor: Actor, since: datetime | None, now: datetime) -> News:
    """What the reader's use cases have seen; two queries.

    Without a last visit everything is old: a first desk isn't news from the beginning of time.
    """
    rows = list(activity.entries(actor, now)[:READ])
    new = [one for one in rows if since is not None and one.occurred_at > since]
    others = [one for one in new if one.actor != actor.key]
    lines = activity.sentences([*others, *(one for one in rows if one not in new)])
    fresh, before = fold(lines[: len(others)]), fold(lines[len(others) :])
    return News(
        since=since,
        fresh=tuple(fresh[:SHOWN]),
        more=len(fresh) > SHOWN or len(new) == READ,
        before=tuple(before[: max(SHOWN - len(fresh), 3)]),
        newest=max((one.pk for one in rows), default=0),
    )


def fold(lines: Iterable[activity.Line]) -> list[Told]:
    """The same said by the same person on one day is told once, at the place of its newest."""
    found: dict[tuple[str, str, date], Told] = {}
    for one in lines:
        key = (one.actor, one.text, timezone.localtime(one.when).date())
        if key in found:
            found[key] = replace(found[key], times=found[key].times + 1)
        else:
            found[key] = Told(one.actor, one.text, one.href, one.when)
    return list(found.values())
