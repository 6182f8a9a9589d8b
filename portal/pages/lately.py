"""What happened lately in the reader's use cases, told from the record in sentences."""

from django.http import HttpResponse
from django.shortcuts import render

from portal.pages import activity, paging
from portal.pages.frame import PageRequest, page

A_PAGE = 50


@page
def lately(request: PageRequest) -> HttpResponse:
    """The news, newest first."""
    found = activity.entries(request.actor, request.now)
    shown = paging.Stretch(found, A_PAGE, request.GET.get("page"))
    context = {"page": shown, "lines": activity.sentences(shown.object_list)}
    return render(request, "portal/lately.html", context)
