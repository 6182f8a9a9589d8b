"""The catalogue of environments, and registering one or its next revision."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may
from governance.errors import NotVisible, StaleState
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.catalogues.columns import (
    PAGE_SIZE,
    Column,
    column,
    narrowed,
    neighbours,
    typed,
)
from portal.pages.forms import platform as forms
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, form_page, page
from projects import catalogues, frameworks
from projects.models import EnvironmentRevision, Framework, Place, PlatformPlan
from projects.services import environments
from projects.words import PlaceKind

FILTERS = ("q", "place", "kind", "accelerated", "framework", "version")
SHOWN_FRAMEWORKS = 6

Row = tuple[EnvironmentRevision, list[Framework], int, list[PlatformPlan], int]


@page
def catalogue(request: PageRequest) -> HttpResponse:
    """Which environments there are, where, with how much and which frameworks."""
    query = request.GET
    wanted = catalogues.EnvironmentQuery(
        sought=typed(query, "q"),
        place=typed(query, "place"),
        kind=typed(query, "kind"),
        accelerated=bool(query.get("accelerated")),
        framework=typed(query, "framework"),
        version=typed(query, "version"),
        sort=typed(query, "sort") or "title",
    )
    rows = catalogues.environments(wanted).prefetch_related("frameworks")
    found = Paginator(rows, PAGE_SIZE).get_page(query.get("page"))
    return render(
        request,
        "portal/environments.html",
        {
            "neighbours": neighbours("environments"),
            "wanted": wanted,
            "narrowed": narrowed(query, FILTERS),
            "odd_version": bool(wanted.version) and frameworks.specifier(wanted.version) is None,
            "page": found,
            "rows": _rows(request, found, wanted.framework),
            "columns": _columns(request, wanted.sort),
            "places": Place.objects.all(),
            "kinds": PlaceKind.choices,
            "framework_names": catalogues.framework_names(),
            "may": may(request.actor, "environment.revise", None, now=request.now),
        },
    )


@form_page
def revise(request: PageRequest, key: str = "") -> HttpResponse:
    """Register an environment, or its next revision."""
    revision = newest(key) if key else None
    form = forms.EnvironmentForm(request.POST or None, initial=forms.environment_initial(revision))
    offer(form.fields["place"], [(one.pk, str(one)) for one in Place.objects.all()])
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _register(request, form))
        if status == DONE:
            return redirect("environments")
    stale = status == StaleState.status and revision is not None
    if stale and revision is not None:
        rebase(form, revision.number)
    return render(
        request,
        "portal/environment.html",
        {
            "form": form,
            "revision": revision,
            "stale": stale,
            "may": may(request.actor, "environment.revise", None, now=request.now),
        },
        status=status,
    )


def newest(key: str) -> EnvironmentRevision:
    """The newest revision of the environment with this key. Raises NotVisible."""
    rows = EnvironmentRevision.objects.filter(environment__key=key)
    found = rows.select_related("environment__place", "author").order_by("-number").first()
    if found is None:
        raise NotVisible(_("There is no such environment."))
    return found


def _register(request: PageRequest, form: forms.EnvironmentForm) -> str:
    said: dict[str, Any] = dict(form.cleaned_data)
    said["accelerators"] = said["accelerators"] or 0
    made = environments.revise(
        actor=request.actor,
        place_id=chosen_id(said.pop("place")),
        **said,
        now=request.now,
    )
    return _("%(revision)s is registered.") % {"revision": made}


def _rows(request: PageRequest, found: Page, framework: str) -> list[Row]:
    """Each with its frameworks, the one that is looked for first, and who takes it, as far as the
    reader may know.
    """
    shown = list(found.object_list)
    ids = [one.environment_id for one in shown]
    plans = catalogues.takers(ids, request.actor, request.now)
    takers = catalogues.few(plans, "revision__environment_id")
    return [_row(one, framework, *takers.get(one.environment_id, ([], 0))) for one in shown]


def _row(
    revision: EnvironmentRevision, framework: str, takers: list[PlatformPlan], more: int
) -> Row:
    sought = frameworks.name(framework) if framework else None
    there = sorted(revision.frameworks.all(), key=lambda one: (one.name != sought, one.name))
    return (
        revision,
        there[:SHOWN_FRAMEWORKS],
        max(0, len(there) - SHOWN_FRAMEWORKS),
        takers,
        more,
    )


def _columns(request: PageRequest, sort: str) -> list[Column]:
    def sorted_by(key: str, label: str, *, number: bool = False) -> Column:
        return column(request.GET, FILTERS, sort, key, label, number=number)

    return [
        sorted_by("title", _("Environment")),
        sorted_by("place", _("Place")),
        sorted_by("cores", _("Cores"), number=True),
        sorted_by("memory", _("GiB"), number=True),
        sorted_by("accelerators", _("Accelerators")),
        Column(_("Frameworks")),
        Column(_("Service level")),
        Column(_("Taken by")),
    ]
