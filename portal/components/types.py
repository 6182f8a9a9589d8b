"""The plain values that layouts and component tags are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

Tone = Literal["", "good", "slow", "bad", "best", "accent", "quiet"]
StepState = Literal["", "done", "now", "stuck"]
LapState = Literal["", "done", "now", "stuck", "live", "breach"]
GateState = Literal["open", "shut", "asked", "none"]
Track = Literal["driven", "driving", "ahead"]


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Place:
    """One of the places in the masthead; `count` is what waits there."""

    label: str
    href: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Shell:
    """What the masthead and the footer say about the reader and the record."""

    places: tuple[Place, ...]
    user: str
    home_href: str
    account_href: str
    search_href: str
    news_href: str
    sign_out_href: str
    news: int = 0
    roles: str = ""
    theme: Literal["", "light", "dark"] = ""
    query: str = ""
    version: str = ""
    demo: bool = False
    record: str = ""
    record_href: str = ""
    api_href: str = ""
    console_href: str = ""

    @property
    def theme_choices(self) -> tuple[tuple[str, str], ...]:
        """What the reader may choose; nothing chosen follows the system."""
        return (("", _("System")), ("light", _("Light")), ("dark", _("Dark")))


@dataclass(frozen=True)
class Badge:
    """A fact in a word or two."""

    text: str
    tone: Tone = ""
    icon: str = ""
    line: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and its value; a `role` puts an avatar of that hue before a name."""

    label: str
    value: str
    href: str = ""
    role: str = ""


@dataclass(frozen=True)
class Tab:
    """A link that stands for a page among its neighbours."""

    label: str
    href: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True)
class UseCaseHead:
    """The head that all pages of one use case share."""

    name: str
    need: str
    badges: tuple[Badge, ...] = ()
    facts: tuple[Fact, ...] = ()
    tabs: tuple[Tab, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why a request went no further, and who can change that."""

    status: int
    what: str
    why: str
    who_lifts: str = ""
    remedy: tuple[str, ...] = ()
    back: Link | None = None
    reference: str = ""


@dataclass(frozen=True)
class Member:
    """A seat in the team: someone who holds a role, or a role that nobody holds."""

    name: str
    role: str
    note: str = ""
    tone: Tone = ""
    href: str = ""
    vacant: bool = False


@dataclass(frozen=True)
class Step:
    """One of the wide steps of data readiness."""

    name: str
    state: StepState = ""
    word: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ticket:
    """A use case as it stands on the board."""

    name: str
    href: str
    lap: tuple[LapState, ...]
    meta: tuple[str, ...] = ()
    holder: str = ""
    holder_role: str = ""
    wait: str = ""
    state: str = ""
    state_tone: Tone = ""
    state_icon: str = ""
    mine: bool = False
    stuck: bool = False


@dataclass(frozen=True)
class CircuitStage:
    """A stage of the lap: how far it was driven, and the gate at its end.

    `note` stands under the name, `short` takes its place on a phone, `ask` says
    beside an asking gate whom it waits for; `why` and `owner` are for the words
    under the drawing.
    """

    key: str
    gate: GateState = "shut"
    track: Track = "ahead"
    note: str = ""
    short: str = ""
    ask: str = ""
    tone: Tone = ""
    owner: str = ""
    why: str = ""
    href: str = ""


@dataclass(frozen=True)
class Car:
    """A model version on the lap; one that `waits` for a decision has a ring."""

    label: str
    stage: str
    waits: bool = False


@dataclass(frozen=True)
class Return:
    """The way a finding sends the use case back into the lap."""

    to_stage: str = "training"
    text: str = ""


@dataclass(frozen=True)
class Circuit:
    """A use case's lap: seven stages in order and up to two cars."""

    name: str
    cycle: int
    stages: tuple[CircuitStage, ...]
    champion: Car | None = None
    challenger: Car | None = None
    finding: Return | None = None
    start: tuple[str, ...] = ()
