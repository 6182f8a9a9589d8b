"""The catalogue of data sources, and an owner's answers to those who ask."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.access import may
from governance.errors import NotVisible
from governance.models import User
from portal.pages.acting import DONE, attempt
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.data import AnswerForm, SourceForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, form_page
from projects import queries
from projects.models import DataSource, Place, SourceAccess, UseCase
from projects.services import source_access, sources
from projects.words import AccessState

DECISIONS: Mapping[str, Callable[..., SourceAccess]] = {
    "grant": source_access.grant,
    "refuse": source_access.refuse,
    "revoke": source_access.revoke,
}


@form_page
def catalogue(request: PageRequest) -> HttpResponse:
    """All data sources that somebody has registered; registering another."""
    form = SourceForm(request.POST or None)
    offer(form.fields["place"], [(one.pk, str(one)) for one in Place.objects.all()])
    people = User.objects.filter(is_active=True, is_service=False).order_by(
        "first_name", "username"
    )
    offer(form.fields["owner"], [(one.pk, one.label) for one in people])
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _register(request, form))
        if status == DONE:
            return redirect("sources")
    sought = request.GET.get("q", "").strip()[:200]
    return render(
        request,
        "portal/sources.html",
        {
            "rows": _found(sought),
            "sought": sought,
            "form": form,
            "may": may(request.actor, "source.register", None, now=request.now),
            "waiting": queries.access_waiting_for(request.actor, request.now),
        },
        status=status,
    )


@form_page
def requested(request: PageRequest, pk: int) -> HttpResponse:
    """A request for a source of one's own; its owner need be no member of the use case."""
    rows = SourceAccess.objects.filter(source__owner_id=request.user.pk)
    row = rows.select_related("use_case", "source__place", "asked_by").filter(pk=pk).first()
    if row is None:
        raise NotVisible("Nobody asks you for this.")
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _decide(request, row, form))
        if status == DONE:
            return redirect("sources")
    return render(
        request, "portal/source_access.html", {"access": row, "form": form}, status=status
    )


def _decide(request: PageRequest, row: SourceAccess, form: AnswerForm) -> str:
    service = DECISIONS.get(request.POST.get("decision", ""), source_access.refuse)
    made = service(
        actor=request.actor,
        access_id=row.pk,
        answer=form.cleaned_data["answer"],
        now=request.now,
    )
    return _("Access is %(state)s.") % {"state": made.get_state_display()}


def offer_sources(form: ServiceForm, case: UseCase) -> None:
    """Sources that the use case may still ask for."""
    held = case.source_access.filter(state__in=[AccessState.ASKED, AccessState.GRANTED])
    rows = DataSource.objects.exclude(pk__in=held.values("source_id")).select_related("place")
    offer(form.fields["source"], [(one.pk, f"{one.title}, {one.place}") for one in rows])


def _found(sought: str) -> list[DataSource]:
    rows = DataSource.objects.select_related("place", "owner")
    for word in sought.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(system__icontains=word)
            | Q(description__icontains=word)
            | Q(key__icontains=word)
            | Q(owner__first_name__icontains=word)
        )
    return list(rows[:200])


def _register(request: PageRequest, form: SourceForm) -> str:
    said: dict[str, Any] = dict(form.cleaned_data)
    made = sources.register(
        actor=request.actor,
        place_id=chosen_id(said.pop("place")),
        owner_id=chosen_id(said.pop("owner")),
        **said,
        now=request.now,
    )
    return _("%(title)s is in the catalogue.") % {"title": made.title}
