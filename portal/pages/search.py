"""Search over everything that the reader may see: a few of each kind, or one kind by pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.components.types import Tab
from portal.pages import found
from portal.pages.frame import PageRequest, page
from portal.pages.paging import Stretch

LONGEST = 200
A_FEW, A_PAGE = 5, 50


@page
def search(request: PageRequest) -> HttpResponse:
    """What fits the words asked for; `kind` narrows it to one kind, which has pages."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    kinds = [one for one in found.KINDS if one.key == kind] or list(found.KINDS)
    alone = len(kinds) == 1
    groups = []
    for one in kinds if asked else ():
        rows = one.rows(request.actor, asked, request.now)
        shown = Stretch(rows, A_PAGE if alone else A_FEW, request.GET.get("page") if alone else 1)
        if len(shown):
            groups.append((one, shown, [one.tell(row) for row in shown]))
    context = {"asked": asked, "groups": groups, "alone": alone, "kinds": _tabs(asked, kind)}
    return render(request, "portal/search.html", context)


def _tabs(asked: str, kind: str) -> list[Tab]:
    """All kinds, and each alone."""
    query = found.query(asked)
    return [
        Tab(_("Everything"), query, current=not kind),
        *(Tab(str(one.label), f"{query}&kind={one.key}", kind == one.key) for one in found.KINDS),
    ]
