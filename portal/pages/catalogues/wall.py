"""The infrastructure wall: every environment's months, those that are passed soonest first."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from portal.charts import Figure
from portal.components.formats import percent
from portal.pages.catalogues import walls
from portal.pages.catalogues.columns import PAGE_SIZE, narrowed, neighbours, typed
from portal.pages.frame import PageRequest, page
from projects import catalogues
from projects.models import Place
from projects.words import PlaceKind

FILTERS = ("q", "place", "kind")
DRAWN = 4


@dataclass(frozen=True)
class Row:
    """An environment on the wall: what it says, how full it is now and at its fullest."""

    standing: walls.Standing
    resource: str
    present: str
    peak: str
    peak_month: str
    passing: str
    figure: Figure | None


@page
def wall(request: PageRequest) -> HttpResponse:
    """When do running and planned use cases pass what there is?"""
    query = request.GET
    wanted = catalogues.EnvironmentQuery(
        sought=typed(query, "q"), place=typed(query, "place"), kind=typed(query, "kind")
    )
    found = Paginator(catalogues.environments(wanted), PAGE_SIZE).get_page(query.get("page"))
    read = walls.read(list(found.object_list), request.actor, request.now)
    rows = [_row(one, n < DRAWN) for n, one in enumerate(sorted(read.standings, key=_urgency))]
    return render(
        request,
        "portal/wall.html",
        {
            "neighbours": neighbours("wall"),
            "wanted": wanted,
            "narrowed": narrowed(query, FILTERS),
            "page": found,
            "rows": rows,
            "drawn": [one for one in rows if one.figure],
            "passed": sum(1 for one in rows if one.passing),
            "places": Place.objects.all(),
            "kinds": PlaceKind.choices,
            "sums_others": read.others,
            "sees_all": request.actor.sees_all,
        },
    )


def _urgency(standing: walls.Standing) -> tuple[date, float, str]:
    found, title = standing.tightest, standing.revision.environment.title
    if found is None:
        return date.max, 0.0, title
    return (found.passing.first if found.passing else date.max, -found.peak.share, title)


def _row(standing: walls.Standing, draw: bool) -> Row:
    found = standing.tightest
    if found is None or not found.peak.total:
        return Row(standing, "", "", "", "", "", None)
    name = standing.revision.environment.title
    present = found.coming[0]
    return Row(
        standing=standing,
        resource=walls.label(found.resource),
        present=_full(present.share),
        peak=_full(found.peak.share),
        peak_month=walls.month_word(found.peak.first, found.now),
        passing=walls.month_word(found.passing.first, found.now) if found.passing else "",
        figure=walls.figure(name, found) if draw else None,
    )


def _full(share: float) -> str:
    """How full: taken of what there is."""
    return percent(share) if share != float("inf") else "∞"
