"""What a desk shows to one role and not to another, because their work differs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance import access
from governance.actors import Actor
from governance.words import Role, SiteRole
from portal.pages import desk_blocks, desk_site_blocks, officers
from portal.pages.desk_block import Block, Item, Reader

MOST = 3
SHOWN = 5


@dataclass(frozen=True)
class Kind:
    """The block of one role: its heading, what fills it, what it says when nothing does."""

    title: Any
    fill: Callable[[Reader], Iterable[Item]]
    empty: Any
    place: str = ""
    link: Any = ""


KINDS: Mapping[str, Kind] = {
    Role.ANALYST: Kind(
        _("What is promised and owed"),
        desk_blocks.owed,
        _("No finding or condition is open in the use cases that you speak for."),
    ),
    Role.DATA_SCIENTIST: Kind(
        _("Trainings and measurements"),
        desk_blocks.tries,
        _("Nothing is trained or measured in your use cases. Start from the runs of one of them."),
    ),
    Role.DATA_ENGINEER: Kind(
        _("Asked of data"),
        desk_blocks.data,
        _("Nobody asks for rows or for a source, and every dataset version passed its checks."),
        "sources",
        _("All sources"),
    ),
    Role.IT: Kind(
        _("Requests and capacity"),
        desk_blocks.platform,
        _("Nobody asks for a framework, and every environment has room."),
        "environments",
        _("All environments"),
    ),
    Role.APP_DEVELOPER: Kind(
        _("Contracts and smoke tests"),
        desk_blocks.contracts,
        _("No application is registered yet. Register it on the Integration page of its use case."),
    ),
    Role.DEVOPS: Kind(
        _("In service"),
        desk_blocks.service,
        _("Nothing of your use cases is in service. What is cleared comes here to be released."),
        "monitoring",
        _("Monitoring"),
    ),
    SiteRole.VALIDATOR: Kind(
        _("What you judged"),
        desk_site_blocks.judged,
        _("You have voted on nothing yet. Rounds of high risk ask for a validator."),
    ),
    SiteRole.AUDITOR: Kind(
        _("The record"),
        desk_site_blocks.record,
        _("Nothing is recorded yet."),
        "record",
        _("Open the record"),
    ),
    SiteRole.OFFICER: Kind(
        _("Exceptions and integrity"),
        desk_site_blocks.exceptions,
        _("No waiver runs out soon, no condition lapsed, and the record is sealed."),
        "record",
        _("Open the record"),
    ),
}


def blocks(actor: Actor, console: officers.Console | None, now: datetime) -> list[Block]:
    """A block for each role that the reader holds, site roles first; three at most.

    `console` is what an officer has before them anyway.
    """
    scopes: dict[str, list[int]] = {}
    for one in access.held(actor, now):
        if one.giver_id is None and one.scope_id is not None:
            scopes.setdefault(one.role, []).append(one.scope_id)
    held = [key for key in KINDS if key in actor.site_roles]
    held += [key for key in KINDS if key in scopes]
    return [
        _block(KINDS[key], Reader(actor, now, tuple(scopes.get(key, ())), console))
        for key in held[:MOST]
    ]


def _block(kind: Kind, reader: Reader) -> Block:
    items = tuple(kind.fill(reader))
    return Block(
        title=str(kind.title),
        items=items[:SHOWN],
        more=max(0, len(items) - SHOWN),
        empty=str(kind.empty),
        place=kind.place,
        link=str(kind.link),
    )
