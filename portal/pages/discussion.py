"""The discussion of a use case: remarks on anything in it, and what is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.access import may, visible
from governance.models import Membership
from governance.rules import Answer
from portal.pages import links, lookup
from portal.pages.acting import DONE, attempt
from portal.pages.forms.discussion import RemarkForm, WorkForm
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from projects import queries
from projects.models import Comment, UseCase, WorkItem
from projects.services import comments, work_items

# What remarks are about, in words, and the page where it stands.
ABOUT = {
    "brief": (gettext_lazy("the brief"), "brief"),
    "plan": (gettext_lazy("the data plan"), "data"),
    "dataset": (gettext_lazy("a dataset version"), "data"),
    "verdict": (gettext_lazy("how much data"), "data"),
    "access": (gettext_lazy("access to a source"), "data"),
    "platform": (gettext_lazy("the platform plan"), "platform"),
    "framework_request": (gettext_lazy("a framework"), "platform"),
    "application": (gettext_lazy("the application"), "integration"),
    "contract": (gettext_lazy("the contract"), "integration"),
    "review": (gettext_lazy("a gate review"), "gates"),
    "gate": (gettext_lazy("a gate"), "gates"),
    "finding": (gettext_lazy("a finding"), "use_case"),
    "candidate": (gettext_lazy("a nominated version"), "runs"),
    "evaluation": (gettext_lazy("a measurement"), "runs"),
    "release": (gettext_lazy("a release"), "releases"),
    "window": (gettext_lazy("a window"), "uc_monitoring"),
}


@dataclass(frozen=True)
class Remark:
    """A remark, its speaker's role, what it is about, and what the reader may do with it."""

    comment: Comment
    role: str
    about: str
    href: str


@page
def discussion(request: PageRequest, slug: str) -> HttpResponse:
    """What people say, and what they promise."""
    return _show(request, lookup.use_case(request, slug))


@act
def say(request: PageRequest, slug: str) -> HttpResponse:
    """Add a remark."""
    case, form = lookup.use_case(request, slug), RemarkForm(request.POST)
    _offer_subjects(form, case)

    def call() -> str:
        comments.add(
            actor=request.actor,
            subject=form.cleaned_data["about"],
            text=form.cleaned_data["text"],
            now=request.now,
        )
        return _("Said.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("discussion", slug)
    return _show(request, case, status=status, remark=form)


@act
def turn(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Pin a remark, unpin it, or (an officer) erase its text."""
    case = lookup.use_case(request, slug)
    row = visible(Comment.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    services = {"pin": comments.pin, "unpin": comments.unpin, "erase": comments.erase}
    service = services.get(request.POST.get("do", ""), comments.pin)
    service(actor=request.actor, comment_id=row.pk, now=request.now)
    if service is comments.erase:
        messages.success(request, _("The text is gone for good; its hash stays in the record."))
    return redirect("discussion", slug)


@act
def promise(request: PageRequest, slug: str) -> HttpResponse:
    """Note something to do."""
    case, form = lookup.use_case(request, slug), WorkForm(request.POST)
    offer(form.fields["owner"], _people(_team(case, request)), _("Nobody yet"))

    def call() -> str:
        work_items.add(
            actor=request.actor,
            subject=f"use_case:{case.pk}",
            title=form.cleaned_data["title"],
            owner_id=chosen_id(form.cleaned_data["owner"]) or None,
            due=form.cleaned_data["due"],
            now=request.now,
        )
        return _("Noted.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("discussion", slug)
    return _show(request, case, status=status, work=form)


@act
def done(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Say that something is done, or that it isn't after all."""
    case = lookup.use_case(request, slug)
    row = visible(WorkItem.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    service = work_items.finish if row.done_at is None else work_items.reopen
    service(actor=request.actor, item_id=row.pk, now=request.now)
    return redirect("discussion", slug)


def _offer_subjects(form: RemarkForm, case: UseCase) -> None:
    """The use case itself, and the newest of what people write for it."""
    found = [(f"use_case:{case.pk}", _("the use case"))]
    for kind, pk in queries.newest_writings(case).items():
        found.append((f"{kind}:{pk}", str(ABOUT[kind][0])))
    form.fields["about"].choices = found  # type: ignore[attr-defined]


def _remarks(request: PageRequest, case: UseCase, team: list[Membership]) -> Iterator[Remark]:
    rows = Comment.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    roles = {one.user_id: one.role for one in team}
    ordered = rows.select_related("author").order_by(F("pinned_at").asc(nulls_last=True), "pk")
    for one in ordered:
        words, place = ABOUT.get(one.subject_type, ("", ""))
        yield Remark(
            one,
            roles.get(one.author_id, ""),
            str(words),
            links.to(place, case.slug) if place else "",
        )


def _team(case: UseCase, request: PageRequest) -> list[Membership]:
    rows = Membership.objects.active(request.now).filter(scope=case.scope_id)
    return list(rows.select_related("user").order_by("pk"))


def _people(team: list[Membership]) -> list[tuple[int, str]]:
    people = {one.user_id: one.user.label for one in team if one.user.is_active}
    return list(people.items())


def _allowed(request: PageRequest, case: UseCase) -> dict[str, Answer]:
    actions = {"speak": "discussion.take_part", "erase": "comment.erase"}
    return {
        name: may(request.actor, action, case.scope, now=request.now, state=case.lifecycle)
        for name, action in actions.items()
    }


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    shown = {"remark": RemarkForm(), "work": WorkForm(), **bound}
    _offer_subjects(shown["remark"], case)
    team = _team(case, request)
    offer(shown["work"].fields["owner"], _people(team), _("Nobody yet"))
    items = WorkItem.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    return render(
        request,
        "portal/discussion.html",
        {
            "head": head(request, case, "discussion"),
            "case": case,
            "remarks": list(_remarks(request, case, team)),
            "items": items.select_related("owner").order_by(
                F("done_at").desc(nulls_first=True), F("due").asc(nulls_last=True), "pk"
            ),
            "today": request.now.date(),
            "may": _allowed(request, case),
            **shown,
        },
        status=status,
    )
