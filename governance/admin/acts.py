"""Acts at the console: a button, a page that asks, one call of a service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.actors import Actor
from governance.errors import Invalid, NotVisible, PitwallError, Words

Run = Callable[[Actor, Any, Mapping[str, Any], datetime], str]


@dataclass(frozen=True)
class Act:
    """One act. `run(actor, row, values, now)` calls a service and returns what has happened.

    `roles` are the site roles that get the button; the service decides whether they may. An act
    `on_list` has no row (None). `fits` says whether a row is in a state for it.
    """

    name: str
    label: Words
    run: Run
    roles: frozenset[str]
    form: type[forms.Form] = forms.Form
    on_list: bool = False
    fits: Callable[[Any], bool] = lambda row: True


def page(
    request: HttpRequest,
    act: Act,
    actor: Actor,
    row: Model | None,
    *,
    back: str,
    context: Mapping[str, Any],
    initial: Mapping[str, Any],
) -> HttpResponse:
    """Ask for an act's values on GET, do it on POST; a refusal is shown with who can lift it."""
    form = act.form(request.POST if request.method == "POST" else None, initial=dict(initial))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = act.run(actor, row, form.cleaned_data, timezone.now())
        except NotVisible:
            raise
        except PitwallError as refusal:
            _tell(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    shown = {**context, "title": act.label, "form": form, "act": act, "row": row, "back": back}
    return TemplateResponse(request, "governance/admin/act.html", shown, status=status)


def _tell(form: forms.Form, refusal: PitwallError) -> None:
    """Put a refusal where it belongs: at its fields, or on top of the form."""
    if isinstance(refusal, Invalid):
        for name, why in refusal.fields.items():
            if name in form.fields:
                form.add_error(name, why)
            else:
                form.add_error(None, f"{name}: {why}")
        return
    who_can = getattr(refusal, "who_can", "")
    said = [refusal.message, *refusal.reasons, refusal.remedy]
    if who_can:
        said.append(_("Who can: %(who_can)s.") % {"who_can": who_can})
    form.add_error(None, " ".join(filter(None, said)))
