"""What the Platform page shows: each environment beside what the use case needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from governance.rules import Answer
from governance.words import Role
from portal.pages import conflicts, lookup, names, paging, rights
from portal.pages.catalogues import walls
from portal.pages.forms import plan_lines
from projects import catalogues, queries
from projects.models import (
    BriefRevision,
    EnvironmentRevision,
    FrameworkRequest,
    PlatformPlan,
    UseCase,
)
from projects.words import RequestState
from workflows import conflicts as found_by_checks
from workflows.facts import Facts
from workflows.material import Material
from workflows.models import Cycle
from workflows.stages import PLATFORM, RELEASE

ACTIONS = {"plan": "platform.revise", "ask": "framework.ask", "answer": "framework.answer"}
PAGE_SIZE = 25


@dataclass(frozen=True)
class Offer:
    """An environment, and what of it doesn't fit; nothing means that it fits."""

    revision: EnvironmentRevision
    chosen: bool
    behind: bool
    misfits: tuple[str, ...]
    frameworks: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """All that the Platform page shows; `waiting` is the oldest request without an answer, `it` who
    of IT can give one, nothing where the role is vacant.
    """

    case: UseCase
    brief: BriefRevision | None
    cycle: Cycle | None
    plan: PlatformPlan | None
    plans: tuple[PlatformPlan, ...]
    needed: tuple[tuple[str, str], ...]
    phases: tuple[str, ...]
    capacity: tuple[tuple[str, int, int], ...]
    sought: str
    page: Page
    offers: tuple[Offer, ...]
    conflicts: tuple[conflicts.Told, ...]
    wall: walls.Standing | None
    requests: tuple[FrameworkRequest, ...]
    waiting: FrameworkRequest | None
    it: str
    may: Mapping[str, Answer]


def allowed(actor: Actor, case: UseCase, now: datetime) -> dict[str, Answer]:
    """What the reader may do here, and why not."""
    return rights.of(actor, case, ACTIONS, now)


def build(actor: Actor, case: UseCase, now: datetime, sought: str, number: str) -> Sheet:
    """The Platform page of a use case that the actor may see; `sought` and `number` are words for
    the search among environments and the page of what it finds.
    """
    brief, plans = lookup.brief(case, now), tuple(queries.platform_plans(case))
    plan = _newest(plans, case, now)
    cycle = lookup.current_cycle(case, now)
    material = found_by_checks.about(case, cycle, brief=brief, platform=plan)
    facts = found_by_checks.facts_of(material, known=_known(case, plan, now)) if material else {}
    found = (
        found_by_checks.of(material, facts, stages=(PLATFORM, RELEASE), now=now)
        if material and plan
        else []
    )
    page = _page(sought, number)
    requests = tuple(_requests(case))
    waiting = next((one for one in requests if one.state == RequestState.ASKED), None)
    return Sheet(
        case=case,
        brief=brief,
        cycle=cycle,
        plan=plan,
        plans=plans,
        needed=tuple(sorted(canonical.loads(plan.frameworks).items())) if plan else (),
        phases=tuple(_phases(plan)),
        capacity=tuple(_capacity(plan)),
        sought=sought,
        page=page,
        offers=tuple(_offers(list(page.object_list), plan, material, facts, now)),
        conflicts=tuple(conflicts.told(found, case, cycle, plan, now=now)),
        wall=walls.read([plan.revision], actor, now).standings[0] if plan else None,
        requests=requests,
        waiting=waiting,
        it=names.holders(lookup.read(case, now).members, Role.IT) if waiting or not plan else "",
        may=allowed(actor, case, now),
    )


def _newest(plans: Sequence[PlatformPlan], case: UseCase, now: datetime) -> PlatformPlan | None:
    """The newest plan, as it was read for all pages with the frameworks of its revision."""
    plan, seen = next(iter(plans), None), lookup.read(case, now).seen
    read = seen.material.platform if seen else None
    return read if plan is not None and read == plan else plan


def _known(case: UseCase, plan: PlatformPlan | None, now: datetime) -> Facts:
    """What was read of the plan's frameworks for all pages: where else they are to be had."""
    seen = lookup.read(case, now).seen
    if seen is None or plan is None or seen.material.platform != plan:
        return {}
    facts = next((one.facts for one in seen.stages.values()), {})
    return {"frameworks": facts["frameworks"]} if "frameworks" in facts else {}


def _page(sought: str, number: str) -> Page:
    rows = catalogues.environments(catalogues.EnvironmentQuery(sought=sought))
    return paging.counted(rows.prefetch_related("frameworks"), PAGE_SIZE, number)


def _requests(case: UseCase):
    rows = FrameworkRequest.objects.filter(scope=case.scope_id)
    return rows.select_related("environment", "asked_by", "answered_by").order_by("pk")


def _phases(plan: PlatformPlan | None) -> list[str]:
    """When how much is taken, in the lines in which it was typed."""
    said = canonical.loads(plan.phases) if plan else []
    return plan_lines.write_phases(said).splitlines()


def _capacity(plan: PlatformPlan | None) -> Iterator[tuple[str, int, int]]:
    """What is taken of what there is."""
    if plan is None:
        return
    yield _("CPU cores"), plan.cpu_cores, plan.revision.cpu_cores
    yield _("Memory, GiB"), plan.memory_gib, plan.revision.memory_gib
    if plan.accelerators or plan.revision.accelerators:
        yield _("Accelerators"), plan.accelerators, plan.revision.accelerators


def _offers(
    revisions: Sequence[EnvironmentRevision],
    plan: PlatformPlan | None,
    material: Material | None,
    facts: Facts,
    now: datetime,
) -> Iterator[Offer]:
    """What is taken first; the others as the catalogue orders them."""
    misfits = found_by_checks.fits(material, facts, revisions, now) if material else {}
    taken = plan.revision.environment_id if plan else None
    for revision in sorted(revisions, key=lambda one: one.environment_id != taken):
        here = revision.environment_id == taken
        yield Offer(
            revision=revision,
            chosen=here,
            behind=here and plan is not None and plan.revision_id != revision.pk,
            misfits=tuple(one.reason for one in misfits.get(revision.pk, ())),
            frameworks=tuple(str(one) for one in revision.frameworks.all()),
        )
