"""The Runs page: runs, jobs, nominations and measurements."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import visible
from governance.models import Membership
from governance.services.tokens import MadeToken
from governance.words import Role
from portal.pages import lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.forms.keys import KeyForm
from portal.pages.forms.runs import NominateForm, TrainForm
from portal.pages.frame import PageRequest, act, form_page
from portal.pages.head import head
from portal.pages.runs import connect, table
from portal.pages.runs import sheet as sheets
from projects.models import UseCase
from workflows.models import Candidate, Cycle
from workflows.services import candidates, evaluations, training


@form_page
def runs(request: PageRequest, slug: str) -> HttpResponse:
    """What the team has tried, and what came of it; its own form makes a key to the use case."""
    case = lookup.use_case(request, slug)
    return _make_key(request, case) if request.method == "POST" else _show(request, case)


def _make_key(request: PageRequest, case: UseCase) -> HttpResponse:
    """The key is in the lines to paste, on the page that answers alone."""
    form = KeyForm(request.POST)
    made: list[MadeToken] = []

    def call() -> str:
        made.append(connect.make_key(request.actor, case, request.now))
        return _("The key is made. Copy the lines now: it is shown this once.")

    status = attempt(request, form, call)
    if status:
        return _show(request, case, status=status, key=form)
    return _show(request, case, made=made[0])


@act
def train(request: PageRequest, slug: str) -> HttpResponse:
    """Have the runner train with a registered script."""
    case, form = lookup.use_case(request, slug), TrainForm(request.POST)
    offer(form.fields["script"], [(name, name) for name in training.scripts()])
    cycle = lookup.current_cycle(case, request.now)

    def call() -> str:
        training.start(
            actor=request.actor,
            cycle_id=cycle.pk if cycle else 0,
            **form.cleaned_data,
            now=request.now,
        )
        return _("The runner takes the training up; its log is here.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("runs", slug)
    return _show(request, case, status=status, train=form)


@form_page
def nominate(request: PageRequest, slug: str) -> HttpResponse:
    """Choose a registered version for this cycle."""
    case = lookup.use_case(request, slug)
    found = sheets.registered(sheets.bound(case))
    run_id = request.GET.get("run", "")[:64]
    made = found.of_run(run_id) if run_id else ""
    form = NominateForm(request.POST or None, initial={"version": made})
    offer(form.fields["version"], list(found.versions))
    offer(form.fields["author"], _scientists(case, request), _("As the run says"))
    cycle, status = lookup.current_cycle(case, request.now), 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _nominate(request, cycle, form))
        if status == DONE:
            return redirect("runs", slug)
    sheet = sheets.build(request.actor, case, request.now)
    return render(
        request,
        "portal/nominate.html",
        {
            "head": head(request, case, "runs"),
            "sheet": sheet,
            "found": found,
            "form": form,
            "unregistered": bool(run_id) and not made and not found.trouble,
        },
        status=status,
    )


def _nominate(request: PageRequest, cycle: Cycle | None, form: NominateForm) -> str:
    model, version = form.named()
    made = candidates.nominate(
        actor=request.actor,
        cycle_id=cycle.pk if cycle else 0,
        model=model,
        version=version,
        author_id=chosen_id(form.cleaned_data["author"]) or None,
        now=request.now,
    )
    return _("%(candidate)s is nominated; Pitwall measures it on its own.") % {"candidate": made}


@act
def measure(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for another measurement of a nominated version."""
    case = lookup.use_case(request, slug)
    visible(Candidate.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    made = evaluations.ask(actor=request.actor, candidate_id=pk, now=request.now)
    messages.success(request, _("Try %(n)s is with the runner.") % {"n": made.n})
    return redirect("runs", slug)


def _scientists(case: UseCase, request: PageRequest) -> list[tuple[int, str]]:
    rows = Membership.objects.active(request.now).filter(
        scope=case.scope_id, role=Role.DATA_SCIENTIST
    )
    return [(one.user_id, one.user.label) for one in rows.select_related("user").order_by("pk")]


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    sheet = sheets.build(request.actor, case, request.now, bound.get("made"))
    form = bound.get("train") or TrainForm(initial={"model": case.slug})
    offer(form.fields["script"], [(name, name) for name in training.scripts()])
    return render(
        request,
        "portal/runs.html",
        {
            "head": head(request, case, "runs"),
            "sheet": sheet,
            "table": table.build(request, case, sheet.asked),
            "most": table.MOST_PICKED,
            "train": form,
            "key": bound.get("key") or KeyForm(),
        },
        status=status,
    )
