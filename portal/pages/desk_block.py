"""What a block of the desk is made of."""

from dataclasses import dataclass
from datetime import datetime

from governance.actors import Actor
from portal.pages.officers import Console


@dataclass(frozen=True)
class Item:
    """One line: what it is, what there is to know, and its state as a word in a tone."""

    text: str
    note: str
    href: str = ""
    word: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Block:
    """The lines of one role; `more` aren't shown, `empty` says what would stand here."""

    title: str
    items: tuple[Item, ...]
    more: int
    empty: str
    place: str
    link: str


@dataclass(frozen=True)
class Reader:
    """Who reads in one role, when, and in which scopes they hold it; site roles have none.

    `console` is what officers have on their desk.
    """

    actor: Actor
    now: datetime
    scopes: tuple[int, ...]
    console: Console | None = None
