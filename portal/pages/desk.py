"""My desk: what waits for me and why, what I wait for, how my use cases stand."""

from django.http import HttpResponse
from django.shortcuts import render

from portal import context
from portal.pages import desk_sheet
from portal.pages.frame import PageRequest, page


@page
def desk(request: PageRequest) -> HttpResponse:
    """The desk of the one who asks."""
    sheet = desk_sheet.build(request.actor, context.waiting(request), request.now)
    return render(request, "portal/desk.html", {"sheet": sheet})
