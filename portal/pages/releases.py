"""The Releases page: what serves where, what may follow, and the way back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may, visible
from governance.models import Proposal
from governance.rules import Answer
from portal.pages import lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.forms.releases import ReasonForm, TargetForm
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from projects.models import UseCase
from workflows import clearance, pipelines
from workflows.clearance import Clearance
from workflows.models import Candidate, Cycle, ModelProcess, Release, Target
from workflows.services import cycles, releases
from workflows.words import CycleState, Driver, ReleaseState

ACTIONS = {
    "execute": "release.execute",
    "roll_back": "release.roll_back",
    "stop": "release.stop",
    "break_glass": "release.break_glass",
}
SHOWN = 50


@dataclass(frozen=True)
class Serving:
    """A release that serves or starts: what the runner sees of its process, or whether the pipeline
    that it waits for was told, and when.
    """

    release: Release
    process: ModelProcess | None
    awaited: bool = False
    told_at: datetime | None = None


@dataclass(frozen=True)
class Former:
    """A version that was in service, and whether it may return."""

    release: Release
    said: Clearance


@dataclass(frozen=True)
class Sheet:
    """All that the Releases page shows."""

    case: UseCase
    cycle: Cycle | None
    candidate: Candidate | None
    said: Clearance | None
    serving: tuple[Serving, ...]
    starting: bool
    former: tuple[Former, ...]
    history: tuple[Release, ...]
    proposed: Proposal | None
    building: bool
    there: bool
    may: dict[str, Answer]
    report_minutes: int


@page
def releases_(request: PageRequest, slug: str) -> HttpResponse:
    """What is in service, what may follow.

    A page that asks again while a version starts is read anew when it has: history and the way back
    have changed as well.
    """
    case = lookup.use_case(request, slug)
    rows = Release.objects.filter(scope=case.scope_id, state=ReleaseState.STARTING)
    if request.htmx and not rows.exists():
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _show(request, case)


@act
def choose(request: PageRequest, slug: str) -> HttpResponse:
    """Say where this cycle's version is to be released."""
    case, form = lookup.use_case(request, slug), TargetForm(request.POST)
    offer(form.fields["target"], _targets())
    cycle = lookup.current_cycle(case, request.now)

    def call() -> str:
        made = cycles.choose_target(
            actor=request.actor,
            cycle_id=cycle.pk if cycle else 0,
            target_id=chosen_id(form.cleaned_data["target"]),
            now=request.now,
        )
        return _("Cycle %(number)s is to go to %(target)s.") % {
            "number": made.number,
            "target": made.target,
        }

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("releases", slug)
    return _show(request, case, status=status, target=form)


@act
def execute(request: PageRequest, slug: str) -> HttpResponse:
    """Put the approved version on its target."""
    case = lookup.use_case(request, slug)
    candidate, target = _pair(request, case)
    made = releases.execute(
        actor=request.actor, candidate_id=candidate.pk, target_id=target, now=request.now
    )
    messages.success(request, _begun(made) % {"release": made})
    return redirect("releases", slug)


@act
def roll_back(request: PageRequest, slug: str) -> HttpResponse:
    """Return to a version that was in service before."""
    case = lookup.use_case(request, slug)
    candidate, target = _pair(request, case)

    def service(reason: str) -> str:
        made = releases.roll_back(
            actor=request.actor,
            candidate_id=candidate.pk,
            target_id=target,
            reason=reason,
            now=request.now,
        )
        return _("%(release)s returns.") % {"release": made}

    return _with_reason(request, case, service, "back", candidate.pk)


@act
def break_glass(request: PageRequest, slug: str) -> HttpResponse:
    """Propose to release without an approval; a second person confirms."""
    case = lookup.use_case(request, slug)
    candidate, target = _pair(request, case)

    def service(reason: str) -> str:
        releases.propose_break_glass(
            actor=request.actor,
            candidate_id=candidate.pk,
            target_id=target,
            reason=reason,
            now=request.now,
        )
        return _("Proposed; nothing is released until a second person confirms.")

    return _with_reason(request, case, service, "glass", candidate.pk)


@act
def stop(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take a release out of service."""
    case = lookup.use_case(request, slug)
    row = visible(Release.objects, request.actor, request.now, pk=pk, scope=case.scope_id)

    def service(reason: str) -> str:
        made = releases.stop(actor=request.actor, release_id=row.pk, reason=reason, now=request.now)
        return _("%(release)s is stopped; nothing serves in its place.") % {"release": made}

    return _with_reason(request, case, service, "stop", pk)


def _with_reason(
    request: PageRequest, case: UseCase, service: Callable[[str], str], place: str, pk: int
) -> HttpResponse:
    """Call a service that wants a reason; without one the page says so where it was asked."""
    form = ReasonForm(request.POST)

    status = attempt(request, form, lambda: service(form.cleaned_data["reason"]))
    if status == DONE:
        return redirect("releases", case.slug)
    return _show(request, case, status=status, reason=form, asking=place, asking_pk=pk)


def _pair(request: PageRequest, case: UseCase) -> tuple[Candidate, int]:
    """The version and the target that a button names."""
    candidate = visible(
        Candidate.objects,
        request.actor,
        request.now,
        pk=chosen_id(request.POST.get("candidate")),
        scope=case.scope_id,
    )
    return candidate, chosen_id(request.POST.get("on"))


def build(request: PageRequest, case: UseCase) -> Sheet:
    """The Releases page of a use case that the reader may see."""
    found = lookup.read(case, request.now)
    cycle = found.cycle
    candidate = found.seen.material.candidate if found.seen else None
    rows = Release.objects.filter(scope=case.scope_id).select_related(
        "candidate__cycle__use_case",
        "candidate__scope",
        "target__place",
        "executed_by",
        "process",
        "review",
    )
    history = tuple(rows.order_by("-pk")[:SHOWN])
    serving = tuple(
        _serving(one) for one in history if one.state in (ReleaseState.LIVE, ReleaseState.STARTING)
    )
    said = None
    if cycle and candidate and cycle.target:
        said = found.says_of(candidate, cycle.target)
    proposed = (one for one in found.proposals if one.act == "release.break_glass")
    return Sheet(
        case=case,
        cycle=cycle,
        candidate=candidate,
        said=said,
        serving=serving,
        starting=any(one.release.state == ReleaseState.STARTING for one in serving),
        former=tuple(_former(history, serving, request)),
        history=history,
        proposed=next(proposed, None),
        building=cycle is not None and cycle.state == CycleState.BUILDING,
        there=any(candidate and one.release.candidate_id == candidate.pk for one in serving),
        may={
            name: may(request.actor, action, case.scope, now=request.now, state=case.lifecycle)
            for name, action in ACTIONS.items()
        },
        report_minutes=settings.REPORT_WITHIN // 60,
    )


def _serving(release: Release) -> Serving:
    awaited = release.state == ReleaseState.STARTING and release.target.driver == Driver.WEBHOOK
    told_at = pipelines.told_at(release) if awaited else None
    return Serving(release, getattr(release, "process", None), awaited, told_at)


def _begun(release: Release) -> str:
    """What follows the act."""
    if release.target.driver == Driver.WEBHOOK:
        return _("The pipeline is told of %(release)s; it serves once that reports.")
    return _("%(release)s starts; it serves once it is healthy.")


def _former(history, serving, request: PageRequest) -> Iterator[Former]:
    """Versions that served on a target on which another serves now, once each."""
    taken = {(one.release.candidate_id, one.release.target_id) for one in serving}
    for one in history:
        place = (one.candidate_id, one.target_id)
        if one.live_at is None or place in taken:
            continue
        taken.add(place)
        yield Former(
            one,
            clearance.ask_roll_back(candidate=one.candidate, target=one.target, now=request.now),
        )


def _targets() -> list[tuple[int, str]]:
    return [(one.pk, f"{one.title}, {one.place}") for one in Target.objects.select_related("place")]


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    sheet = build(request, case)
    chosen = sheet.cycle.target_id if sheet.cycle else None
    shown = {"target": TargetForm(initial={"target": chosen}), "reason": ReasonForm(), **bound}
    offer(shown["target"].fields["target"], _targets())
    return render(
        request,
        "portal/releases.html",
        {"head": head(request, case, "releases"), "sheet": sheet, **shown},
        status=status,
    )
