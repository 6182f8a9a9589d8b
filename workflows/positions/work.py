"""Work that waits for a role or a person: findings, stages, work items, roles to fill."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from governance import rules
from governance.models import Finding
from governance.queries import apart
from governance.words import FindingState, GateState, Role
from projects.models import UseCase, WorkItem
from projects.words import Lifecycle
from workflows.models import Cycle, StageAttempt
from workflows.positions.duties import Waits
from workflows.stages import OPERATION, STAGES
from workflows.words import CycleState, DutyKind


def findings(case: UseCase) -> Iterator[Waits]:
    """Findings for their owner, and those that nobody has taken for the role they are for."""
    rows = Finding.objects.filter(scope=case.scope_id).exclude(state=FindingState.RESOLVED)
    for one in (
        rows.select_related("review", "owner").prefetch_related("exclusions").order_by("due", "pk")
    ):
        yield Waits(
            kind=DutyKind.FINDING,
            rank=3,
            subject=one.pk,
            since=one.opened_at,
            due=one.due,
            roles=(one.owner_role,) if one.owner_id is None and one.owner_role else (),
            people=(one.owner_id,) if one.owner_id is not None else (),
            told={
                "title": one.title,
                "role": one.owner_role,
                "owned": one.owner_id is not None,
                "owner": one.owner.label if one.owner else "",
                "apart": sorted(apart(one)),
            },
        )


def stages(case: UseCase, cycle: Cycle | None, attempts: Iterable[StageAttempt]) -> Iterator[Waits]:
    """Stages that may be worked on and wait for nobody else, for the role that owns each."""
    if cycle is None or cycle.state != CycleState.BUILDING or case.lifecycle != Lifecycle.ACTIVE:
        return
    for one in attempts:
        done = one.ended_at is not None or one.waiting_since is not None
        if done or one.stage == OPERATION or one.gate is None or one.gate.state == GateState.ASKED:
            continue
        yield Waits(
            kind=DutyKind.STAGE,
            rank=4,
            subject=one.pk,
            since=one.started_at,
            roles=(STAGES[one.stage].owner,),
            told={
                "stage": one.stage,
                "cycle": cycle.number,
                "why": one.gate.reason or one.why,
            },
        )


def items(case: UseCase) -> Iterator[Waits]:
    """What somebody has promised to do: due at the end of a day, of UTC's for the order."""
    rows = WorkItem.objects.filter(scope=case.scope_id, done_at=None, owner__isnull=False)
    for one in rows.order_by("due", "pk"):
        yield Waits(
            kind=DutyKind.WORK,
            rank=4,
            subject=one.pk,
            since=one.created_at,
            due=datetime.combine(one.due, time(23, 59), tzinfo=UTC) if one.due else None,
            people=(one.owner_id,) if one.owner_id is not None else (),
            told={"title": one.title, "due": one.due.isoformat() if one.due else ""},
        )


def vacancies(case: UseCase, held: Mapping[str, Collection[str]]) -> Iterator[Waits]:
    """Roles that nobody holds, for the analysts, who answer for the team."""
    if case.lifecycle not in rules.RULES["team.manage"].states:
        return
    vacant = [role for role in Role.values if not held.get(role)]
    if vacant:
        yield Waits(
            kind=DutyKind.VACANCY,
            rank=5,
            subject=case.pk,
            roles=(Role.ANALYST,),
            told={"roles": vacant},
        )
