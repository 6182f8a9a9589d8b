"""What others have asked for: access, frameworks, rows, a second person, a release."""

from collections.abc import Iterator

from governance import rules
from governance.models import Proposal
from governance.words import GateState, ProposalState
from projects.models import FrameworkRequest, SourceAccess, UseCase, Verdict
from projects.words import AccessState, RequestState, VerdictOutcome
from workflows.models import Candidate, Cycle, Release, StageAttempt
from workflows.positions.duties import Waits
from workflows.stages import RELEASE
from workflows.words import CycleState, DutyKind, ReleaseState


def _who(action: str, case: UseCase) -> tuple[str, ...]:
    """The roles that may do something in the use case as it is; none in a lifecycle that forbids."""
    rule = rules.RULES[action]
    return tuple(sorted(rule.roles)) if case.lifecycle in rule.states else ()


def proposals(case: UseCase) -> Iterator[Waits]:
    """Acts that need a second person."""
    rows = Proposal.objects.filter(scope=case.scope_id, state=ProposalState.OPEN)
    for one in rows.select_related("proposed_by"):
        yield Waits(
            kind=DutyKind.PROPOSAL,
            rank=1,
            subject=one.pk,
            since=one.proposed_at,
            asked_by=one.proposed_by_id,
            roles=_who(one.act, case),
            barred=frozenset({(one.proposed_by_id, "")}),
            told={"act": one.act, "by": one.proposed_by.label, "reason": one.reason},
        )


def releases(case: UseCase, cycle: Cycle | None) -> Iterator[Waits]:
    """An approved release: approval deploys nothing, somebody with the right then does."""
    if cycle is None or cycle.state != CycleState.BUILDING or cycle.target is None:
        return
    rows = StageAttempt.objects.filter(cycle=cycle, stage=RELEASE, gate__state=GateState.OPEN)
    candidate = Candidate.objects.filter(cycle=cycle, superseded_at=None).last()
    if candidate is None:
        return
    states = [ReleaseState.STARTING, ReleaseState.LIVE]
    if Release.objects.filter(candidate=candidate, state__in=states).exists():
        return
    for one in rows:
        yield Waits(
            kind=DutyKind.RELEASE,
            rank=0,
            subject=one.pk,
            since=one.ended_at,
            roles=_who("release.execute", case),
            told={
                "version": str(candidate),
                "target": cycle.target.title,
                "cycle": cycle.number,
            },
        )


def access(case: UseCase) -> Iterator[Waits]:
    """Requests to read a source: its owner answers, member of the use case or not."""
    rows = SourceAccess.objects.filter(scope=case.scope_id, state=AccessState.ASKED)
    for one in rows.select_related("source__owner", "asked_by"):
        yield Waits(
            kind=DutyKind.ACCESS,
            rank=2,
            subject=one.pk,
            since=one.asked_at,
            asked_by=one.asked_by_id,
            people=(one.source.owner_id,),
            outside=True,
            told={
                "source": one.source.title,
                "by": one.asked_by.label,
                "reason": one.reason,
                "owner": one.source.owner.label,
            },
        )


def frameworks(case: UseCase) -> Iterator[Waits]:
    """Frameworks that data scientists ask IT for."""
    rows = FrameworkRequest.objects.filter(scope=case.scope_id, state=RequestState.ASKED)
    for one in rows.select_related("environment", "asked_by"):
        yield Waits(
            kind=DutyKind.FRAMEWORK,
            rank=2,
            subject=one.pk,
            since=one.asked_at,
            asked_by=one.asked_by_id,
            roles=_who("framework.answer", case),
            told={
                "framework": f"{one.name} {one.specifier}".strip(),
                "environment": one.environment.title,
                "by": one.asked_by.label,
                "reason": one.reason,
            },
        )


def verdicts(case: UseCase) -> Iterator[Waits]:
    """Rows that data scientists ask the data engineer for."""
    rows = Verdict.objects.filter(scope=case.scope_id, outcome=VerdictOutcome.ASKED)
    for one in rows.select_related("asked_by"):
        yield Waits(
            kind=DutyKind.VERDICT,
            rank=2,
            subject=one.pk,
            since=one.asked_at,
            asked_by=one.asked_by_id,
            roles=_who("verdict.answer", case),
            told={
                "rows": one.asked_rows,
                "part": one.part,
                "by": one.asked_by.label,
                "round": one.round,
                "note": one.note,
            },
        )
