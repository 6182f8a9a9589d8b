"""The catalogue of data sources, and registering one."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may
from portal.pages.acting import DONE, attempt
from portal.pages.catalogues.columns import (
    PAGE_SIZE,
    Column,
    column,
    narrowed,
    neighbours,
    typed,
)
from portal.pages.forms.data import SourceForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.forms.people import offer_people
from portal.pages.frame import PageRequest, form_page, page
from projects import catalogues, queries
from projects.models import DataSource, Place, SourceAccess
from projects.services import sources
from projects.words import Classification, PlaceKind

FILTERS = ("q", "place", "kind", "class", "mine")


@page
def catalogue(request: PageRequest) -> HttpResponse:
    """Which data there is to ask for, where it lies, and whose it is."""
    query = request.GET
    wanted = catalogues.SourceQuery(
        sought=typed(query, "q"),
        place=typed(query, "place"),
        kind=typed(query, "kind"),
        classification=typed(query, "class"),
        owned_by=request.user.pk if query.get("mine") else None,
        sort=typed(query, "sort") or "title",
    )
    found = Paginator(catalogues.sources(wanted), PAGE_SIZE).get_page(query.get("page"))
    return render(
        request,
        "portal/sources.html",
        {
            "neighbours": neighbours("sources"),
            "wanted": wanted,
            "narrowed": narrowed(query, FILTERS),
            "page": found,
            "rows": _rows(request, found),
            "columns": _columns(request, wanted.sort),
            "places": Place.objects.all(),
            "kinds": PlaceKind.choices,
            "classes": Classification.choices,
            "may": may(request.actor, "source.register", None, now=request.now),
            "waiting": queries.access_waiting_for(request.actor, request.now),
        },
    )


@form_page
def register(request: PageRequest) -> HttpResponse:
    """Put a source into the catalogue."""
    form = SourceForm(request.POST or None, initial={"owner": request.user.pk})
    offer(form.fields["place"], [(one.pk, str(one)) for one in Place.objects.all()])
    offer_people(form.fields["owner"])
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _register(request, form))
        if status == DONE:
            return redirect("sources")
    return render(
        request,
        "portal/source_form.html",
        {"form": form, "may": may(request.actor, "source.register", None, now=request.now)},
        status=status,
    )


def _register(request: PageRequest, form: SourceForm) -> str:
    said: dict[str, Any] = dict(form.cleaned_data)
    made = sources.register(
        actor=request.actor,
        place_id=chosen_id(said.pop("place")),
        owner_id=chosen_id(said.pop("owner")),
        **said,
        now=request.now,
    )
    return _("%(title)s is in the catalogue.") % {"title": made.title}


def _rows(request: PageRequest, found: Page) -> list[tuple[DataSource, list[SourceAccess], int]]:
    """The sources of a page, each with those that read it, as far as the reader may know, and how
    many more do.
    """
    shown = list(found.object_list)
    granted = catalogues.granted([row.pk for row in shown], request.actor, request.now)
    readers = catalogues.few(granted, "source_id")
    return [(row, *readers.get(row.pk, ([], 0))) for row in shown]


def _columns(request: PageRequest, sort: str) -> list[Column]:
    def sorted_by(key: str, label: str, *, number: bool = False) -> Column:
        return column(request.GET, FILTERS, sort, key, label, number=number)

    return [
        sorted_by("title", _("Source")),
        sorted_by("place", _("Where it lies")),
        sorted_by("owner", _("Owner")),
        sorted_by("class", _("Class")),
        sorted_by("rows", _("Rows"), number=True),
        Column(_("Read by")),
    ]
