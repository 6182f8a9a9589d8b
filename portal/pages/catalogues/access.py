"""Access to sources: which may be asked for, and an owner's answers to those who ask."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.errors import NotVisible
from portal.pages.acting import DONE, attempt
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.data import AnswerForm
from portal.pages.forms.inputs import offer
from portal.pages.frame import PageRequest, form_page
from projects.models import DataSource, SourceAccess, UseCase
from projects.services import source_access
from projects.words import AccessState

DECISIONS: Mapping[str, Callable[..., SourceAccess]] = {
    "grant": source_access.grant,
    "refuse": source_access.refuse,
    "revoke": source_access.revoke,
}


@form_page
def requested(request: PageRequest, pk: int) -> HttpResponse:
    """A request for a source of one's own; its owner need be no member of the use case."""
    rows = SourceAccess.objects.filter(source__owner_id=request.user.pk)
    row = rows.select_related("use_case", "source__place", "asked_by").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("Nobody asks you for this."))
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _decide(request, row, form))
        if status == DONE:
            return redirect("sources")
    return render(
        request, "portal/source_access.html", {"access": row, "form": form}, status=status
    )


def offer_sources(form: ServiceForm, case: UseCase) -> None:
    """Sources that the use case may still ask for."""
    held = case.source_access.filter(state__in=[AccessState.ASKED, AccessState.GRANTED])
    rows = DataSource.objects.exclude(pk__in=held.values("source_id")).select_related("place")
    offer(form.fields["source"], [(one.pk, f"{one.title}, {one.place}") for one in rows])


def _decide(request: PageRequest, row: SourceAccess, form: AnswerForm) -> str:
    service = DECISIONS.get(request.POST.get("decision", ""), source_access.refuse)
    made = service(
        actor=request.actor,
        access_id=row.pk,
        answer=form.cleaned_data["answer"],
        now=request.now,
    )
    return _("Access is %(state)s.") % {"state": made.get_state_display()}
