"""What the Platform page shows: each environment beside what the use case needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may
from governance.actors import Actor
from governance.rules import Answer
from portal.pages import names
from projects import frameworks, queries
from projects.models import (
    BriefRevision,
    EnvironmentRevision,
    FrameworkRequest,
    PlatformPlan,
    UseCase,
)
from projects.words import PlaceKind, Residency

ACTIONS = {"plan": "platform.revise", "ask": "framework.ask", "answer": "framework.answer"}


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
    """All that the Platform page shows."""

    case: UseCase
    brief: BriefRevision | None
    plan: PlatformPlan | None
    plans: tuple[PlatformPlan, ...]
    needed: tuple[tuple[str, str], ...]
    capacity: tuple[tuple[str, int, int], ...]
    offers: tuple[Offer, ...]
    requests: tuple[FrameworkRequest, ...]
    may: Mapping[str, Answer]


def build(actor: Actor, case: UseCase, now: datetime) -> Sheet:
    """The Platform page of a use case that the actor may see."""
    brief, plan = queries.latest_brief(case), queries.latest_platform(case)
    needed = canonical.loads(plan.frameworks) if plan else {}
    requests = FrameworkRequest.objects.filter(scope=case.scope_id)
    return Sheet(
        case=case,
        brief=brief,
        plan=plan,
        plans=tuple(case.platform_plans.select_related("author").order_by("-number")),
        needed=tuple(sorted(needed.items())),
        capacity=tuple(_capacity(plan)),
        offers=tuple(_offers(brief, plan, needed)),
        requests=tuple(
            requests.select_related("environment", "asked_by", "answered_by").order_by("-pk")
        ),
        may={
            name: may(actor, action, case.scope, now=now, state=case.lifecycle)
            for name, action in ACTIONS.items()
        },
    )


def _capacity(plan: PlatformPlan | None) -> Iterator[tuple[str, int, int]]:
    """What is taken of what there is."""
    if plan is None:
        return
    yield _("CPU cores"), plan.cpu_cores, plan.revision.cpu_cores
    yield _("Memory, GiB"), plan.memory_gib, plan.revision.memory_gib
    if plan.accelerators or plan.revision.accelerators:
        yield _("Accelerators"), plan.accelerators, plan.revision.accelerators


def _offers(
    brief: BriefRevision | None, plan: PlatformPlan | None, needed: Mapping[str, str]
) -> Iterator[Offer]:
    every = queries.environments()
    for revision in every:
        here = plan is not None and plan.revision.environment_id == revision.environment_id
        yield Offer(
            revision=revision,
            chosen=here,
            behind=here and plan is not None and plan.revision_id != revision.pk,
            misfits=tuple(_misfits(revision, brief, plan, needed, every)),
            frameworks=tuple(str(one) for one in revision.frameworks.all()),
        )


def _misfits(revision, brief, plan, needed, every) -> Iterator[str]:
    """What of an environment doesn't fit, and which others would do."""
    place = revision.environment.place
    if brief and brief.residency == Residency.ON_PREMISES and place.kind != PlaceKind.ON_PREMISES:
        yield _("%(place)s lies outside: the brief says on-premises.") % {"place": place.title}
    have = {one.name: one.version for one in revision.frameworks.all()}
    for name, wanted in frameworks.lacking(needed, have).items():
        there = have.get(name)
        said = _("Training needs %(name)s %(wanted)s; this has %(there)s.") % {
            "name": name,
            "wanted": wanted,
            "there": there or _("none"),
        }
        others = _with(name, wanted, every)
        if others:
            said += " " + _("Have it: %(environments)s.") % {"environments": names.listed(others)}
        yield said
    if plan is not None:
        yield from _overload(revision, plan)


def _with(name: str, wanted: str, every: list[EnvironmentRevision]) -> list[str]:
    """The environments that have a framework in a version that will do."""
    return [
        one.environment.title
        for one in every
        for have in one.frameworks.all()
        if have.name == name and frameworks.satisfies(have.version, wanted)
    ]


def _overload(revision: EnvironmentRevision, plan: PlatformPlan) -> Iterator[str]:
    for what, name in (
        (_("CPU cores"), "cpu_cores"),
        (_("GiB of memory"), "memory_gib"),
        (_("accelerators"), "accelerators"),
    ):
        want, got = getattr(plan, name), getattr(revision, name)
        if want > got:
            yield _("Takes %(want)s %(what)s; this has %(got)s.") % {
                "want": want,
                "what": what,
                "got": got,
            }
