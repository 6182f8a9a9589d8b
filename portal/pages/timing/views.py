"""The Timing page and its tables as CSV, for whoever is signed in, about what they may see."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.errors import NotVisible
from portal.pages import csv_file
from portal.pages.frame import PageRequest, page
from portal.pages.timing import sheet
from portal.pages.timing.filters import Filters
from portal.pages.timing.tables import TABLES, Asked


@page
def timing(request: PageRequest) -> HttpResponse:
    """Where did the days go? The tower, what is stuck, the figures of a period."""
    found = sheet.build(request.actor, request.GET, request.now)
    return render(request, "portal/timing.html", {"sheet": found})


@page
def table(request: PageRequest, name: str) -> StreamingHttpResponse:
    """One table of the page as a CSV file, by the same filters. Raises NotVisible."""
    if name not in TABLES:
        raise NotVisible(_("There is no such table."))
    # The file is read after this view has returned, when no zone is active any more.
    asked = Asked(
        request.actor, Filters.read(request.GET), request.now, timezone.get_current_timezone()
    )
    found = TABLES[name]
    title = f"pitwall-timing-{name}-{timezone.localdate(request.now):%Y-%m-%d}.csv"
    return csv_file.response(title, found.head, found.rows(asked), asked.zone)
