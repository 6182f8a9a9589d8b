"""A use case's loop as pages read it: its cycle, every gate, what serves and what is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from governance.models import Finding, Membership, Proposal
from governance.queries import active_members, open_findings
from governance.roll import Roll
from governance.words import ProposalState
from projects import queries
from projects.models import BriefRevision, UseCase
from workflows import clearance, standing
from workflows.clearance import Clearance
from workflows.models import Candidate, Cycle, Evaluation, Release, Target, Window
from workflows.standing import LoopStanding
from workflows.words import CycleState, EvaluationPurpose, EvaluationState, ReleaseState


@dataclass(frozen=True)
class Reading:
    """What is so of a use case; nothing in it depends on who looks.

    `windows` are those judged of what serves, oldest first, `last` is the one judged last of
    whatever served. `cleared` answers for what serves and for what wants to, by the ids of version
    and target. It holds until `until`, as far as nobody acts.
    """

    cycle: Cycle | None
    brief: BriefRevision | None
    seen: LoopStanding | None
    members: tuple[Membership, ...]
    serving: Release | None
    starting: bool
    at_its_gate: Evaluation | None
    windows: tuple[Window, ...]
    last: Window | None
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    cleared: dict[tuple[int, int], Clearance]
    until: datetime | None

    def says_of(self, candidate: Candidate, target: Target) -> Clearance | None:
        """May this version go to this target? None for a pair that wasn't asked about."""
        return self.cleared.get((candidate.pk, target.pk))


def of(case: UseCase, now: datetime) -> Reading:
    """The use case as its rows are now."""
    cycle = current_cycle(case)
    seen = standing.of(cycle, now=now) if cycle else None
    serving = _serving(case)
    findings = tuple(open_findings(case.scope))
    proposals = Proposal.objects.filter(scope=case.scope_id, state=ProposalState.OPEN)
    roll = seen.roll if seen else Roll(case.scope_id)
    return Reading(
        cycle=cycle,
        brief=seen.material.brief if seen else queries.latest_brief(case),
        seen=seen,
        members=tuple(active_members(case.scope, now)),
        serving=serving,
        starting=Release.objects.filter(scope=case.scope_id, state=ReleaseState.STARTING).exists(),
        at_its_gate=_at_its_gate(serving.candidate) if serving else None,
        windows=tuple(_windows(serving)) if serving else (),
        last=_last_window(case),
        findings=findings,
        proposals=tuple(proposals.select_related("proposed_by").order_by("pk")),
        cleared=dict(_cleared(serving, seen, now)),
        until=_first((*_moments(seen, roll), *_dates(findings)), now),
    )


def until(seen: LoopStanding, now: datetime) -> datetime | None:
    """The first moment at which a standing changes though nobody acts."""
    return _first(_moments(seen, seen.roll), now)


def _first(moments: Iterable[datetime], now: datetime) -> datetime | None:
    return min((one for one in moments if one > now), default=None)


def current_cycle(case: UseCase) -> Cycle | None:
    """The cycle that pages speak of: the one being built, else the newest that wasn't abandoned."""
    rows = list(cycles().filter(use_case=case).order_by("-number"))
    building = [row for row in rows if row.state == CycleState.BUILDING]
    kept = [row for row in rows if row.state != CycleState.ABANDONED]
    return next(iter([*building, *kept, *rows]), None)


def cycles():
    """Cycles with all that pages ask of them."""
    return Cycle.objects.select_related(
        "scope",
        "use_case__scope",
        "use_case__policy",
        "policy_version__policy",
        "target__place",
        "cause",
    )


def _serving(case: UseCase) -> Release | None:
    rows = Release.objects.filter(scope=case.scope_id, state=ReleaseState.LIVE)
    about = ("candidate__cycle__policy_version", "target__place", "executed_by", "review")
    return rows.select_related(*about).order_by("-live_at", "-pk").first()


def _at_its_gate(candidate: Candidate) -> Evaluation | None:
    """The measurement on which a version was approved: its own last that was done."""
    rows = candidate.evaluations.filter(
        purpose=EvaluationPurpose.CANDIDATE, state=EvaluationState.DONE
    )
    return rows.order_by("-pk").first()


def _windows(serving: Release) -> Iterator[Window]:
    rows = Window.objects.filter(release=serving, judged_at__isnull=False)
    yield from rows.order_by("starts_at")


def _last_window(case: UseCase) -> Window | None:
    rows = Window.objects.filter(scope=case.scope_id, judged_at__isnull=False)
    return rows.order_by("starts_at").last()


def _cleared(
    serving: Release | None, seen: LoopStanding | None, now: datetime
) -> Iterator[tuple[tuple[int, int], Clearance]]:
    pairs = [(serving.candidate, serving.target)] if serving else []
    if seen is not None and seen.material.candidate and seen.material.target:
        pairs.append((seen.material.candidate, seen.material.target))
    for candidate, target in pairs:
        answer = clearance.ask(candidate=candidate, target=target, now=now, seen=seen)
        yield (candidate.pk, target.pk), answer


def _dates(findings: tuple[Finding, ...]) -> Iterator[datetime]:
    yield from (one.due for one in findings if one.due is not None)


def _moments(seen: LoopStanding | None, roll: Roll) -> Iterator[datetime]:
    """When something changes by itself, past and future."""
    yield from roll.moments()
    if seen is None:
        return
    yield from (one.until for one in seen.waivers)
    for stage in seen.stages.values():
        if stage.view.recheck_at is not None:
            yield stage.view.recheck_at
