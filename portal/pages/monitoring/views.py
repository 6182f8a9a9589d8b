"""Monitoring: of one use case with its acts, and of all that one may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.db.models import Window as DbWindow
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import visible
from governance.models import Finding
from governance.words import FindingState
from portal.pages import glance, lookup, metric_words, paging
from portal.pages.acting import DONE, attempt
from portal.pages.forms.monitoring import FeedbackForm, WindowForm
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from portal.pages.monitoring import sheet as sheets
from projects.models import UseCase
from workflows.models import Position, Release, Window
from workflows.services import feedback, windows
from workflows.words import ReleaseState

A_PAGE, A_TREND = 50, 24
# The values of Position.watch of what is breached, and of what serves.
BREACHED, SERVING = (1, 2), (1, 3)


@dataclass(frozen=True)
class Row:
    """A use case in operation: what serves, what the last window said."""

    case: Position
    release: Release | None
    last: Window | None
    verdict: str
    trend: tuple[float | None, ...]
    limit: Decimal | None
    higher: bool
    metric: str
    findings: int


@page
def monitoring(request: PageRequest, slug: str) -> HttpResponse:
    """Does it still hold?"""
    return _show(request, lookup.use_case(request, slug))


@act
def judge(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Measure a window against the objectives; a breach opens a finding and the next cycle."""
    case = lookup.use_case(request, slug)
    row = visible(Window.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    made = windows.judge(actor=request.actor, window_id=row.pk, now=request.now)
    told = _("%(window)s: %(state)s.")
    messages.success(request, told % {"window": made.label, "state": made.get_state_display()})
    return redirect("uc_monitoring", slug)


@act
def open_window(request: PageRequest, slug: str) -> HttpResponse:
    """Open a window of the release in service."""
    case, form = lookup.use_case(request, slug), WindowForm(request.POST)
    live = sheets.build(request.actor, case, request.now).live

    def call() -> str:
        made = windows.open_(
            actor=request.actor,
            release_id=live.pk if live else 0,
            **form.cleaned_data,
            now=request.now,
        )
        return _("%(window)s is open; it can be judged once it is over.") % {"window": made.label}

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("uc_monitoring", slug)
    return _show(request, case, status=status, form=form)


@act
def send(request: PageRequest, slug: str) -> HttpResponse:
    """Take in what turned out to be true, from a CSV; what is known already stays as it is."""
    case, form = lookup.use_case(request, slug), FeedbackForm(request.POST, request.FILES)

    def call() -> str:
        said = feedback.keep(
            actor=request.actor,
            use_case_id=case.pk,
            rows=feedback.from_csv(form.cleaned_data["file"]),
            now=request.now,
        )
        told = _("%(kept)s kept, %(matched)s joined with their score, %(known)s known already.")
        return told % {"kept": said.kept, "matched": said.matched, "known": said.known}

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("uc_monitoring", slug)
    return _show(request, case, status=status, feedback=form)


@page
def everywhere(request: PageRequest) -> HttpResponse:
    """What is in service, and whether it holds, in every use case that one may see."""
    reader = glance.of(request).reader
    watched = Position.objects.visible_to(reader.actor, reader.now).filter(watch__isnull=False)
    counts = watched.aggregate(
        all=Count("pk"),
        breached=Count("pk", filter=Q(watch__in=BREACHED)),
        serving=Count("pk", filter=Q(watch__in=SERVING)),
    )
    shown = paging.known(
        watched.order_by("watch", "title", "pk"), counts["all"], A_PAGE, request.GET.get("page")
    )
    return render(
        request,
        "portal/monitoring.html",
        {"rows": list(_rows(shown.object_list)), "page": shown, **counts},
    )


def _rows(found: Iterable[Position]) -> Iterator[Row]:
    """What serves and the last windows of these use cases, in their order."""
    cases = {one.scope_id: one for one in found}
    live = {
        one.scope_id: one
        for one in Release.objects.filter(scope__in=cases, state=ReleaseState.LIVE)
        .select_related("candidate", "target")
        .order_by("pk")
    }
    judged = _judged(list(cases))
    opened = Finding.objects.filter(scope__in=cases, stage="operation", state=FindingState.OPEN)
    counts = dict(opened.values_list("scope").annotate(count=Count("pk")))
    for scope_id, case in cases.items():
        yield _row(case, live.get(scope_id), judged.get(scope_id, []), counts.get(scope_id, 0))


def _judged(scopes: list[int]) -> dict[int, list[Window]]:
    """The last windows judged of each, oldest first: no more than a small drawing shows."""
    place = DbWindow(RowNumber(), partition_by="scope_id", order_by=F("starts_at").desc())
    rows = Window.objects.filter(scope__in=scopes, judged_at__isnull=False).annotate(back=place)
    found: dict[int, list[Window]] = {}
    for one in rows.filter(back__lte=A_TREND).order_by("starts_at"):
        found.setdefault(one.scope_id, []).append(one)
    return found


def _row(case: Position, release: Release | None, seen: list[Window], findings: int) -> Row:
    """The trend is that of the objective that came first."""
    last = seen[-1] if seen else None
    said = canonical.loads(last.verdicts) if last else []
    first = said[0] if said else None
    metric = first["metric"] if first else ""
    values = [
        metric_words.decimal(canonical.loads(one.metrics).get(metric, {}).get("value"))
        for one in seen
    ]
    return Row(
        case=case,
        release=release,
        last=last,
        verdict=sheets.verdict(release, last, ()),
        trend=tuple(None if one is None else float(one) for one in values),
        limit=metric_words.decimal(first["threshold"]) if first else None,
        higher=metric_words.higher_is_better(metric),
        metric=metric_words.label(metric) if metric else "",
        findings=findings,
    )


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    return render(
        request,
        "portal/uc_monitoring.html",
        {
            "head": head(request, case, "uc_monitoring"),
            "sheet": sheets.build(request.actor, case, request.now),
            "form": bound.get("form") or WindowForm(),
            "feedback": bound.get("feedback") or FeedbackForm(),
        },
        status=status,
    )
