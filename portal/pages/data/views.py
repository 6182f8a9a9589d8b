"""The Data page and its acts: each is one call of a service."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import visible
from governance.errors import StaleState
from portal.pages import lookup
from portal.pages.acting import DONE, attempt, rebase
from portal.pages.catalogues import access
from portal.pages.data.sheet import build
from portal.pages.forms import data as forms
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, form_page, page
from portal.pages.head import head
from projects import queries
from projects.models import DatasetVersion, Place, SourceAccess, UseCase, Verdict
from projects.services import datasets, plans, source_access, verdicts
from projects.words import AccessState, Part
from workflows.services import cycles

Call = Callable[[], str]


@page
def data(request: PageRequest, slug: str) -> HttpResponse:
    """Is there enough of the right data, and may it be used?"""
    return _show(request, lookup.use_case(request, slug))


@form_page
def plan(request: PageRequest, slug: str) -> HttpResponse:
    """Write the next revision of the data plan."""
    case = lookup.use_case(request, slug)
    sheet = build(request.actor, case, request.now)
    readable = [
        one.source
        for one in sheet.sources
        if one.in_plan
        or (one.access and one.access.state in (AccessState.GRANTED, AccessState.ASKED))
    ]
    form = forms.PlanForm(
        request.POST or None,
        initial=forms.plan_initial(sheet.plan, [one.pk for one in readable]),
    )
    form.fields["sources"].choices = [  # type: ignore[attr-defined]
        (one.pk, f"{one.title}, {one.place}") for one in readable
    ]
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _revise(request, case, form))
        if status == DONE:
            return redirect("data", slug)
    stale = status == StaleState.status
    if stale and sheet.plan is not None:
        rebase(form, sheet.plan.number)
    return render(
        request,
        "portal/data_plan.html",
        {"head": head(request, case, "data"), "sheet": sheet, "form": form, "stale": stale},
        status=status,
    )


def _revise(request: PageRequest, case: UseCase, form: forms.PlanForm) -> str:
    made = plans.revise(actor=request.actor, use_case_id=case.pk, **form.given(), now=request.now)
    return _("Data plan %(number)s is saved.") % {"number": made.number}


@act
def ask(request: PageRequest, slug: str) -> HttpResponse:
    """Ask the owner of a source for access."""
    case, form = lookup.use_case(request, slug), forms.AskForm(request.POST)
    access.offer_sources(form, case)

    def call() -> str:
        made = source_access.ask(
            actor=request.actor,
            use_case_id=case.pk,
            source_id=chosen_id(form.cleaned_data["source"]),
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
        return _("%(owner)s is asked for %(source)s.") % {
            "owner": made.source.owner.label,
            "source": made.source.title,
        }

    return _act(request, case, "ask", form, call)


@act
def answer(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Grant, refuse or take back access to a source of one's own."""
    case, form = lookup.use_case(request, slug), forms.AnswerForm(request.POST)
    row = visible(SourceAccess.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    service = access.DECISIONS.get(request.POST.get("decision", ""), source_access.refuse)

    def call() -> str:
        made = service(
            actor=request.actor,
            access_id=row.pk,
            answer=form.cleaned_data["answer"],
            now=request.now,
        )
        return _("Access is %(state)s.") % {"state": made.get_state_display()}

    return _act(request, case, "answer", form, call, answering=pk)


@act
def register(request: PageRequest, slug: str) -> HttpResponse:
    """Deliver a CSV: it is hashed, checked by the plan and kept."""
    case, form = lookup.use_case(request, slug), forms.DeliveryForm(request.POST, request.FILES)
    plan = queries.latest_plan(case)
    offer(form.fields["place"], list(_places()))

    def call() -> str:
        made = datasets.register(
            actor=request.actor,
            plan_id=plan.pk if plan else 0,
            part=form.cleaned_data["part"],
            label=form.cleaned_data["label"],
            file=form.cleaned_data["file"],
            place_id=chosen_id(form.cleaned_data["place"]),
            now=request.now,
        )
        if made.passed:
            return _("%(label)s is kept: %(rows)s rows, all checks passed.") % {
                "label": made.label,
                "rows": made.rows,
            }
        return _("%(label)s is kept, but failed a check; see why below.") % {"label": made.label}

    if form.is_valid() and form.cleaned_data["file"] is None:
        form.add_error("file", _("Choose a file."))
    return _act(request, case, "delivery", form, call)


@act
def pin(request: PageRequest, slug: str) -> HttpResponse:
    """Pin a dataset version to the cycle."""
    case, form = lookup.use_case(request, slug), forms.PinForm(request.POST)
    cycle = lookup.current_cycle(case, request.now)
    offer(form.fields["dataset"], _pinnable(case))

    def call() -> str:
        pins = cycles.pin_data(
            actor=request.actor,
            cycle_id=cycle.pk if cycle else 0,
            datasets=[(chosen_id(form.cleaned_data["dataset"]), form.cleaned_data["use"])],
            now=request.now,
        )
        return _("%(dataset)s is pinned to this cycle.") % {"dataset": pins[0].dataset.label}

    return _act(request, case, "pin", form, call)


@act
def want(request: PageRequest, slug: str) -> HttpResponse:
    """Ask for so many rows."""
    case, form = lookup.use_case(request, slug), forms.WantForm(request.POST)
    plan = queries.latest_plan(case)

    def call() -> str:
        made = verdicts.ask(
            actor=request.actor,
            plan_id=plan.pk if plan else 0,
            **form.cleaned_data,
            now=request.now,
        )
        return _("Round %(round)s is with the data engineers.") % {"round": made.round}

    return _act(request, case, "want", form, call)


@act
def deliver(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a request for rows with a dataset version."""
    case = lookup.use_case(request, slug)
    verdict = visible(
        Verdict.objects.select_related("plan"),
        request.actor,
        request.now,
        pk=pk,
        scope=case.scope_id,
    )
    form = forms.DeliverForm(request.POST)
    offer(form.fields["dataset"], _deliverable(verdict, queries.passed_versions(verdict.plan)))

    def call() -> str:
        made = verdicts.answer(
            actor=request.actor,
            verdict_id=verdict.pk,
            dataset_id=chosen_id(form.cleaned_data["dataset"]),
            answer=form.cleaned_data["answer"],
            now=request.now,
        )
        return _("Round %(round)s: %(outcome)s.") % {
            "round": made.round,
            "outcome": made.get_outcome_display(),
        }

    return _act(request, case, "deliver", form, call)


@act
def download(request: PageRequest, slug: str, pk: int) -> FileResponse:
    """The CSV of a version; that held-out data was opened goes into the record."""
    case = lookup.use_case(request, slug)
    row = visible(DatasetVersion.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    opened = datasets.open_held_out if row.part == Part.HELD_OUT else datasets.open_file
    file = opened(actor=request.actor, dataset_id=row.pk, now=request.now)
    return FileResponse(
        file, as_attachment=True, filename=f"{slug}-{row.part}-{row.sha256[:12]}.csv"
    )


def _act(
    request: PageRequest, case: UseCase, name: str, form: ServiceForm, call: Call, **more: Any
) -> HttpResponse:
    status = attempt(request, form, call)
    if status == DONE:
        return redirect("data", case.slug)
    return _show(request, case, status=status, **{name: form}, **more)


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    sheet = build(request.actor, case, request.now, request.GET.dict())
    shown = {
        "ask": forms.AskForm(),
        "answer": forms.AnswerForm(),
        "delivery": forms.DeliveryForm(),
        "pin": forms.PinForm(),
        "want": forms.WantForm(),
        "deliver": forms.DeliverForm(),
        **bound,
    }
    deliverable = _deliverable(sheet.waiting, sheet.made) if sheet.waiting else []
    if sheet.may["ask"].ok:
        access.offer_sources(shown["ask"], case)
    if sheet.may["register"].ok:
        offer(shown["delivery"].fields["place"], list(_places()))
    offer(shown["pin"].fields["dataset"], [(one.pk, str(one)) for one in sheet.made])
    offer(shown["deliver"].fields["dataset"], deliverable)
    return render(
        request,
        "portal/data.html",
        {
            "head": head(request, case, "data"),
            "sheet": sheet,
            "deliverable": deliverable,
            **shown,
        },
        status=status,
    )


def _places() -> Iterator[tuple[int, str]]:
    return ((one.pk, str(one)) for one in Place.objects.all())


def _pinnable(case: UseCase) -> list[tuple[int, str]]:
    """Versions of the current plan that passed."""
    plan = queries.latest_plan(case)
    return [(one.pk, str(one)) for one in queries.passed_versions(plan)] if plan else []


def _deliverable(verdict: Verdict, made: Iterable[DatasetVersion]) -> list[tuple[int, str]]:
    """Of what the plan made and passed: the part that was asked for, and not delivered already."""
    return [
        (one.pk, f"{one}, {one.rows:,}")
        for one in made
        if one.part == verdict.part and one.pk != verdict.delivered_id
    ]
