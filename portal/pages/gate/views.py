"""The gate page and the acts at it: each is one call of a service."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from governance.services import delegations, waivers
from governance.words import ReviewState
from portal.components.formats import day
from portal.pages import lookup
from portal.pages.forms.gate import (
    AdviceForm,
    DelegateForm,
    RevokeForm,
    SubmitForm,
    VoteForm,
    WaiverForm,
    end_of,
)
from portal.pages.frame import STOP_POLLING, PageRequest, act, fragment, page
from portal.pages.gate import again, pulse
from portal.pages.gate.sheet import build
from portal.pages.gate.showing import attempt, number_of, show
from projects.models import UseCase
from workflows.models import Cycle
from workflows.services import gates


@page
def gate(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """One gate: should it open?"""
    return show(request, *_found(request, slug, number), stage)


@fragment
def live(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Who has voted since the page was drawn; nothing where nobody has, the end where it is over."""
    case, cycle = _found(request, slug, number)
    shown = number_of(request.GET.get("round", ""))
    if pulse.stamp_now(shown, cycle.scope_id) == request.GET.get("seen"):
        return HttpResponse(status=204)
    sheet = build(request.actor, case, cycle, stage, request.now)
    waits = sheet.asked and sheet.review is not None and sheet.review.pk == shown
    seen = next((one.review for one in sheet.history if one.review.pk == shown), None)
    said = render_to_string(
        "portal/_gate_live.html", {"sheet": sheet, "over": not waits, "seen": seen}
    )
    return HttpResponse(said, status=200 if waits else STOP_POLLING)


@act
def submit(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Ask for a review of the stage as it stands."""
    case, cycle = _found(request, slug, number)
    form = SubmitForm(request.POST)

    def call() -> str:
        review = gates.submit(
            actor=request.actor,
            cycle_id=cycle.pk,
            stage=stage,
            note=form.typed("note"),
            now=request.now,
        )
        return _("Round %(round)s is submitted; whoever may vote sees it on their desk.") % {
            "round": review.round
        }

    def twice() -> str:
        return again.submission(request.actor, cycle, stage, form.typed("note"))

    return attempt(request, case, cycle, stage, {"submit": form}, call, twice)


@act
def vote(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Cast a binding vote on what the page showed."""
    case, cycle = _found(request, slug, number)
    form = VoteForm(request.POST)

    def call() -> str:
        result = gates.vote(actor=request.actor, **form.given(), now=request.now)
        if result.opened:
            return _("Your vote is taken; the gate is open. Nothing was deployed by it.")
        return _("Your vote is taken.")

    def twice() -> str:
        return again.vote(request.actor, form.given())

    return attempt(request, case, cycle, stage, {"vote": form}, call, twice)


@act
def advise(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Give advice that counts for nothing and is shown to all who vote."""
    case, cycle = _found(request, slug, number)
    form = AdviceForm(request.POST)

    def call() -> str:
        gates.advise(
            actor=request.actor,
            review_id=form.cleaned_data["review"],
            choice=form.cleaned_data["choice"],
            comment=form.cleaned_data["comment"],
            now=request.now,
        )
        return _("Your advice stands beside the votes.")

    def twice() -> str:
        said = form.cleaned_data
        return again.advice(request.actor, said["review"], said["choice"], said["comment"])

    return attempt(request, case, cycle, stage, {"advice": form}, call, twice)


@act
def delegate(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Let somebody else vote in one's place in this use case, until a day."""
    case, cycle = _found(request, slug, number)
    form = DelegateForm(request.POST)

    def call() -> str:
        loan = delegations.give(
            actor=request.actor, scope_id=cycle.scope_id, now=request.now, **form.given()
        )
        return _("%(name)s may vote for you here until %(day)s; each vote names you both.") % {
            "name": loan.taker.label,
            "day": day(loan.until),
        }

    def twice() -> str:
        said = form.cleaned_data
        return again.loan(request.actor, cycle.scope_id, said["role"], said["taker"], request.now)

    return attempt(request, case, cycle, stage, {"lend": form}, call, twice)


@act
def withdraw(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Take the round back."""
    case, cycle = _found(request, slug, number)

    def call() -> str:
        gates.withdraw(actor=request.actor, review_id=_round(request), now=request.now)
        return _("The round is withdrawn; the next submission opens another.")

    def twice() -> str:
        return again.ended(_round(request), ReviewState.WITHDRAWN)

    return attempt(request, case, cycle, stage, {}, call, twice)


@act
def waive(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Let one check pass until a day, as an officer."""
    case, cycle = _found(request, slug, number)
    form = WaiverForm(request.POST)

    def call() -> str:
        waivers.grant(
            actor=request.actor,
            scope_id=cycle.scope_id,
            stage=stage,
            check_key=form.cleaned_data["check_key"],
            reason=form.cleaned_data["reason"],
            until=end_of(form.cleaned_data["until"]),
            now=request.now,
            state=case.lifecycle,
        )
        return _("The check is waived; the day after it shuts the gate again.")

    def twice() -> str:
        said = form.cleaned_data
        until = end_of(said["until"])
        return again.waiver(
            request.actor, cycle.scope_id, stage, said["check_key"], until, request.now
        )

    return attempt(request, case, cycle, stage, {"waiver": form}, call, twice)


@act
def revoke(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Take an approval back, as an officer."""
    case, cycle = _found(request, slug, number)
    form = RevokeForm(request.POST)

    def call() -> str:
        gates.revoke(
            actor=request.actor,
            review_id=_round(request),
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
        return _("The approval is revoked and the gate is shut; what serves goes on serving.")

    def twice() -> str:
        return again.ended(_round(request), ReviewState.REVOKED)

    return attempt(request, case, cycle, stage, {"revoke": form}, call, twice)


def _found(request: PageRequest, slug: str, number: int) -> tuple[UseCase, Cycle]:
    case = lookup.use_case(request, slug)
    return case, lookup.cycle(request, case, number)


def _round(request: PageRequest) -> int:
    """The round that a button names."""
    return number_of(request.POST.get("review", ""))
