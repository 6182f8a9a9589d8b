"""One act of a page: what was typed, one call of a service, and a toast when it is done."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from governance.errors import Denied, GateShut, Invalid, StaleState
from portal.pages.forms.base import ServiceForm

DONE = 0


def attempt(request: HttpRequest, form: ServiceForm, call: Callable[[], str]) -> int:
    """Call a service with a form that is clean; DONE, or the HTTP status that says why not.

    `call` gives the words of the toast. What the service refuses stands in the form, so that
    nothing that was typed is lost.
    """
    if not form.is_valid():
        return Invalid.status
    try:
        told = call()
    except Invalid as error:
        form.tell(error)
        return error.status
    except (Denied, GateShut, StaleState) as error:
        for line in (error.message, *error.reasons, error.remedy, getattr(error, "who_can", "")):
            if line:
                form.add_error(None, line)
        return error.status
    messages.success(request, told)
    return DONE


def rebase(form: forms.Form, number: int) -> None:
    """Put what was typed on the newest revision, so that sending it again isn't stale again."""
    typed = QueryDict(mutable=True)
    for name in form.data:
        values = form.data.getlist(name) if isinstance(form.data, QueryDict) else [form.data[name]]
        typed.setlist(name, values)
    typed["based_on"] = str(number)
    form.data = typed
