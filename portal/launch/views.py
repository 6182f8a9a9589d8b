"""The first start's progress in the browser: no sign-in, because there is nobody yet."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.launch.progress import Report

# htmx stops polling at this status.
STOP_POLLING = 286


@require_safe
@never_cache
def starting(request: HttpRequest) -> HttpResponse:
    """The whole page; it watches itself."""
    return render(request, "portal/starting.html", {"report": Report.read(settings.PROGRESS_FILE)})


@require_safe
@never_cache
def starting_status(request: HttpRequest) -> HttpResponse:
    """The list alone, as a fragment that htmx polls; 286 once nothing moves any more."""
    report = Report.read(settings.PROGRESS_FILE)
    status = STOP_POLLING if report.state in ("done", "failed") else 200
    return render(request, "portal/starting.html#status", {"report": report}, status=status)
