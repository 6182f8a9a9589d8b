"""The Integration page: applications, their contracts, the smoke test, deployed versions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import canonical
from governance.access import may, visible
from governance.errors import StaleState
from governance.models import Membership
from governance.rules import Answer
from portal.pages import lookup
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.forms import integration as forms
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.head import head
from projects.models import Application, ApplicationVersion, ContractRevision, DataSource, UseCase
from projects.services import applications, contracts
from workflows.models import Candidate, Job
from workflows.services import jobs, smoke
from workflows.words import JobKind

ACTIONS = {"manage": "application.manage", "contract": "contract.revise", "smoke": "smoke.run"}


@dataclass(frozen=True)
class Standing:
    """An application with its newest contract beside the nominated version's signature."""

    application: Application
    contract: ContractRevision | None
    inputs: tuple[tuple[str, str, str], ...]
    outputs: tuple[tuple[str, str, str], ...]
    request: str
    versions: tuple[ApplicationVersion, ...]
    revisions: tuple[ContractRevision, ...]
    job: Job | None

    @property
    def live(self) -> bool:
        """Whether its smoke test is under way."""
        return self.job is not None and self.job.state in jobs.UNFINISHED


@page
def integration(request: PageRequest, slug: str) -> HttpResponse:
    """Does the model fit the application that uses it?"""
    return _show(request, lookup.use_case(request, slug))


@act
def register(request: PageRequest, slug: str) -> HttpResponse:
    """Add an application."""
    case, form = lookup.use_case(request, slug), forms.ApplicationForm(request.POST)
    offer(form.fields["owner"], _members(case, request))

    def call() -> str:
        said = dict(form.cleaned_data)
        made = applications.register(
            actor=request.actor,
            use_case_id=case.pk,
            owner_id=chosen_id(said.pop("owner")),
            **said,
            now=request.now,
        )
        return _("%(title)s is registered; write its contract next.") % {"title": made.title}

    return _act(request, case, "register", form, call)


@act
def change(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Say where an application stands."""
    case, row = _application(request, slug, pk)
    form = forms.StatusForm(request.POST)

    def call() -> str:
        made = applications.change(
            actor=request.actor, application_id=row.pk, **form.cleaned_data, now=request.now
        )
        return _("%(title)s is %(status)s.") % {
            "title": made.title,
            "status": made.get_status_display(),
        }

    return _act(request, case, "status", form, call)


@act
def deployed(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Note that a version of the application was deployed."""
    case, row = _application(request, slug, pk)
    form = forms.DeployedForm(request.POST)

    def call() -> str:
        made = applications.deployed(
            actor=request.actor, application_id=row.pk, **form.cleaned_data, now=request.now
        )
        return _("%(version)s is noted.") % {"version": made}

    return _act(request, case, "deployed", form, call)


@form_page
def contract(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Write the next revision of an application's contract."""
    case, row = _application(request, slug, pk)
    newest = row.contracts.order_by("-number").first()
    form = forms.ContractForm(request.POST or None, initial=forms.contract_initial(newest))
    sources = DataSource.objects.filter(access__use_case=case).distinct()
    offer(
        form.fields["source"],
        [(one.pk, one.title) for one in sources],
        _("Not from the catalogue"),
    )
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _revise(request, row, form))
        if status == DONE:
            return redirect("integration", slug)
    stale = status == StaleState.status
    if stale and newest is not None:
        rebase(form, newest.number)
    return render(
        request,
        "portal/contract.html",
        {
            "head": head(request, case, "integration"),
            "case": case,
            "application": row,
            "newest": newest,
            "form": form,
            "stale": stale,
            "may": _allowed(request, case)["contract"],
        },
        status=status,
    )


def _revise(request: PageRequest, row: Application, form: forms.ContractForm) -> str:
    said = dict(form.cleaned_data)
    made = contracts.revise(
        actor=request.actor,
        application_id=row.pk,
        inputs_=said.pop("inputs"),
        operational_source_id=chosen_id(said.pop("source")) or None,
        **said,
        now=request.now,
    )
    return _("Contract revision %(number)s is saved.") % {"number": made.number}


@act
def try_out(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Put the contract's own request to the nominated version."""
    case = lookup.use_case(request, slug)
    row = visible(ContractRevision.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    made = smoke.run(actor=request.actor, contract_id=row.pk, now=request.now)
    messages.success(request, _("%(title)s: the runner does it now.") % {"title": made.title})
    return redirect("integration", slug)


def _application(request: PageRequest, slug: str, pk: int) -> tuple[UseCase, Application]:
    case = lookup.use_case(request, slug)
    rows = Application.objects.select_related("owner")
    return case, visible(rows, request.actor, request.now, pk=pk, scope=case.scope_id)


def _act(
    request: PageRequest, case: UseCase, name: str, form: ServiceForm, call: Callable[[], str]
) -> HttpResponse:
    status = attempt(request, form, call)
    if status == DONE:
        return redirect("integration", case.slug)
    return _show(request, case, code=status, **{name: form})


def _show(request: PageRequest, case: UseCase, *, code: int = 200, **bound: Any) -> HttpResponse:
    shown = {
        "register": forms.ApplicationForm(),
        "status": forms.StatusForm(),
        "deployed": forms.DeployedForm(),
        **bound,
    }
    offer(shown["register"].fields["owner"], _members(case, request))
    cycle = lookup.current_cycle(case, request.now)
    candidate = cycle.candidates.filter(superseded_at=None).first() if cycle else None
    rows = [_standing(one, candidate) for one in _applications(case)]
    return render(
        request,
        "portal/integration.html",
        {
            "head": head(request, case, "integration"),
            "case": case,
            "cycle": cycle,
            "candidate": candidate,
            "rows": rows,
            "may": _allowed(request, case),
            **shown,
        },
        status=code,
    )


def _applications(case: UseCase):
    rows = Application.objects.filter(scope=case.scope_id).select_related("owner")
    return rows.order_by("title", "pk")


def _standing(application: Application, candidate: Candidate | None) -> Standing:
    revisions = tuple(application.contracts.select_related("author").order_by("-number"))
    newest = next(iter(revisions), None)
    signature = canonical.loads(candidate.signature) if candidate else {}
    rows = canonical.loads(newest.smoke_request) if newest else []
    tried = Job.objects.filter(
        kind=JobKind.SMOKE, subject_type="contract", subject_id=newest.pk if newest else 0
    )
    return Standing(
        application=application,
        contract=newest,
        inputs=_beside(newest.inputs if newest else "[]", signature.get("inputs", [])),
        outputs=_beside(newest.outputs if newest else "[]", signature.get("outputs", [])),
        request=canonical.dumps(rows) if rows else "",
        versions=tuple(application.versions.select_related("deployed_by").order_by("-pk")),
        revisions=revisions,
        job=tried.order_by("-pk").first(),
    )


def _beside(ours: str, theirs: list[Mapping[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Each column with the contract's type and the model's."""
    mine = {one["name"]: one["type"] for one in canonical.loads(ours)}
    other = {one.get("name", ""): str(one.get("type", "")) for one in theirs}
    names = dict.fromkeys([*mine, *other])
    return tuple((name, mine.get(name, ""), other.get(name, "")) for name in names)


def _members(case: UseCase, request: PageRequest) -> list[tuple[int, str]]:
    rows = Membership.objects.active(request.now).filter(scope=case.scope_id, user__is_active=True)
    people = {one.user_id: one.user.label for one in rows.select_related("user").order_by("pk")}
    return list(people.items())


def _allowed(request: PageRequest, case: UseCase) -> dict[str, Answer]:
    return {
        name: may(request.actor, action, case.scope, now=request.now, state=case.lifecycle)
        for name, action in ACTIONS.items()
    }
