"""What gate evaluation is given and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from governance.why import Why

SHUT = "shut"
ASKED = "asked"
OPEN = "open"

NONE = "none"
APPROVE = "approve"
REJECT = "reject"
CHANGES = "changes"


@dataclass(frozen=True)
class PersonFact:
    """Somebody who holds a role now."""

    key: str
    name: str


@dataclass(frozen=True)
class VoteFact:
    """One vote as cast. `counts` is false for one who left or lost the role, with `why_not`.

    `choice` and `kind` are the words of governance.words; `voter` and `on_behalf_of` are keys
    of persons. For a decided round, `counts` says what held when it was decided.
    """

    voter: str
    name: str
    role: str
    choice: str
    cast_at: datetime
    kind: str = "binding"
    counts: bool = True
    why_not: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True)
class ReviewFacts:
    """The round that the gate stands on: the newest one.

    `state` is a word of governance.words.ReviewState. `excluded` maps persons' keys to why they
    must not vote at all; `authors` are those who wrote the content, for rules that ask for
    others. `context` holds tier, residency and classification.
    """

    state: str
    content_hash: str
    submitted_at: datetime
    submitter: str
    number: int = 1
    decided_at: datetime | None = None
    expires_at: datetime | None = None
    excluded: Mapping[str, str] = field(default_factory=dict)
    authors: frozenset[str] = frozenset()
    context: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a gate isn't open: a stable code, a sentence, who can lift it, where to go.

    `link_hint` is one of "", submit, vote, team, people, waivers, content, needs.
    """

    code: str
    text: str
    who_can: str = ""
    link_hint: str = ""

    def why(self, of: str = "") -> Why:
        """The same as what a refusal is told with, after the name of the gate that it is `of`."""
        text = f"{of}: {self.text}" if of else self.text
        return Why(text, code=self.code, who_can=self.who_can)


@dataclass(frozen=True)
class QuorumLine:
    """How one approval rule stands: names of who voted and of who still can."""

    role: str
    needed: int
    got: int
    voters: tuple[str, ...]
    can_still: tuple[str, ...]
    vacant: bool
    everyone: bool = False
    when: str = ""

    @property
    def missing(self) -> int:
        return max(self.needed - self.got, 0)


@dataclass(frozen=True)
class GateView:
    """How a gate stands.

    `decision` is what the votes and checks of an open round add up to: when it isn't "none",
    the service that holds the lock writes it down, once. `recheck_at` is the moment at which
    the answer may change by itself.
    """

    state: str
    reasons: tuple[Reason, ...] = ()
    quorum: tuple[QuorumLine, ...] = ()
    decision: str = NONE
    recheck_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == OPEN
