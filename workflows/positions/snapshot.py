"""Where one use case stands and what waits in it, put together from facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from governance import canonical
from governance.models import Finding, Membership
from governance.words import FindingState, GateState
from projects.models import BriefRevision, UseCase
from projects.words import Lifecycle
from workflows import loop
from workflows.models import Cycle, Release, StageAttempt, Window
from workflows.positions import answers, rounds, work
from workflows.positions.duties import Waits
from workflows.stages import OPERATION, STAGES
from workflows.standing import gate_of
from workflows.words import CycleState, ReleaseState, TurnKind, WindowState

# Where nothing is due: later than everything that is.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
MOST_NAMES = 3

Holders = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Snapshot:
    """The columns of a Position, and what waits."""

    position: Mapping[str, Any]
    duties: tuple[Waits, ...]


def of(case: UseCase, now: datetime) -> Snapshot:
    """The use case as of now; the caller holds its scope, or only looks."""
    cycle = _cycle(case)
    attempts = _attempts(cycle)
    found = rounds.of(case.scope, now)
    holders = _holders(case, now)
    release = _live(case)
    window, judged = _window(release), _judged(case)
    stage = _stage(cycle, attempts)
    gate = gate_of(attempts[stage]) if stage in attempts else None
    here = next((one for one in found if gate and one.review.gate_id == gate.pk), None)
    brief = BriefRevision.objects.filter(use_case=case).order_by("-number").first()
    due = here.review.due_at if here else None
    return Snapshot(
        position={
            "slug": case.slug,
            "title": case.title,
            "lifecycle": case.lifecycle,
            "retired": case.lifecycle == Lifecycle.RETIRED,
            "cycle": cycle.number if cycle else None,
            "cycle_began": cycle.started_at if cycle else None,
            "stage": stage,
            "place": STAGES[stage].number,
            "lap": ",".join(_lap(cycle, attempts, release, window)),
            "review_id": here.review.pk if here else None,
            "due_at": due,
            "urgent_at": due or NEVER,
            **_turn(cycle, stage, here, holders),
            "version": here.version if here else "",
            "serving": release is not None,
            "watch": _watch(release, judged),
            "window": window.state if window else "",
            "release_id": release.pk if release else None,
            "judged_id": judged.pk if judged else None,
            "judged": judged.state if judged else "",
            "concerns": _concerns(case),
            "verdict": canonical.dumps(_verdict(window)),
            "tier": brief.tier if brief else "",
            "residency": brief.residency if brief else "",
            "classification": brief.classification if brief else "",
        },
        duties=(
            *rounds.duties(found, _numbers(found)),
            *answers.proposals(case),
            *answers.releases(case, cycle),
            *answers.access(case),
            *answers.frameworks(case),
            *answers.verdicts(case),
            *work.findings(case),
            *work.stages(case, cycle, attempts.values()),
            *work.items(case),
            *work.vacancies(case, holders),
        ),
    )


def _cycle(case: UseCase) -> Cycle | None:
    """The cycle that counts: the one being built, else the newest not abandoned."""
    rows = Cycle.objects.filter(use_case=case).exclude(state=CycleState.ABANDONED)
    return rows.select_related("target").order_by("-number").first()


def _attempts(cycle: Cycle | None) -> dict[str, StageAttempt]:
    """The newest attempt at each stage."""
    rows = StageAttempt.objects.filter(cycle=cycle) if cycle else StageAttempt.objects.none()
    rows = rows.select_related("gate", "carried_from__gate").order_by("pk")
    return {row.stage: row for row in rows}


def _stage(cycle: Cycle | None, attempts: Mapping[str, StageAttempt]) -> str:
    """The earliest stage with a shut gate; Operation when all are open."""
    if cycle is None:
        return next(iter(STAGES))
    return loop.earliest_shut({key: _is_open(one) for key, one in attempts.items()}) or OPERATION


def _is_open(attempt: StageAttempt) -> bool:
    gate = gate_of(attempt)
    return gate is not None and gate.state == GateState.OPEN


def _lap(cycle, attempts: Mapping[str, StageAttempt], release, window) -> list[str]:
    if cycle is None:
        return [""] * len(STAGES)
    return [_state(key, attempts, release, window) for key in STAGES]


def _state(key: str, attempts: Mapping[str, StageAttempt], release, window) -> str:
    if key == OPERATION:
        breached = window is not None and window.state == WindowState.BREACHED
        return "" if release is None else "breach" if breached else "live"
    attempt = attempts.get(key)
    if attempt is None:
        return ""
    if _is_open(attempt):
        return "done"
    return "now" if attempt.ended_at is None else ""


def _turn(
    cycle: Cycle | None, stage: str, here: rounds.Open | None, holders: Holders
) -> dict[str, Any]:
    """Whose turn it is and what they do."""
    if cycle is None:
        return _turn_of(TurnKind.START, STAGES[stage].owner, holders.get(STAGES[stage].owner, ()))
    if here is None:
        owner = STAGES[stage].owner
        return _turn_of(TurnKind.WORK, owner, holders.get(owner, ())[:1])
    if not here.missing:
        return _turn_of(TurnKind.CHECKS, "", ())
    first = here.missing[0]
    kind = TurnKind.VACANT if first.vacant else TurnKind.VOTE
    return _turn_of(kind, first.role, () if first.vacant else first.can_still)


def _turn_of(kind: str, role: str, names: Sequence[str]) -> dict[str, Any]:
    return {
        "turn": kind,
        "turn_role": role,
        "turn_names": canonical.dumps(list(names[:MOST_NAMES])),
    }


def _verdict(window: Window | None) -> dict[str, str] | None:
    """What the window says of the first objective that speaks: the first one broken, if one is."""
    said = canonical.loads(window.verdicts) if window else []
    broken = [one for one in said if one["outcome"] == WindowState.BREACHED]
    shown = next(iter([*broken, *said]), None)
    if shown is None:
        return None
    return {key: shown[key] for key in ("metric", "value", "outcome")}


def _holders(case: UseCase, now: datetime) -> dict[str, list[str]]:
    """Who holds each role, those who came first first."""
    rows = Membership.objects.active(now).filter(scope=case.scope_id, user__is_active=True)
    found: dict[str, list[str]] = {}
    for one in rows.select_related("user").order_by("since", "pk"):
        found.setdefault(one.role, []).append(one.user.label)
    return found


def _live(case: UseCase) -> Release | None:
    return Release.objects.filter(scope=case.scope_id, state=ReleaseState.LIVE).last()


def _window(release: Release | None) -> Window | None:
    """The window judged last of a release in service."""
    if release is None:
        return None
    rows = Window.objects.filter(
        scope=release.scope_id, judged_at__isnull=False, release__state=ReleaseState.LIVE
    )
    return rows.order_by("starts_at").last()


def _judged(case: UseCase) -> Window | None:
    """The window judged last, of whichever release."""
    rows = Window.objects.filter(scope=case.scope_id, judged_at__isnull=False)
    return rows.only("state", "release").order_by("starts_at", "pk").last()


def _watch(release: Release | None, judged: Window | None) -> int | None:
    """Breached ones first, of these what still serves; nothing for what was never in service.

    What a version breached that another has replaced says nothing of that one.
    """
    if release is None and judged is None:
        return None
    breached = judged is not None and judged.state == WindowState.BREACHED
    if release is not None and judged is not None:
        breached = breached and judged.release_id == release.pk
    return 1 + 2 * (not breached) + (release is None)


def _concerns(case: UseCase) -> int:
    rows = Finding.objects.filter(scope=case.scope_id, stage=OPERATION, state=FindingState.OPEN)
    return rows.count()


def _numbers(found: Sequence[rounds.Open]) -> dict[int, int]:
    """The cycle's number behind each round, by the subject of its gate."""
    ids = [one.review.gate.subject_id for one in found]
    rows = StageAttempt.objects.filter(pk__in=ids) if ids else StageAttempt.objects.none()
    return dict(rows.values_list("pk", "cycle__number"))
