"""Monitoring: of one use case with its acts, and of all that one may see."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import visible
from portal.pages import glance, lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.monitoring import FeedbackForm, WindowForm
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from portal.pages.monitoring import everywhere as everywheres
from portal.pages.monitoring import sheet as sheets
from portal.pages.monitoring import table as tables
from projects.models import UseCase
from workflows.models import Window
from workflows.services import feedback, windows


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
    live = lookup.read(case, request.now).serving

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
def table(request: PageRequest, slug: str) -> HttpResponse:
    """Every window of a use case, as a CSV."""
    case = lookup.use_case(request, slug)
    response = HttpResponse(tables.text(sheets.windows_of(case)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{case.slug}-windows.csv"'
    return response


@page
def everywhere(request: PageRequest) -> HttpResponse:
    """What is in service, and whether it holds, in every use case that one may see."""
    sheet = everywheres.build(glance.of(request).reader, request.GET.get("page"))
    return render(request, "portal/monitoring.html", {"sheet": sheet})


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    return render(
        request,
        "portal/uc_monitoring.html",
        {
            "head": head(request, case, "uc_monitoring"),
            "sheet": sheets.build(
                request.actor, case, request.now, whole=request.GET.get("windows") == "all"
            ),
            "form": bound.get("form") or WindowForm(),
            "feedback": bound.get("feedback") or FeedbackForm(),
        },
        status=status,
    )
