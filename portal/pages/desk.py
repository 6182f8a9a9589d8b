"""My desk: what waits for me and why, what I wait for, what changed, how my use cases stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from governance.services import visits
from portal.pages import desk_sheet, glance
from portal.pages.frame import PageRequest, fragment, page


@page
def desk(request: PageRequest) -> HttpResponse:
    """The desk of the one who asks; that they looked is noted, for what is new next time.

    A long list of what waits has pages.
    """
    since = visits.look(actor=request.actor, now=request.now)
    seen = glance.of(request)
    sheet = desk_sheet.build(seen, request.GET.get("page", ""), since)
    return render(request, "portal/desk.html", {"sheet": sheet, "stamp": seen.stamp})


@fragment
def live(request: PageRequest) -> HttpResponse:
    """What waits now; nothing while nothing has happened since the page looked."""
    seen = glance.of(request)
    if seen.stamp == request.GET.get("seen"):
        return HttpResponse(status=204)
    sheet = desk_sheet.waiting_of(seen, request.GET.get("page", ""))
    said = render_to_string("portal/_desk_live.html", {"sheet": sheet, "stamp": seen.stamp})
    return HttpResponse(said)
