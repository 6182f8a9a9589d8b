"""A source's own page: what it is, who reads it, what was decided, and asking for it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import rules
from governance.errors import NotVisible
from governance.models import LedgerEntry, Membership, Scope
from portal.pages.acting import DONE, attempt
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.data import CatalogueAskForm, SourceChangeForm, source_initial
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.forms.people import offer_people
from portal.pages.frame import PageRequest, act, form_page, page
from projects import catalogues
from projects.models import DataSource, SourceAccess, UseCase
from projects.services import source_access, sources
from projects.words import AccessState, Lifecycle

SHOWN_ENTRIES = 25
ANEW = (AccessState.REFUSED, AccessState.REVOKED)
WORDS = {
    "source.registered": gettext_lazy("put it into the catalogue"),
    "source.changed": gettext_lazy("described it anew"),
    "access.asked": gettext_lazy("asked for access"),
    "access.granted": gettext_lazy("granted access"),
    "access.refused": gettext_lazy("refused access"),
    "access.revoked": gettext_lazy("took access back"),
}


@dataclass(frozen=True)
class Line:
    """One entry of the record about a source; `where` is the use case it is about, if one."""

    entry: LedgerEntry
    text: str
    where: str


@page
def source(request: PageRequest, key: str) -> HttpResponse:
    """What a source is, and who reads it."""
    return _show(request, _found(key), CatalogueAskForm())


@act
def ask(request: PageRequest, key: str) -> HttpResponse:
    """Ask the owner to let one of my use cases read it."""
    row, form = _found(key), CatalogueAskForm(request.POST)
    offer(form.fields["use_case"], [(one.pk, one.title) for one in _askers(request, row)])

    def call() -> str:
        made = source_access.ask(
            actor=request.actor,
            use_case_id=chosen_id(form.cleaned_data["use_case"]),
            source_id=row.pk,
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
        return _("%(owner)s is asked to let %(case)s read it.") % {
            "owner": row.owner.label,
            "case": made.use_case.title,
        }

    if form.is_valid() and not form.cleaned_data["use_case"]:
        form.add_error("use_case", _("Choose the use case that is to read it."))
    status = attempt(request, form, call)
    return redirect("source", key) if status == DONE else _show(request, row, form, status)


@form_page
def revise(request: PageRequest, key: str) -> HttpResponse:
    """Describe a source anew, or hand it to another owner."""
    row = _found(key)
    form = SourceChangeForm(request.POST or None, initial=source_initial(row))
    offer_people(form.fields["owner"])
    status = 200
    if request.method == "POST":
        status = attempt(request, form, lambda: _change(request, row, form))
        if status == DONE:
            return redirect("source", key)
    return render(
        request,
        "portal/source_revise.html",
        {"source": row, "form": form, "mine": row.owner_id == request.user.pk},
        status=status,
    )


def _change(request: PageRequest, row: DataSource, form: SourceChangeForm) -> str:
    """Only what differs is passed on, so that the record names what was changed."""
    said: dict[str, Any] = dict(form.cleaned_data)
    said["owner_id"] = chosen_id(said.pop("owner"))
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    made = sources.change(actor=request.actor, source_id=row.pk, **changed, now=request.now)
    return _("%(title)s is described anew.") % {"title": made.title}


def _found(key: str) -> DataSource:
    row = DataSource.objects.select_related("place", "owner", "registered_by").filter(key=key)
    found = row.first()
    if found is None:
        raise NotVisible(_("There is no such source."))
    return found


def _askers(request: PageRequest, row: DataSource) -> list[UseCase]:
    """The reader's use cases that may ask for it: by their role there, not asked or granted yet."""
    roles = rules.RULES["access.ask"].roles
    mine = Membership.objects.active(request.now).filter(user_id=request.user.pk, role__in=roles)
    held = SourceAccess.objects.filter(source=row).exclude(state__in=ANEW)
    rows = UseCase.objects.visible_to(request.actor, request.now)
    rows = rows.filter(scope__in=mine.values("scope_id"), lifecycle=Lifecycle.ACTIVE)
    return list(rows.exclude(pk__in=held.values("use_case_id")).order_by("title"))


def _history(row: DataSource, readers: list[SourceAccess]) -> list[Line]:
    """The newest entries about it: its own, and of access in the use cases that are told of."""
    labels = dict(
        Scope.objects.filter(pk__in=[one.scope_id for one in readers]).values_list("key", "label")
    )
    entries = catalogues.source_entries(row, list(labels))[:SHOWN_ENTRIES]
    return [
        Line(one, str(WORDS.get(one.kind, one.kind)), labels.get(one.scope, "")) for one in entries
    ]


def _show(
    request: PageRequest, row: DataSource, form: ServiceForm, status: int = 200
) -> HttpResponse:
    readers = list(catalogues.readers([row.pk], request.actor, request.now))
    askers = _askers(request, row)
    offer(form.fields["use_case"], [(one.pk, one.title) for one in askers])
    return render(
        request,
        "portal/source.html",
        {
            "source": row,
            "mine": row.owner_id == request.user.pk,
            "readers": readers,
            "waiting": [one for one in readers if one.state == AccessState.ASKED],
            "history": _history(row, readers),
            "askers": askers,
            "who_asks": rules.who_can("access.ask"),
            "form": form,
        },
        status=status,
    )
