"""A stage of one cycle on the clock: how long it was worked on, and how long it waited. Pure.

The clock of a stage runs while one of its attempts is open. It waits while a round at its gate is
open, because then somebody's vote is missing; all other time is work. Work after the stage was
first handed in is rework.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.laptimes.spans import NOTHING, Span, since, total, within
from workflows.stages import OPERATION, STAGES

KEPT = "kept"
RUNNING = "running"
DONE = "done"
DROPPED = "dropped"
PASSED = frozenset({"approved", "carried"})
YES = frozenset({"approve", "approve_with_conditions"})


@dataclass(frozen=True)
class Cast:
    """One binding vote: in which role, when, and what it said."""

    role: str
    at: datetime
    choice: str


@dataclass(frozen=True)
class Round:
    """A round at a gate. `ended` is None while it is open, `asked` are roles and how many votes."""

    submitted: datetime
    ended: datetime | None
    state: str
    due: datetime | None = None
    asked: tuple[tuple[str, int], ...] = ()
    votes: tuple[Cast, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One attempt at a stage, with the rounds at its own gate."""

    started: datetime
    ended: datetime | None
    end: str
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True)
class Sector:
    """All attempts at one stage in one cycle.

    `state` is kept (the gate was carried over), running, done, or dropped with its cycle;
    `asked_since` is when the round that is open was asked for, `due` when it should be decided.
    """

    stage: str
    state: str
    started: datetime
    ended: datetime | None
    working: timedelta
    waiting: timedelta
    rework: timedelta
    rounds: tuple[Round, ...]
    asked_since: datetime | None = None
    due: datetime | None = None

    @property
    def length(self) -> timedelta:
        return self.working + self.waiting

    @property
    def gated(self) -> bool:
        return STAGES[self.stage].gated

    def stuck(self, now: datetime) -> bool:
        """Whether votes are past due."""
        return self.due is not None and self.due < now


@dataclass(frozen=True)
class Lap:
    """One cycle: its sectors by stage, from its start to its version's going into service."""

    use_case: int
    cycle: int
    number: int
    started: datetime
    sectors: Mapping[str, Sector]

    @property
    def live(self) -> datetime | None:
        """When its version went into service: Operation begins with that."""
        found = self.sectors.get(OPERATION)
        return found.started if found else None

    def length(self, now: datetime) -> timedelta:
        """From start to service, or until now."""
        return Span(self.started, self.live or now).length

    @property
    def working(self) -> timedelta:
        return sum((one.working for one in self._gated), NOTHING)

    @property
    def waiting(self) -> timedelta:
        return sum((one.waiting for one in self._gated), NOTHING)

    @property
    def _gated(self) -> list[Sector]:
        return [one for one in self.sectors.values() if one.gated]


def sector(stage: str, attempts: Sequence[Attempt], now: datetime) -> Sector:
    """The sector that these attempts make, in the order in which they were opened."""
    clock = [Span(one.started, one.ended or now) for one in attempts]
    waits = [
        within(Span(asked.submitted, asked.ended or now), span)
        for one, span in zip(attempts, clock, strict=True)
        for asked in one.rounds
    ]
    rounds = tuple(asked for one in attempts for asked in one.rounds)
    last = attempts[-1]
    waiting = next((one for one in rounds if one.ended is None and last.ended is None), None)
    return Sector(
        stage=stage,
        state=_state(attempts, total(clock)),
        started=attempts[0].started,
        ended=last.ended,
        working=total(clock) - total(waits),
        waiting=total(waits),
        rework=_rework(clock, waits, rounds),
        rounds=rounds,
        asked_since=waiting.submitted if waiting else None,
        due=waiting.due if waiting else None,
    )


def _state(attempts: Sequence[Attempt], clock: timedelta) -> str:
    last = attempts[-1]
    if last.ended is None:
        return RUNNING
    if last.end == "carried" and not clock:
        return KEPT
    return DONE if last.end in PASSED else DROPPED


def _rework(clock: list[Span], waits: list[Span], rounds: Sequence[Round]) -> timedelta:
    """The work after the stage was first handed in."""
    if not rounds:
        return NOTHING
    first = min(one.submitted for one in rounds)
    return total(since(clock, first)) - total(since(waits, first))


def missing_by_role(asked: Round, now: datetime) -> dict[str, timedelta]:
    """For each role that was asked, how long the round lacked its votes.

    Roles are missing side by side, so these lengths may add up to more than the round took.
    """
    end = asked.ended or now
    found: dict[str, timedelta] = {}
    for role, count in asked.asked:
        said = sorted(one.at for one in asked.votes if one.role == role and one.choice in YES)
        there = said[count - 1] if len(said) >= count else end
        length = Span(asked.submitted, min(there, end)).length
        found[role] = max(found.get(role, NOTHING), length)
    return found


def lacking(asked: Round) -> list[str]:
    """The roles whose votes a round still lacks, each once."""
    counts: dict[str, int] = {}
    for vote in asked.votes:
        if vote.choice in YES:
            counts[vote.role] = counts.get(vote.role, 0) + 1
    return list(dict.fromkeys(role for role, count in asked.asked if counts.get(role, 0) < count))
