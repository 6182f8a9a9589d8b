"""The overview and its acts: start a cycle, propose, confirm, take and settle findings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import visible
from governance.errors import Invalid
from governance.models import Finding, Proposal
from governance.services import findings, proposals
from portal.pages import glance, lookup
from portal.pages.forms.overview import ProposalForm, SettleForm, StartForm
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from portal.pages.overview import sheet as overview
from projects import access
from projects.models import UseCase
from projects.services import use_cases
from workflows.services import cycles, releases

# Who carries out an act once a second person has confirmed it.
CONFIRMED_BY = {
    "use_case": use_cases.confirm,
    "cycle": cycles.confirm_abandoning,
    "release": releases.confirm_break_glass,
}


@page
def use_case(request: PageRequest, slug: str) -> HttpResponse:
    """What is going on with this use case."""
    return _show(request, lookup.use_case(request, slug))


@act
def start(request: PageRequest, slug: str) -> HttpResponse:
    """Begin the next cycle."""
    case, form = lookup.use_case(request, slug), StartForm(request.POST)
    if form.is_valid():
        try:
            cycle = cycles.start(
                actor=request.actor, use_case_id=case.pk, **form.cleaned_data, now=request.now
            )
        except Invalid as error:
            form.tell(error)
        else:
            messages.success(request, _("Cycle %(number)s has begun.") % {"number": cycle.number})
            return redirect("use_case", slug)
    return _show(request, case, start=form)


@act
def propose(request: PageRequest, slug: str) -> HttpResponse:
    """Propose an act that a second person confirms."""
    case = lookup.use_case(request, slug)
    sheet = overview.build(glance.of(request).reader, case)
    form = ProposalForm(request.POST, acts=sheet.life.proposable)
    if form.is_valid():
        try:
            _propose(request, case, sheet.cycle, **form.cleaned_data)
        except Invalid as error:
            form.tell(error)
        else:
            messages.success(
                request, _("Proposed; nothing happens until a second person confirms.")
            )
            return redirect("use_case", slug)
    return _show(request, case, proposal=form)


def _propose(request: PageRequest, case: UseCase, cycle, *, act: str, reason: str) -> Proposal:
    room, _dot, what = act.partition(".")
    if room == "cycle":
        return cycles.propose_abandoning(
            actor=request.actor, cycle_id=cycle.pk, reason=reason, now=request.now
        )
    return use_cases.propose(
        actor=request.actor, use_case_id=case.pk, act=what, reason=reason, now=request.now
    )


@act
def confirm(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Confirm somebody else's proposal: it happens at once."""
    proposal = _proposal(request, slug, pk)
    service = CONFIRMED_BY[proposal.act.partition(".")[0]]
    service(actor=request.actor, proposal_id=pk, now=request.now)
    messages.success(request, _("Confirmed and done."))
    return redirect("use_case", slug)


@act
def decline(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Say no to somebody else's proposal."""
    proposal = _proposal(request, slug, pk)
    case = lookup.use_case(request, slug)
    proposals.decline(
        actor=request.actor,
        proposal_id=proposal.pk,
        now=request.now,
        state=access.lifecycle(case.scope),
    )
    messages.success(request, _("Declined; nothing was changed."))
    return redirect("use_case", slug)


@act
def withdraw(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    proposal = _proposal(request, slug, pk)
    proposals.withdraw(actor=request.actor, proposal_id=proposal.pk, now=request.now)
    messages.success(request, _("The proposal is withdrawn."))
    return redirect("use_case", slug)


@act
def take(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Become the owner of a finding."""
    case, finding = _finding(request, slug, pk)
    findings.assign(
        actor=request.actor,
        finding_id=finding.pk,
        owner_id=request.user.pk,
        now=request.now,
        state=access.lifecycle(case.scope),
    )
    messages.success(request, _("You own F-%(id)s now.") % {"id": finding.pk})
    return redirect("use_case", slug)


@act
def settle(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Settle a finding, saying how."""
    case, finding = _finding(request, slug, pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            findings.resolve(
                actor=request.actor,
                finding_id=finding.pk,
                resolution=form.cleaned_data["resolution"],
                now=request.now,
                state=access.lifecycle(case.scope),
            )
        except Invalid as error:
            form.tell(error)
        else:
            messages.success(request, _("F-%(id)s is settled.") % {"id": finding.pk})
            return redirect("use_case", slug)
    return _show(request, case, settle=form, settling=finding.pk)


def _proposal(request: PageRequest, slug: str, pk: int) -> Proposal:
    case = lookup.use_case(request, slug)
    return visible(Proposal.objects, request.actor, request.now, pk=pk, scope=case.scope_id)


def _finding(request: PageRequest, slug: str, pk: int) -> tuple[UseCase, Finding]:
    case = lookup.use_case(request, slug)
    return case, visible(Finding.objects, request.actor, request.now, pk=pk, scope=case.scope_id)


def _show(request: PageRequest, case: UseCase, **bound: Any) -> HttpResponse:
    sheet = overview.build(glance.of(request).reader, case)
    forms = {
        "start": StartForm(),
        "proposal": ProposalForm(acts=sheet.life.proposable),
        "settle": SettleForm(),
        **bound,
    }
    return render(
        request,
        "portal/use_case.html",
        {"head": head(request, case), "sheet": sheet, **forms},
        status=422 if bound else 200,
    )
