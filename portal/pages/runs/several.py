"""Several runs at once: compared on a page of their own, or taken along as CSV."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.pages import lookup
from portal.pages.frame import PageRequest, page, piece
from portal.pages.head import head
from portal.pages.runs import comparing, curves, export, table
from portal.pages.runs import sheet as sheets
from projects.models import UseCase
from workflows import run_search
from workflows.models import Run

# What the address of a comparison may say besides the runs.
SAYS = ("all", "curves", "metric")


@page
def compare(request: PageRequest, slug: str) -> HttpResponse:
    """The runs that the address names, side by side; `?curves=1` waits for their curves."""
    case = lookup.use_case(request, slug)
    ids = table.picked_ids(request.GET)
    if set(request.GET) - {"run", *SAYS}:
        # Filters of the table came along in its form; an address that is passed on is short.
        return redirect(f"{reverse('runs_compare', args=[slug])}{comparing.address(ids)}")
    chosen = comparing.runs(request.actor, case, ids, request.now)
    asked = sheets.metrics_of(lookup.objectives(case, request.now))
    here = [run.pk for run in chosen]
    more = {"all": "1"} if request.GET.get("all") else {}
    return render(
        request,
        "portal/runs_compare.html",
        {
            "head": head(request, case, "runs"),
            "case": case,
            "comparison": comparing.build(
                case, chosen, sheets.bound(case), asked, max(0, len(ids) - comparing.MOST)
            ),
            "most": comparing.MOST,
            "everything": bool(more),
            "switch": comparing.address(here, **({} if more else {"all": "1"})),
            "again": f"{reverse('runs', args=[slug])}{comparing.address(here)}",
            **_curves(request, case, chosen),
        },
    )


@page
def compare_curves(request: PageRequest, slug: str) -> HttpResponse:
    """The curves of these runs alone, for a page that is there already."""
    case = lookup.use_case(request, slug)
    if not request.htmx:
        asked = request.GET.copy()
        asked["curves"] = "1"
        return redirect(f"{reverse('runs_compare', args=[slug])}?{asked.urlencode()}#curves")
    ids = table.picked_ids(request.GET)
    chosen = comparing.runs(request.actor, case, ids, request.now)
    told = _curves(request, case, chosen, wait=True)
    return piece("portal/_runs_curves.html", told)


@page
def export_csv(request: PageRequest, slug: str) -> StreamingHttpResponse:
    """All runs that fit the filters, in the table's order, as CSV."""
    case = lookup.use_case(request, slug)
    everything = run_search.of(request.actor, case.scope_id, request.now)
    sort = request.GET.get("sort", table.NEWEST)
    found, _sort = table.found(everything, table.wanted(request.GET), sort)
    nominated = run_search.all_nominated(case.scope_id)
    return StreamingHttpResponse(
        export.rows(found.select_related("author", "cycle"), nominated),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{case.slug}-runs.csv"'},
    )


def _curves(request: PageRequest, case: UseCase, chosen: list[Run], *, wait: bool = False) -> dict:
    drawn = None
    if wait or request.GET.get("curves"):
        metrics = request.GET.getlist("metric")
        drawn = curves.draw(sheets.bound(case), chosen, metrics)
    said = request.GET.urlencode()
    names = comparing.address([run.pk for run in chosen])
    return {
        "curves": drawn,
        "curves_href": f"{reverse('runs_compare_curves', args=[case.slug])}?{said}",
        "curves_page": f"{reverse('runs_compare', args=[case.slug])}{names}&",
    }
