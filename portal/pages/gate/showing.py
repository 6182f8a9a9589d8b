"""The gate page with what was typed on it: after an act that was taken, refused, or came too late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance import canonical
from governance.errors import Denied, Invalid, PitwallError, StaleState
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.gate import (
    AdviceForm,
    DelegateForm,
    RevokeForm,
    SubmitForm,
    VoteForm,
    WaiverForm,
)
from portal.pages.frame import PageRequest
from portal.pages.gate import content_text, evidence
from portal.pages.gate.sheet import Sheet, build
from projects.models import UseCase
from workflows.models import Cycle


def attempt(
    request: PageRequest,
    case: UseCase,
    cycle: Cycle,
    stage: str,
    forms: dict[str, ServiceForm],
    call: Callable[[], str],
    twice: Callable[[], str],
) -> HttpResponse:
    """Call the service; what it refuses is said on the gate page, with what was typed.

    `twice` says whether a refusal means that this very act was done before: a second click ends
    where the first did.
    """
    if all(form.is_valid() for form in forms.values()):
        try:
            told = call()
        except Invalid as error:
            if not forms:
                raise
            for form in forms.values():
                form.tell(error)
        except StaleState as error:
            told = twice()
            if not told:
                return show(request, case, cycle, stage, forms=forms, error=error)
            messages.success(request, told)
            return redirect("gate", case.slug, cycle.number, stage)
        except Denied as error:
            return show(request, case, cycle, stage, forms=forms, error=error)
        else:
            messages.success(request, told)
            return redirect("gate", case.slug, cycle.number, stage)
    return show(request, case, cycle, stage, forms=forms, status=422)


def show(
    request: PageRequest,
    case: UseCase,
    cycle: Cycle,
    stage: str,
    *,
    forms: dict[str, ServiceForm] | None = None,
    error: PitwallError | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = build(request.actor, case, cycle, stage, request.now)
    bound = forms or {}
    stale = isinstance(error, StaleState)
    typed = bound.get("vote")
    ballot = typed if isinstance(typed, VoteForm) else None
    context: dict[str, Any] = {
        "sheet": sheet,
        "error": error,
        "turned": _turned(request, sheet) if stale else None,
        "kept": _kept(bound) if error and not sheet.reader.seats else [],
        "vote": _vote_form(request, sheet, ballot, anew=stale),
        "lend": _lend_form(sheet, bound.get("lend")),
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


def _vote_form(
    request: PageRequest, sheet: Sheet, bound: VoteForm | None, *, anew: bool
) -> VoteForm:
    """The ballot: what was typed, or an empty one on what this page shows.

    `anew` puts what was typed on the round of now: whoever saw another decides again, but needn't
    write again.
    """
    initial = _initial(sheet)
    if sheet.reader.seats:
        initial["seat"] = sheet.reader.seats[0].value
    if bound is not None and anew:
        bound = VoteForm(initial={**initial, **bound.kept()})
    form = bound or VoteForm(initial=initial)
    people = {one.user_id: one.user.label for one in sheet.members}
    tomorrow = timezone.localtime(request.now).date() + timedelta(days=1)
    form.offer(sheet.seat_choices, list(people.items()), tomorrow)
    return form


def _lend_form(sheet: Sheet, bound: ServiceForm | None) -> DelegateForm:
    roles = sheet.lending.roles
    initial = {"role": roles[0][0] if roles else "", "until": sheet.lending.until}
    form = bound if isinstance(bound, DelegateForm) else DelegateForm(initial=initial)
    form.offer(roles, sheet.lending.people)
    return form


def _kept(bound: dict[str, ServiceForm]) -> list[str]:
    """The words that somebody wrote for an act that can't be done any more, to be copied."""
    texts = [
        str(form.data.get(form.add_prefix(name), "")).strip()
        for form in bound.values()
        for name in form.fields
        if name in ("comment", "note", "reason") or name.startswith("condition_")
    ]
    return [text for text in texts if text]


def _turned(request: PageRequest, sheet: Sheet) -> dict[str, Any] | None:
    """What became of the round that an old page showed, and how its content differs from now."""
    shown = number_of(request.POST.get("vote-review") or request.POST.get("review") or "")
    seen = next((one.review for one in sheet.history if one.review.pk == shown), None)
    if seen is None:
        return None
    before, after = canonical.loads(seen.content), sheet.here.content
    return {
        "review": seen,
        "steps": evidence.told(sheet.stage, sheet.cycle.scope_id, before, after),
        "before": content_text.text(before),
        "after": content_text.text(after) if after is not None else "",
        "same": before == after,
    }


def number_of(text: str) -> int:
    """The number of a row; 0, which is none, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
