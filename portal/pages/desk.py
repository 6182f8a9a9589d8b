"""My desk: what waits for me and why, what I wait for, how my use cases stand."""

from django.http import HttpResponse
from django.shortcuts import render

from portal.pages import desk_sheet, glance
from portal.pages.frame import PageRequest, page


@page
def desk(request: PageRequest) -> HttpResponse:
    """The desk of the one who asks; a long list of what waits has pages."""
    sheet = desk_sheet.build(glance.of(request), request.GET.get("page", ""))
    return render(request, "portal/desk.html", {"sheet": sheet})
