"""Service accounts and everybody's tokens, for administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.models import User
from governance.services import people, tokens
from portal.pages.acting import attempt
from portal.pages.forms.keys import ServiceAccountForm, ServiceTokenForm
from portal.pages.frame import PageRequest, act, page
from portal.pages.paging import Stretch

A_PAGE = 50


@page
def everybodys(request: PageRequest) -> HttpResponse:
    """Every token that there is, and what makes service accounts and tokens for them."""
    return _show(request)


@act
def add_account(request: PageRequest) -> HttpResponse:
    """Make an account for a program."""
    form = ServiceAccountForm(request.POST)

    def call() -> str:
        user = people.add(
            actor=request.actor, is_service=True, now=request.now, **form.cleaned_data
        )
        return _("%(name)s can be given roles and tokens now.") % {"name": user.label}

    status = attempt(request, form, call)
    return _show(request, status=status, account=form) if status else redirect("tokens")


@act
def make(request: PageRequest) -> HttpResponse:
    """Make a token for a service account; its secret is on the page that answers, and nowhere after."""
    form = _offered(ServiceTokenForm(request.POST))
    made: list[tokens.MadeToken] = []

    def call() -> str:
        made.append(tokens.make(actor=request.actor, now=request.now, **form.given()))
        return _("The token is made. Copy it now: it is shown this once.")

    status = attempt(request, form, call)
    if status:
        return _show(request, status=status, token=form)
    return _show(request, made=made[0])


@act
def end(request: PageRequest, key: str) -> HttpResponse:
    """End anybody's token."""
    tokens.revoke(actor=request.actor, key=key, now=request.now)
    messages.success(request, _("The token is revoked; it stops at its next request."))
    return redirect("tokens")


def _show(request: PageRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    rows = tokens.everybodys(actor=request.actor, now=request.now)
    context = {
        "page": Stretch(rows, A_PAGE, request.GET.get("page")),
        "account": ServiceAccountForm(),
        "token": bound.pop("token", None) or _offered(ServiceTokenForm()),
        **bound,
    }
    return render(request, "portal/tokens.html", context, status=status)


def _offered(form: ServiceTokenForm) -> ServiceTokenForm:
    """The form with the accounts there are."""
    accounts = User.objects.filter(is_service=True, is_active=True).order_by("username")
    form.offer_accounts([(one.pk, one.label) for one in accounts])
    return form
