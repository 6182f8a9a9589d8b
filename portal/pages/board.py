"""The board: where everything stands, by earliest shut gate; filters live in the address."""

from django.http import HttpResponse
from django.shortcuts import render

from portal.pages import board_sheet
from portal.pages.frame import PageRequest, page


@page
def board(request: PageRequest) -> HttpResponse:
    """All use cases that the reader may see, as columns or, with `?view=table`, as a table."""
    sheet = board_sheet.build(request.actor, request.GET, request.now)
    return render(request, "portal/board.html", {"sheet": sheet})
