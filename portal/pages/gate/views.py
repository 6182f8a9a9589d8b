"""The gate page and the acts at it: each is one call of a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import canonical
from governance.errors import Denied, Invalid, PitwallError, StaleState
from governance.models import Membership, Review
from governance.services import waivers
from portal.pages import lookup
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.gate import AdviceForm, RevokeForm, SubmitForm, VoteForm, WaiverForm, end_of
from portal.pages.frame import PageRequest, act, page
from portal.pages.gate import content_text
from portal.pages.gate.sheet import Sheet, build
from portal.pages.head import head
from projects.models import UseCase
from workflows.models import Cycle
from workflows.services import gates


@page
def gate(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """One gate: should it open?"""
    return _show(request, *_found(request, slug, number), stage)


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

    return _act(request, case, cycle, stage, {"submit": form}, call)


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

    return _act(request, case, cycle, stage, {"vote": form}, call)


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

    return _act(request, case, cycle, stage, {"advice": form}, call)


@act
def withdraw(request: PageRequest, slug: str, number: int, stage: str) -> HttpResponse:
    """Take the round back."""
    case, cycle = _found(request, slug, number)

    def call() -> str:
        gates.withdraw(actor=request.actor, review_id=_round(request), now=request.now)
        return _("The round is withdrawn; the next submission opens another.")

    return _act(request, case, cycle, stage, {}, call)


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

    return _act(request, case, cycle, stage, {"waiver": form}, call)


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

    return _act(request, case, cycle, stage, {"revoke": form}, call)


def _found(request: PageRequest, slug: str, number: int) -> tuple[UseCase, Cycle]:
    case = lookup.use_case(request, slug)
    return case, lookup.cycle(request, case, number)


def _round(request: PageRequest) -> int:
    """The round that a button names; 0, which is none, for anything else."""
    text = request.POST.get("review", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _act(
    request: PageRequest,
    case: UseCase,
    cycle: Cycle,
    stage: str,
    forms: dict[str, ServiceForm],
    call: Callable[[], str],
) -> HttpResponse:
    """Call the service; what it refuses is said on the gate page, with what was typed."""
    if all(form.is_valid() for form in forms.values()):
        try:
            told = call()
        except Invalid as error:
            if not forms:
                raise
            for form in forms.values():
                form.tell(error)
        except (Denied, StaleState) as error:
            return _show(request, case, cycle, stage, forms=forms, error=error)
        else:
            messages.success(request, told)
            return redirect("gate", case.slug, cycle.number, stage)
    return _show(request, case, cycle, stage, forms=forms, status=422)


def _show(
    request: PageRequest,
    case: UseCase,
    cycle: Cycle,
    stage: str,
    *,
    forms: dict[str, ServiceForm] | None = None,
    error: PitwallError | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = build(request.actor, cycle, stage, request.now)
    bound = forms or {}
    typed = bound.get("vote")
    ballot = typed if isinstance(typed, VoteForm) else None
    context: dict[str, Any] = {
        "head": head(request, case, "gates"),
        "sheet": sheet,
        "error": error,
        "turned": _turned(request, sheet) if isinstance(error, StaleState) else None,
        "vote": _vote_form(request, sheet, ballot),
        "advice": bound.get("advice") or AdviceForm(initial=_initial(sheet)),
        "submit": bound.get("submit") or SubmitForm(),
        "waiver": bound.get("waiver") or WaiverForm(),
        "revoke": bound.get("revoke") or RevokeForm(),
        "bound": set(bound),
        "waived_key": bound["waiver"].typed("check_key") if "waiver" in bound else "",
    }
    return render(request, "portal/gate.html", context, status=error.status if error else status)


def _initial(sheet: Sheet) -> dict[str, Any]:
    review = sheet.review
    return {"review": review.pk, "seen_hash": review.content_hash} if review else {}


def _vote_form(request: PageRequest, sheet: Sheet, bound: VoteForm | None) -> VoteForm:
    """The ballot: what was typed, or an empty one on what this page shows."""
    initial = _initial(sheet)
    if sheet.reader.seats:
        initial["seat"] = sheet.reader.seats[0].value
    form = bound or VoteForm(initial=initial)
    members = (
        Membership.objects.active(request.now)
        .filter(scope=sheet.cycle.scope_id, user__is_active=True)
        .select_related("user")
        .order_by("user__first_name", "user__username", "pk")
    )
    people = {one.user_id: one.user.label for one in members}
    form.offer(sheet.seat_choices, list(people.items()))
    return form


def _turned(request: PageRequest, sheet: Sheet) -> dict[str, Any] | None:
    """What became of the round that an old page showed, and how its content differs from now."""
    text = request.POST.get("vote-review") or request.POST.get("review") or ""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    seen = Review.objects.visible_to(request.actor, request.now).filter(pk=int(text)).first()
    if seen is None or seen.pk not in {one.review.pk for one in sheet.history}:
        return None
    before = content_text.text(canonical.loads(seen.content))
    after = content_text.text(sheet.here.content) if sheet.here.content is not None else ""
    return {"review": seen, "before": before, "after": after, "same": before == after}
