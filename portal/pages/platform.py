"""The Platform page: environments, what the use case takes of them, and what IT is asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import visible
from governance.errors import StaleState
from portal.pages import lookup
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.catalogues.columns import typed
from portal.pages.forms import platform as forms
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.head import head
from portal.pages.platform_sheet import allowed, build
from projects import queries
from projects.models import Environment, FrameworkRequest, PlatformPlan, UseCase
from projects.services import framework_requests
from projects.services import platform as plans


@page
def platform(request: PageRequest, slug: str) -> HttpResponse:
    """Somewhere to work that policy allows and that can carry it."""
    return _show(request, lookup.use_case(request, slug))


@form_page
def plan(request: PageRequest, slug: str) -> HttpResponse:
    """Write the next revision of the platform plan."""
    case = lookup.use_case(request, slug)
    newest = queries.latest_platform(case)
    offered = _revisions(newest)
    start = forms.plan_initial(newest) | _preferred(request, offered)
    form = forms.PlatformForm(request.POST or None, initial=start)
    offer(form.fields["revision"], list(offered.items()))
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _revise(request, case, form))
        if status == DONE:
            return redirect("platform", slug)
    stale = status == StaleState.status
    if stale and newest is not None:
        rebase(form, newest.number)
    return render(
        request,
        "portal/platform_plan.html",
        {
            "head": head(request, case, "platform"),
            "case": case,
            "plan": newest,
            "may": allowed(request.actor, case, request.now)["plan"],
            "form": form,
            "stale": stale,
        },
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


def _environments() -> list[tuple[int, str]]:
    return list(Environment.objects.values_list("pk", "title"))


def _revisions(plan: PlatformPlan | None) -> dict[int, str]:
    """The newest revision of each environment, and the one that the plan takes now."""
    rows = {one.pk: f"{one}, {one.environment.place}" for one in queries.environments()}
    if plan is not None:
        rows.setdefault(plan.revision_id, str(plan.revision))
    return rows


def _preferred(request: PageRequest, offered: dict[int, str]) -> dict[str, int]:
    """The environment that the page's link names."""
    wanted = chosen_id(request.GET.get("take"))
    return {"revision": wanted} if wanted in offered else {}


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    shown = {"framework": forms.FrameworkForm(), "said": forms.FrameworkAnswerForm(), **bound}
    query = request.GET
    sheet = build(request.actor, case, request.now, typed(query, "q"), query.get("page", ""))
    if sheet.may["ask"].ok:
        offer(shown["framework"].fields["environment"], _environments())
    return render(
        request,
        "portal/platform.html",
        {
            "head": head(request, case, "platform"),
            "sheet": sheet,
            **shown,
        },
        status=status,
    )
