"""The pages of long work: all of a use case's, one job as it goes on, and cancelling it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from governance.access import may, visible
from governance.errors import StaleState
from portal.pages import lookup
from portal.pages.frame import STOP_POLLING, PageRequest, act, fragment, page
from portal.pages.head import head
from portal.pages.jobs import folding, logs
from projects.models import UseCase
from workflows.models import Job
from workflows.services import exports
from workflows.services import jobs as service
from workflows.words import JobKind, JobState

A_PAGE = 50


@page
def jobs(request: PageRequest, slug: str) -> HttpResponse:
    """All long work of a use case, newest first; what runs follows by itself."""
    case = lookup.use_case(request, slug)
    rows = Job.objects.filter(scope=case.scope_id).select_related("wanted_by").order_by("-pk")
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    folded = folding.fold(shown.object_list)
    context = {
        "head": head(request, case, "runs"),
        "case": case,
        "page": shown,
        "folded": folded,
        "counted": folding.counted([one for one in shown.object_list if one.ended_at]),
    }
    status = STOP_POLLING if request.htmx and not folded.live else 200
    return render(request, "portal/jobs.html", context, status=status)


@page
def job(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """One job: how far it is, and what it has printed."""
    case = lookup.use_case(request, slug)
    row = _job(request, case, pk)
    said = may(request.actor, service.right_to_cancel(row), case.scope, now=request.now)
    context = {
        "head": head(request, case, "runs"),
        "may_cancel": said,
        **_shown(request, case, row),
    }
    return render(request, "portal/job.html", {**context, "printed": logs.tail(row)})


@fragment
def live(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """What has changed since the page looked: nothing, some lines, or the end of it."""
    case = lookup.use_case(request, slug)
    row = _job(request, case, pk)
    if request.GET.get("seen") == stamp(row):
        return HttpResponse(status=204)
    at = request.GET.get("seen", "").rpartition(".")[2]
    printed = logs.since(row, int(at) if at.isascii() and at.isdigit() and len(at) < 15 else 0)
    context = {**_shown(request, case, row), "printed": printed}
    said = render_to_string("portal/_job_live.html", context)
    return HttpResponse(said, status=200 if context["live"] else STOP_POLLING)


@act
def cancel(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for a job to be cancelled; a second click finds it done."""
    case = lookup.use_case(request, slug)
    row = _job(request, case, pk)
    try:
        row = service.cancel(actor=request.actor, job_id=row.pk, now=request.now)
    except StaleState:
        row.refresh_from_db()
        if row.state != JobState.CANCELLED:
            raise
    ended = row.state == JobState.CANCELLED
    told = _("It is cancelled.") if ended else _("It ends at its next heartbeat, within seconds.")
    messages.success(request, told)
    return redirect("job", slug, pk)


def stamp(row: Job) -> str:
    """Names how far a job is; the last figure is how much it has printed."""
    asked = "c" if row.cancel_asked_at else ""
    return f"{row.state}{asked}.{row.attempts}.{row.progress}.{row.step}.{logs.size(row)}"


def _shown(request: PageRequest, case: UseCase, row: Job) -> dict:
    return {
        "case": case,
        "job": row,
        "live": row.state in service.UNFINISHED,
        "is_export": row.kind == JobKind.EXPORT,
        "is_kept": exports.is_kept(row, request.now),
        "took": row.ended_at - row.started_at if row.ended_at and row.started_at else None,
        "stamp": stamp(row),
    }


def _job(request: PageRequest, case: UseCase, pk: int) -> Job:
    rows = Job.objects.select_related("wanted_by")
    return visible(rows, request.actor, request.now, pk=pk, scope=case.scope_id)
