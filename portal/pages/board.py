"""The board: where everything stands, by earliest shut gate; filters live in the address."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance import queries
from governance.services import saved_views
from portal.pages import acting, board_sheet, glance
from portal.pages.board_filters import Filters
from portal.pages.forms.board import ViewForm
from portal.pages.frame import PageRequest, act, page

PLACE = "board"


@page
def board(request: PageRequest) -> HttpResponse:
    """All use cases that the reader may see, as columns or, with `?view=table`, as a table."""
    return _show(request, Filters.of(request.GET))


@act
def save(request: PageRequest) -> HttpResponse:
    """Keep the filters that the board shows under a name."""
    asked = Filters.of(QueryDict(request.POST.get("query", "")))
    form = ViewForm(request.POST)

    def call() -> str:
        made = saved_views.save(
            actor=request.actor,
            place=PLACE,
            query=asked.query(),
            now=request.now,
            **form.cleaned_data,
        )
        return _("“%(name)s” is kept among your views.") % {"name": made.name}

    status = acting.attempt(request, form, call)
    return _show(request, asked, status=status, form=form) if status else _back(asked.query())


@act
def rename(request: PageRequest, pk: int) -> HttpResponse:
    """Call a view of one's own otherwise."""
    asked = Filters.of(QueryDict(request.POST.get("query", "")))
    form = ViewForm(request.POST)

    def call() -> str:
        made = saved_views.rename(
            actor=request.actor, view_id=pk, now=request.now, **form.cleaned_data
        )
        return _("The view is called “%(name)s” now.") % {"name": made.name}

    status = acting.attempt(request, form, call)
    return _show(request, asked, status=status, form=form) if status else _back(asked.query())


@act
def delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own; what it showed stays."""
    saved_views.delete(actor=request.actor, view_id=pk, now=request.now)
    messages.success(request, _("The view is deleted."))
    return _back(Filters.of(QueryDict(request.POST.get("query", ""))).query())


def _back(query: str) -> HttpResponse:
    address = reverse("board")
    return redirect(f"{address}?{query}" if query else address)


def _show(
    request: PageRequest, asked: Filters, *, status: int = 200, form: ViewForm | None = None
) -> HttpResponse:
    sheet = board_sheet.build(glance.of(request).reader, asked, request.GET.get("page", ""))
    context = {
        "sheet": sheet,
        "saved": list(queries.saved_views(request.actor, PLACE)),
        "form": form or ViewForm(),
    }
    return render(request, "portal/board.html", context, status=status)
