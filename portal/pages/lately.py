"""What happened lately in the reader's use cases, told from the record in sentences."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from portal.pages import activity
from portal.pages.frame import PageRequest, page

A_PAGE = 50


@page
def lately(request: PageRequest) -> HttpResponse:
    """The news, newest first."""
    found = Paginator(activity.entries(request.actor, request.now), A_PAGE)
    shown = found.get_page(request.GET.get("page"))
    context = {"page": shown, "lines": activity.sentences(shown.object_list)}
    return render(request, "portal/lately.html", context)
