"""What the Data page shows, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from governance.rules import Answer
from portal.components.formats import thousands
from portal.components.types import Step, StepState
from portal.pages import conflicts, lookup, rights
from portal.pages.data import lists, thread
from portal.pages.data.rows import SourceRow
from portal.pages.forms import plan_lines
from projects.models import (
    BriefRevision,
    DataPlan,
    DatasetVersion,
    UseCase,
    Verdict,
)
from projects.words import AccessState, Part, PlaceKind, StepKind
from workflows import conflicts as found_by_checks
from workflows.facts import Facts
from workflows.models import Cycle, CycleData
from workflows.reading import Reading
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
class Sheet:
    """All that the Data page shows; `made` are the versions of the plan that passed, without what
    their checks said.
    """

    case: UseCase
    brief: BriefRevision | None
    cycle: Cycle | None
    plan: DataPlan | None
    plan_checks: str
    thresholds: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...]
    sources: tuple[SourceRow, ...]
    conflicts: tuple[conflicts.Told, ...]
    made: tuple[DatasetVersion, ...]
    pins: tuple[CycleData, ...]
    pages: lists.Pages
    waiting: Verdict | None
    turn: thread.Turn | None
    may: Mapping[str, Answer]


def build(
    actor: Actor, case: UseCase, now: datetime, asked: Mapping[str, str] | None = None
) -> Sheet:
    """The Data page of a use case that the actor may see; `asked` says which page of each list:
    `sources`, `versions`, `rounds`, `plans`.
    """
    asked = asked or {}
    plan, plans = lists.plans(case, asked.get("plans"))
    read = lookup.read(case, now)
    brief, cycle = read.brief, read.cycle
    pins = read.seen.material.pins if read.seen else ()
    allowed = rights.of(actor, case, ACTIONS, now)
    found = _conflicts(case, plan, now)
    sources = tuple(_sources(actor, case, plan, found))
    versions, made = lists.versions(case, plan, asked.get("versions"))
    waiting, rounds = lists.rounds(case, plan, asked.get("rounds"))
    best = _best(made)
    return Sheet(
        case=case,
        brief=brief,
        cycle=cycle,
        plan=plan,
        plan_checks=plan_lines.write_checks(canonical.loads(plan.checks)) if plan else "",
        thresholds=_thresholds(plan),
        steps=tuple(_steps(plan, sources, made, best)),
        sources=sources,
        conflicts=tuple(conflicts.told(found, case, cycle, now=now)),
        made=made,
        pins=pins,
        pages=lists.Pages(
            sources=lists.of_sources(sources, asked.get("sources")),
            versions=lists.told(versions, plan, pins, allowed),
            rounds=rounds,
            plans=plans,
        ),
        waiting=waiting,
        turn=thread.turn(case, plan, sources, waiting, best, allowed, now),
        may=allowed,
    )


def _conflicts(
    case: UseCase, plan: DataPlan | None, now: datetime
) -> list[found_by_checks.Conflict]:
    """What the Data gate's own check says of where data lies."""
    read = lookup.read(case, now)
    material = found_by_checks.about(case, read.cycle, brief=read.brief, plan=plan)
    if material is None:
        return []
    facts = found_by_checks.facts_of(material, known=_known(read, plan))
    return found_by_checks.of(material, facts, stages=(DATA,), now=now)


def _known(read: Reading, plan: DataPlan | None) -> Facts:
    """Where the plan's data lies, as it was read for all pages."""
    if read.seen is None or plan is None or read.seen.material.plan != plan:
        return {}
    facts = next((one.facts for one in read.seen.stages.values()), {})
    places = [one for one in facts.get("places", ()) if one["what"] in {"source", "dataset"}]
    return {"places": places} if facts else {}


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


def _thresholds(plan: DataPlan | None) -> tuple[tuple[str, int], ...]:
    wanted = canonical.loads(plan.thresholds) if plan else {}
    return tuple((str(Part(part).label), rows) for part, rows in sorted(wanted.items()))


def _best(made: Sequence[DatasetVersion]) -> dict[str, int]:
    """The most rows of each part that the current plan made and that passed."""
    best: dict[str, int] = {}
    for one in made:
        best[one.part] = max(best.get(one.part, 0), one.rows)
    return best


def _steps(plan, sources, made, best) -> Iterator[Step]:
    """Access, then each kind of preparation, then what was delivered of what is wanted."""
    planned = [one for one in sources if one.in_plan]
    granted = [one for one in planned if one.access and one.access.state == AccessState.GRANTED]
    note = _("%(got)s of %(all)s sources granted") % {"got": len(granted), "all": len(planned)}
    done = bool(planned) and len(granted) == len(planned)
    yield Step(_("Access"), "done" if done else "now" if sources else "", notes=(note,))
    steps = list(plan.steps.all()) if plan else []
    for kind in StepKind:
        titles = tuple(one.title for one in steps if one.kind == kind)
        state: StepState = "done" if titles and made else "now" if titles else ""
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
        "done" if enough else "now" if made else "",
        notes=notes or (_("the plan names no threshold"),),
    )
