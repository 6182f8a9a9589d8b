"""What the Data page shows, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from governance.rules import Answer
from portal.components.formats import thousands
from portal.components.types import Step, StepState
from portal.pages import conflicts, lookup, rights
from portal.pages.data import thread
from portal.pages.data.rows import SourceRow
from portal.pages.forms import plan_lines
from projects import queries
from projects.models import (
    BriefRevision,
    DataPlan,
    DatasetVersion,
    UseCase,
    Verdict,
)
from projects.words import AccessState, Part, PlaceKind, StepKind
from workflows import conflicts as found_by_checks
from workflows.models import Cycle, CycleData
from workflows.stages import DATA

ACTIONS = {
    "ask": "access.ask",
    "plan": "plan.revise",
    "register": "dataset.register",
    "pin": "data.pin",
    "want": "verdict.ask",
    "deliver": "verdict.answer",
    "read": "data.read",
    "held_out": "held_out.read",
}


@dataclass(frozen=True)
class VersionRow:
    """A dataset version, what its checks said, and whether it is pinned."""

    version: DatasetVersion
    checks: tuple[Mapping[str, Any], ...]
    failed: tuple[str, ...]
    pinned: str
    old: bool
    readable: bool


@dataclass(frozen=True)
class Sheet:
    """All that the Data page shows."""

    case: UseCase
    brief: BriefRevision | None
    cycle: Cycle | None
    plan: DataPlan | None
    plans: tuple[DataPlan, ...]
    plan_checks: str
    thresholds: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...]
    sources: tuple[SourceRow, ...]
    conflicts: tuple[conflicts.Told, ...]
    versions: tuple[VersionRow, ...]
    pins: tuple[CycleData, ...]
    rounds: tuple[thread.Round, ...]
    waiting: Verdict | None
    turn: thread.Turn | None
    may: Mapping[str, Answer]


def build(actor: Actor, case: UseCase, now: datetime) -> Sheet:
    """The Data page of a use case that the actor may see."""
    brief, plans = queries.latest_brief(case), tuple(queries.data_plans(case))
    plan = next(iter(plans), None)
    cycle = lookup.current_cycle(case)
    pins = tuple(cycle.data.select_related("dataset").order_by("pk")) if cycle else ()
    allowed = rights.of(actor, case, ACTIONS, now)
    found = _conflicts(case, cycle, brief, plan, now)
    sources = tuple(_sources(actor, case, plan, found))
    versions = tuple(_versions(case, plan, pins, allowed))
    verdicts = tuple(_verdicts(case))
    waiting = thread.waiting(verdicts, plan)
    best = _best(versions)
    return Sheet(
        case=case,
        brief=brief,
        cycle=cycle,
        plan=plan,
        plans=plans,
        plan_checks=plan_lines.write_checks(canonical.loads(plan.checks)) if plan else "",
        thresholds=_thresholds(plan),
        steps=tuple(_steps(plan, sources, versions, best)),
        sources=sources,
        conflicts=tuple(conflicts.told(found, case, cycle, now=now)),
        versions=versions,
        pins=pins,
        rounds=tuple(thread.rounds(verdicts, plan)),
        waiting=waiting,
        turn=thread.turn(case, plan, sources, waiting, best, allowed, now),
        may=allowed,
    )


def _conflicts(case, cycle, brief, plan, now: datetime) -> list[found_by_checks.Conflict]:
    """What the Data gate's own check says of where data lies."""
    material = found_by_checks.about(case, cycle, brief=brief, plan=plan)
    if material is None:
        return []
    facts = found_by_checks.facts_of(material)
    return found_by_checks.of(material, facts, stages=(DATA,), now=now)


def _sources(
    actor: Actor, case: UseCase, plan: DataPlan | None, found: list[found_by_checks.Conflict]
) -> Iterator[SourceRow]:
    rows = case.source_access.select_related(
        "source__place", "source__owner", "asked_by", "decided_by"
    ).order_by("source__title", "pk")
    asked = {one.source_id: one for one in rows}
    planned = {one.pk: one for one in plan.sources.all()} if plan else {}
    outside = _outside(found)
    shown = {**{one.source_id: one.source for one in asked.values()}, **planned}
    for source in sorted(shown.values(), key=lambda one: one.title):
        yield SourceRow(
            source,
            asked.get(source.pk),
            source.pk in planned,
            source.pk in planned and source.title in outside,
            source.owner_id == actor.user_id,
        )


def _outside(found: list[found_by_checks.Conflict]) -> set[str]:
    """The names of what the check found outside, by what it says it looked at."""
    looked_at = [place for one in found for place in one.line.outcome.value or ()]
    return {one["name"] for one in looked_at if one["kind"] != PlaceKind.ON_PREMISES}


def _versions(case, plan, pins, allowed) -> Iterator[VersionRow]:
    uses = {one.dataset_id: one.part for one in pins}
    words = {"train": _("to train on"), "held_out": _("to measure on"), "slice": _("as one part")}
    rows = DatasetVersion.objects.filter(scope=case.scope_id)
    for one in rows.select_related("place", "registered_by", "plan").order_by("-pk"):
        checks = tuple(canonical.loads(one.check_results))
        held_out = one.part == Part.HELD_OUT
        yield VersionRow(
            version=one,
            checks=checks,
            failed=tuple(str(check["reason"]) for check in checks if not check["passed"]),
            pinned=words.get(uses.get(one.pk, ""), ""),
            old=plan is not None and one.plan_id != plan.pk,
            readable=allowed["held_out" if held_out else "read"].ok,
        )


def _verdicts(case: UseCase):
    rows = Verdict.objects.filter(scope=case.scope_id)
    return rows.select_related("asked_by", "answered_by", "delivered", "plan").order_by("pk")


def _thresholds(plan: DataPlan | None) -> tuple[tuple[str, int], ...]:
    wanted = canonical.loads(plan.thresholds) if plan else {}
    return tuple((str(Part(part).label), rows) for part, rows in sorted(wanted.items()))


def _best(versions: tuple[VersionRow, ...]) -> dict[str, int]:
    """The most rows of each part that the current plan made and that passed."""
    best: dict[str, int] = {}
    for row in versions:
        if not row.old and row.version.passed:
            best[row.version.part] = max(best.get(row.version.part, 0), row.version.rows)
    return best


def _steps(plan, sources, versions, best) -> Iterator[Step]:
    """Access, then each kind of preparation, then what was delivered of what is wanted."""
    planned = [one for one in sources if one.in_plan]
    granted = [one for one in planned if one.access and one.access.state == AccessState.GRANTED]
    note = _("%(got)s of %(all)s sources granted") % {"got": len(granted), "all": len(planned)}
    done = bool(planned) and len(granted) == len(planned)
    yield Step(_("Access"), "done" if done else "now" if sources else "", notes=(note,))
    mine = [one.version for one in versions if not one.old and one.version.passed]
    steps = list(plan.steps.all()) if plan else []
    for kind in StepKind:
        titles = tuple(one.title for one in steps if one.kind == kind)
        state: StepState = "done" if titles and mine else "now" if titles else ""
        yield Step(
            str(kind.label).capitalize(),
            state,
            word="" if titles else _("nothing planned"),
            notes=titles[:2] or (_("no step of this kind"),),
        )
    wanted = canonical.loads(plan.thresholds) if plan else {}
    enough = bool(wanted) and all(best.get(part, 0) >= rows for part, rows in wanted.items())
    notes = tuple(
        _("%(part)s: %(have)s of %(want)s rows")
        % {"part": Part(part).label, "have": thousands(best.get(part, 0)), "want": thousands(rows)}
        for part, rows in sorted(wanted.items(), reverse=True)
    )
    yield Step(
        _("Delivery"),
        "done" if enough else "now" if mine else "",
        notes=notes or (_("the plan names no threshold"),),
    )
