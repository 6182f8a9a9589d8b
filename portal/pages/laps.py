"""How use cases stand, for lists: read from projections in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from governance.models import Gate, Review
from governance.words import GateState, ReviewState
from portal.components.types import LapState
from projects.models import UseCase
from workflows import loop
from workflows.models import Cycle, Release, StageAttempt, Window
from workflows.stages import DEFINITION, OPERATION, STAGES
from workflows.standing import gate_of
from workflows.words import CycleState, ReleaseState, WindowState


@dataclass(frozen=True)
class Lap:
    """A use case, the cycle that counts, and where it stands.

    `stage` is the earliest with a shut gate, Operation when all are open; `attempt` and `gate`
    are those of that stage, `review` the round that waits there.
    """

    case: UseCase
    cycle: Cycle | None = None
    states: tuple[LapState, ...] = ("",) * 7
    stage: str = DEFINITION
    attempt: StageAttempt | None = None
    gate: Gate | None = None
    review: Review | None = None
    release: Release | None = None
    window: Window | None = None
    stuck: bool = False

    @property
    def asked(self) -> bool:
        return self.review is not None

    @property
    def breached(self) -> bool:
        return self.window is not None and self.window.state == WindowState.BREACHED


def laps(cases: Iterable[UseCase], now: datetime) -> dict[int, Lap]:
    """How each use case stands, by its id; `cases` are those that the reader may see."""
    cases = list(cases)
    scopes = [case.scope_id for case in cases]
    cycles = _cycles(cases)
    attempts = _attempts(cycles)
    rounds = _open_rounds(scopes)
    live, windows = _live(scopes), _windows(scopes)
    return {
        case.pk: _lap(
            case,
            cycles.get(case.pk),
            attempts,
            rounds,
            live.get(case.scope_id),
            windows.get(case.scope_id),
            now,
        )
        for case in cases
    }


def _lap(case, cycle, attempts, rounds, release, window, now) -> Lap:
    if cycle is None:
        return Lap(case, release=release, window=window)
    mine: Mapping[str, StageAttempt] = attempts.get(cycle.pk, {})
    is_open = {stage: _is_open(one) for stage, one in mine.items()}
    stage = loop.earliest_shut(is_open) or OPERATION
    attempt = mine.get(stage)
    gate = gate_of(attempt) if attempt else None
    review = rounds.get(gate.pk) if gate else None
    stuck = review is not None and review.due_at is not None and review.due_at < now
    return Lap(
        case=case,
        cycle=cycle,
        states=tuple(
            _state(key, mine, is_open, release, window, stuck and key == stage) for key in STAGES
        ),
        stage=stage,
        attempt=attempt,
        gate=gate,
        review=review,
        release=release,
        window=window,
        stuck=stuck,
    )


def _state(key, attempts, is_open, release, window, stuck) -> LapState:
    if key == OPERATION:
        if release is None:
            return ""
        breached = window is not None and window.state == WindowState.BREACHED
        return "breach" if breached else "live"
    if is_open.get(key):
        return "done"
    if stuck:
        return "stuck"
    attempt = attempts.get(key)
    return "now" if attempt is not None and attempt.ended_at is None else ""


def _is_open(attempt: StageAttempt) -> bool:
    gate = gate_of(attempt)
    return gate is not None and gate.state == GateState.OPEN


def _cycles(cases: list[UseCase]) -> dict[int, Cycle]:
    """The cycle that counts of each use case: the one being built, else the newest not abandoned."""
    rows = Cycle.objects.filter(use_case__in=cases).exclude(state=CycleState.ABANDONED)
    return {row.use_case_id: row for row in rows.select_related("cause").order_by("number")}


def _attempts(cycles: Mapping[int, Cycle]) -> dict[int, dict[str, StageAttempt]]:
    """The newest attempt at each stage, by cycle."""
    rows = StageAttempt.objects.filter(cycle__in=list(cycles.values()))
    found: dict[int, dict[str, StageAttempt]] = {}
    for row in rows.select_related("gate", "carried_from__gate").order_by("pk"):
        found.setdefault(row.cycle_id, {})[row.stage] = row
    return found


def _open_rounds(scopes: list[int]) -> dict[int, Review]:
    """The round that waits at each gate."""
    rows = Review.objects.filter(scope_id__in=scopes, state=ReviewState.OPEN)
    return {row.gate_id: row for row in rows.select_related("submitter")}


def _live(scopes: list[int]) -> dict[int, Release]:
    rows = Release.objects.filter(scope_id__in=scopes, state=ReleaseState.LIVE)
    return {row.scope_id: row for row in rows.select_related("candidate", "target").order_by("pk")}


def _windows(scopes: list[int]) -> dict[int, Window]:
    """The window judged last, of each scope's release in service."""
    rows = Window.objects.filter(
        scope_id__in=scopes, judged_at__isnull=False, release__state=ReleaseState.LIVE
    )
    return {row.scope_id: row for row in rows.order_by("starts_at")}
