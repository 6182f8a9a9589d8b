"""The overview of a use case, put together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical, queries, rules
from governance.access import may_each
from governance.actors import Actor
from governance.models import Finding
from portal.components.types import Circuit, Member
from portal.pages import links, lookup, metric_words, names, standings, waits
from portal.pages.overview import lap, life, objectives, talk
from portal.pages.waits import Reader, Wait
from projects.models import UseCase
from workflows.models import Candidate, Cycle, Evaluation, Run, Target
from workflows.reading import Reading
from workflows.standing import LoopStanding
from workflows.words import EvaluationState

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
    found = lookup.read(case, now)
    cycle, seen, serving = found.cycle, found.seen, found.serving
    challenger = _challenger(found)
    row = standings.of(case, reader)
    seats = queries.seats(found.members)
    said = may_each(
        actor, ("finding.manage", "team.manage"), case.scope, now=now, state=case.lifecycle
    )
    fills = said["team.manage"]
    roles = {one.user_id: one.role for one in found.members}
    remarks, remark_count = talk.of(actor, case, roles, now)
    return Sheet(
        case=case,
        cycle=cycle,
        act=waits.here(reader, case.scope_id),
        turn=row.turn,
        turn_stage=row.now,
        circuit=lap.circuit(case, cycle, seen, serving, next(reversed(found.windows), None), now),
        shut=tuple(lap.shut(case, cycle, seen)),
        under_way=names.listed(lap.under_way(seen)),
        objectives=objectives.table(
            found.brief,
            serving,
            found.at_its_gate,
            found.windows,
            challenger if challenger and challenger.state == EvaluationState.DONE else None,
        ),
        runs=tuple(_runs(actor, case, seen, now)),
        remarks=remarks,
        remark_count=remark_count,
        team=tuple(_members(seats, row.turn, _fill_href(case, fills))),
        fills=fills,
        vacant=tuple(str(one.label) for one in seats if one.vacant),
        clearances=tuple(_clearances(found)),
        findings=tuple(_owed(actor, case, found.findings, now)),
        may_settle=said["finding.manage"].ok,
        life=life.of(actor, case, cycle, found.proposals, now),
        why=cycle.why if cycle else "",
        live=_moves(challenger, found),
    )


def _challenger(found: Reading) -> Evaluation | None:
    """What was measured of the version that wants to take the place of what serves."""
    measured = found.seen.material.evaluation if found.seen else None
    if measured and found.serving and measured.candidate_id == found.serving.candidate_id:
        return None
    return measured


def _owed(actor: Actor, case: UseCase, found: Sequence[Finding], now: datetime) -> Iterator[Owed]:
    said = queries.may_settle(actor, case.scope, found, now=now, state=case.lifecycle)
    for one, answer in zip(found, said, strict=True):
        yield Owed(one, answer, queries.needs_somebody_else(one))


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


def _clearances(found: Reading) -> Iterator[Cleared]:
    """The one answer, for what serves and for what wants to."""
    serving, material = found.serving, found.seen.material if found.seen else None
    if serving is not None:
        yield from _cleared(found, serving.candidate, serving.target, live=True)
    candidate = material.candidate if material else None
    target = material.target if material else None
    if candidate is None or (serving and candidate.pk == serving.candidate_id):
        return
    if target is None:
        what = _("%(version)s, no target chosen") % {"version": f"v{candidate.version}"}
        yield Cleared(what, False, (_("DevOps chooses a target under Releases."),), False)
    else:
        yield from _cleared(found, candidate, target, live=False)


def _cleared(
    found: Reading, candidate: Candidate, target: Target, *, live: bool
) -> Iterator[Cleared]:
    answer = found.says_of(candidate, target)
    what = _("v%(version)s on %(target)s") % {
        "version": candidate.version,
        "target": target.title,
    }
    if answer is not None:
        yield Cleared(what, answer.ok, answer.reasons, live)


def _moves(challenger: Evaluation | None, found: Reading) -> bool:
    """Whether something runs that may change this page within seconds."""
    running = (EvaluationState.WANTED, EvaluationState.RUNNING)
    return found.starting or (challenger is not None and challenger.state in running)
