"""The Platform page: environments, what the use case takes of them, and what IT is asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may, visible
from governance.errors import NotVisible, StaleState
from portal.pages import lookup
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.forms import platform as forms
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.head import head
from portal.pages.platform_sheet import Sheet, build
from projects import queries
from projects.models import EnvironmentRevision, FrameworkRequest, Place, UseCase
from projects.services import environments, framework_requests
from projects.services import platform as plans


@page
def platform(request: PageRequest, slug: str) -> HttpResponse:
    """Somewhere to work that policy allows and that can carry it."""
    return _show(request, lookup.use_case(request, slug))


@form_page
def plan(request: PageRequest, slug: str) -> HttpResponse:
    """Write the next revision of the platform plan."""
    case = lookup.use_case(request, slug)
    sheet = build(request.actor, case, request.now)
    start = forms.plan_initial(sheet.plan) | _preferred(request, sheet)
    form = forms.PlatformForm(request.POST or None, initial=start)
    offer(form.fields["revision"], _revisions(sheet))
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _revise(request, case, form))
        if status == DONE:
            return redirect("platform", slug)
    stale = status == StaleState.status
    if stale and sheet.plan is not None:
        rebase(form, sheet.plan.number)
    return render(
        request,
        "portal/platform_plan.html",
        {"head": head(request, case, "platform"), "sheet": sheet, "form": form, "stale": stale},
        status=status,
    )


def _revise(request: PageRequest, case: UseCase, form: forms.PlatformForm) -> str:
    said = form.given()
    made = plans.revise(
        actor=request.actor,
        use_case_id=case.pk,
        revision_id=chosen_id(said.pop("revision")),
        **said,
        now=request.now,
    )
    return _("Platform plan %(number)s is saved.") % {"number": made.number}


@act
def ask(request: PageRequest, slug: str) -> HttpResponse:
    """Ask IT for a framework in an environment."""
    case, form = lookup.use_case(request, slug), forms.FrameworkForm(request.POST)
    offer(form.fields["environment"], _environments())

    def call() -> str:
        said = dict(form.cleaned_data)
        framework_requests.ask(
            actor=request.actor,
            use_case_id=case.pk,
            environment_id=chosen_id(said.pop("environment")),
            **said,
            now=request.now,
        )
        return _("IT sees your request on their desk.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("platform", slug)
    return _show(request, case, status=status, framework=form)


@act
def answer(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Agree to a framework, or decline it."""
    case, form = lookup.use_case(request, slug), forms.FrameworkAnswerForm(request.POST)
    row = visible(FrameworkRequest.objects, request.actor, request.now, pk=pk, scope=case.scope_id)

    def call() -> str:
        made = framework_requests.answer(
            actor=request.actor,
            request_id=row.pk,
            agreed=request.POST.get("decision") == "agree",
            answer=form.cleaned_data["answer"],
            now=request.now,
        )
        return _("The request is %(state)s.") % {"state": made.get_state_display()}

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("platform", slug)
    return _show(request, case, status=status, said=form, answering=pk)


@form_page
def environment(request: PageRequest, key: str = "") -> HttpResponse:
    """Register an environment, or its next revision."""
    revision = _newest(key)
    form = forms.EnvironmentForm(request.POST or None, initial=forms.environment_initial(revision))
    offer(form.fields["place"], [(one.pk, str(one)) for one in Place.objects.all()])
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _register(request, form))
        if status == DONE:
            return redirect("environments")
    return render(
        request,
        "portal/environment.html",
        {
            "form": form,
            "revision": revision,
            "may": may(request.actor, "environment.revise", None, now=request.now),
        },
        status=status,
    )


@page
def catalogue(request: PageRequest) -> HttpResponse:
    """Every environment that IT offers."""
    return render(
        request,
        "portal/environments.html",
        {
            "rows": queries.environments(),
            "may": may(request.actor, "environment.revise", None, now=request.now),
        },
    )


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


def _newest(key: str) -> EnvironmentRevision | None:
    if not key:
        return None
    rows = EnvironmentRevision.objects.filter(environment__key=key).select_related("environment")
    found = rows.order_by("-number").first()
    if found is None:
        raise NotVisible("There is no such environment.")
    return found


def _environments() -> list[tuple[int, str]]:
    return [(one.environment_id, one.environment.title) for one in queries.environments()]


def _revisions(sheet: Sheet) -> list[tuple[int, str]]:
    """The newest revision of each environment, and the one that the plan takes now."""
    rows = {
        one.revision.pk: f"{one.revision}, {one.revision.environment.place}" for one in sheet.offers
    }
    if sheet.plan is not None:
        rows.setdefault(sheet.plan.revision_id, str(sheet.plan.revision))
    return list(rows.items())


def _preferred(request: PageRequest, sheet: Sheet) -> dict[str, int]:
    """The environment that the page's link names."""
    wanted = chosen_id(request.GET.get("take"))
    return {"revision": wanted} if wanted in {one.revision.pk for one in sheet.offers} else {}


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    shown = {"framework": forms.FrameworkForm(), "said": forms.FrameworkAnswerForm(), **bound}
    offer(shown["framework"].fields["environment"], _environments())
    sheet = build(request.actor, case, request.now)
    return render(
        request,
        "portal/platform.html",
        {"head": head(request, case, "platform"), "sheet": sheet, **shown},
        status=status,
    )
