"""The overview of a use case, put together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical, queries, rules
from governance.access import may_each
from governance.actors import Actor
from governance.models import Finding
from governance.queries import open_findings, team
from portal.components.types import Circuit, Member
from portal.pages import links, lookup, metric_words, names, standings, waits
from portal.pages.overview import lap, life, objectives, talk
from portal.pages.waits import Reader, Wait
from projects.models import UseCase
from workflows import clearance, standing
from workflows.models import Candidate, Cycle, Release, Run, Target, Window
from workflows.standing import LoopStanding
from workflows.words import EvaluationState, ReleaseState

SHOWN_RUNS = 5


@dataclass(frozen=True)
class Cleared:
    """May this version go there now, and every reason why not."""

    what: str
    ok: bool
    reasons: tuple[str, ...]
    live: bool


@dataclass(frozen=True)
class RunRow:
    """A run of the team's, with the figures that objectives ask for."""

    run: Run
    figures: tuple[tuple[str, object], ...]
    nominated: str


@dataclass(frozen=True)
class Owed:
    """A finding, and whether the reader may settle it: why not, and who may."""

    finding: Finding
    may: rules.Answer
    apart: bool  # whoever has a part in it doesn't settle it


@dataclass(frozen=True)
class Sheet:
    """All that the overview shows."""

    case: UseCase
    cycle: Cycle | None
    act: Wait | None
    turn: standings.Turn
    turn_stage: str
    circuit: Circuit
    shut: tuple[lap.Shut, ...]
    under_way: str
    objectives: objectives.Table | None
    runs: tuple[RunRow, ...]
    remarks: tuple[talk.Talked, ...]
    remark_count: int
    team: tuple[Member, ...]
    fills: rules.Answer
    vacant: tuple[str, ...]
    clearances: tuple[Cleared, ...]
    findings: tuple[Owed, ...]
    may_settle: bool
    life: life.Life
    why: str
    live: bool


def build(reader: Reader, case: UseCase) -> Sheet:
    """The overview of `case`, which the reader may see."""
    actor, now = reader.actor, reader.now
    cycle = lookup.current_cycle(case)
    seen = standing.of(cycle, now=now) if cycle else None
    serving = _serving(case)
    windows = _windows(case, serving)
    material = seen.material if seen else None
    challenger = material.evaluation if material else None
    if challenger is not None and serving and challenger.candidate_id == serving.candidate_id:
        challenger = None
    row = standings.of(case, reader)
    seats = team(case.scope, now)
    asked = ("finding.manage", "team.manage")
    said = may_each(actor, asked, case.scope, now=now, state=case.lifecycle)
    fills = said["team.manage"]
    roles = {one.user_id: seat.role for seat in seats for one in seat.memberships}
    remarks, remark_count = talk.of(actor, case, roles, now)
    return Sheet(
        case=case,
        cycle=cycle,
        act=waits.here(reader, case.scope_id),
        turn=row.turn,
        turn_stage=row.now,
        circuit=lap.circuit(case, cycle, seen, serving, windows[-1] if windows else None, now),
        shut=tuple(lap.shut(case, cycle, seen)),
        under_way=names.listed(lap.under_way(seen)),
        objectives=objectives.table(
            material.brief if material else None,
            serving,
            windows,
            challenger if challenger and challenger.state == EvaluationState.DONE else None,
        ),
        runs=tuple(_runs(actor, case, seen, now)),
        remarks=remarks,
        remark_count=remark_count,
        team=tuple(_members(seats, row.turn, _fill_href(case, fills))),
        fills=fills,
        vacant=tuple(one.label for one in seats if one.vacant),
        clearances=tuple(_clearances(serving, seen, now)),
        findings=tuple(_owed(actor, case, now)),
        may_settle=said["finding.manage"].ok,
        life=life.of(actor, case, cycle, now),
        why=cycle.why if cycle else "",
        live=_moves(challenger, serving, case),
    )


def _owed(actor: Actor, case: UseCase, now: datetime) -> Iterator[Owed]:
    found = list(open_findings(case.scope))
    said = queries.may_settle(actor, case.scope, found, now=now, state=case.lifecycle)
    for one, answer in zip(found, said, strict=True):
        yield Owed(one, answer, queries.needs_somebody_else(one))


def _serving(case: UseCase) -> Release | None:
    rows = Release.objects.filter(scope=case.scope_id, state=ReleaseState.LIVE)
    return rows.select_related("candidate", "target").order_by("-pk").first()


def _windows(case: UseCase, serving: Release | None) -> list[Window]:
    """The windows judged of what is in service, oldest first."""
    if serving is None:
        return []
    rows = Window.objects.filter(release=serving, judged_at__isnull=False)
    return list(rows.order_by("starts_at"))


def _runs(
    actor: Actor, case: UseCase, seen: LoopStanding | None, now: datetime
) -> Iterator[RunRow]:
    brief = seen.material.brief if seen else None
    asked = list(dict.fromkeys(one.metric for one in brief.objectives.all()))[:2] if brief else []
    nominated = dict(
        Candidate.objects.filter(scope=case.scope_id, run__isnull=False).values_list(
            "run_id", "version"
        )
    )
    rows = Run.objects.visible_to(actor, now).filter(scope=case.scope_id)
    for one in rows.select_related("author").order_by("-started_at", "-pk")[:SHOWN_RUNS]:
        metrics = canonical.loads(one.metrics)
        yield RunRow(
            run=one,
            figures=tuple(
                (metric_words.label(name), metric_words.decimal(metrics.get(name)))
                for name in asked
            ),
            nominated=f"v{nominated[one.pk]}" if one.pk in nominated else "",
        )


def _fill_href(case: UseCase, fills: rules.Answer) -> str:
    """Where a vacant role is filled; nothing for whoever may not."""
    return links.to("team", case.slug) if fills.ok else ""


def _members(seats, turn: standings.Turn, fill: str) -> Iterator[Member]:
    for seat in seats:
        if seat.vacant:
            href = f"{fill}?role={seat.role}#add" if fill else ""
            yield Member(_("Vacant"), seat.role, vacant=True, href=href)
        for one in seat.memberships:
            acts = turn.name == one.user.label and turn.role == seat.role
            yield Member(
                one.user.label,
                seat.role,
                note=_("acts now") if acts else "",
                tone="accent" if acts else "",
            )


def _clearances(serving: Release | None, seen: LoopStanding | None, now: datetime):
    """The one answer, for what serves and for what wants to."""
    if serving is not None:
        yield _cleared(serving.candidate, serving.target, now, live=True)
    candidate = seen.material.candidate if seen else None
    target = seen.material.target if seen else None
    if candidate is None or (serving and candidate.pk == serving.candidate_id):
        return
    if target is None:
        what = _("%(version)s, no target chosen") % {"version": f"v{candidate.version}"}
        yield Cleared(what, False, (_("DevOps chooses a target under Releases."),), False)
    else:
        yield _cleared(candidate, target, now, live=False)


def _cleared(candidate: Candidate, target: Target, now: datetime, *, live: bool) -> Cleared:
    answer = clearance.ask(candidate=candidate, target=target, now=now)
    what = _("v%(version)s on %(target)s") % {
        "version": candidate.version,
        "target": target.title,
    }
    return Cleared(what, answer.ok, answer.reasons, live)


def _moves(challenger, serving, case: UseCase) -> bool:
    """Whether something runs that may change this page within seconds."""
    if challenger is not None and challenger.state in (
        EvaluationState.WANTED,
        EvaluationState.RUNNING,
    ):
        return True
    return Release.objects.filter(scope=case.scope_id, state=ReleaseState.STARTING).exists()
