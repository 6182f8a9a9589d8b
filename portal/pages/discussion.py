"""The discussion of a use case: remarks on anything in it, and what is to be done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.access import may, visible
from governance.models import Membership
from governance.rules import Answer
from portal.pages import links, lookup, said
from portal.pages.acting import DONE, attempt
from portal.pages.forms.discussion import EraseForm, FilesForm, RemarkForm, WorkForm
from portal.pages.forms.files import uploads
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from projects import mentions, queries
from projects.models import Attachment, Comment, UseCase, WorkItem
from projects.services import attachments, comments, work_items

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
class Kept:
    """A file that is attached, and whether the reader may erase it."""

    row: Attachment
    may_erase: bool


@dataclass(frozen=True)
class Remark:
    """A remark as it is shown, its speaker's role, what it is about, and its files."""

    comment: Comment
    text: str
    role: str
    about: str
    href: str
    files: tuple[Kept, ...]


@page
def discussion(request: PageRequest, slug: str) -> HttpResponse:
    """What people say, and what they promise."""
    return _show(request, lookup.use_case(request, slug))


@act
def say(request: PageRequest, slug: str) -> HttpResponse:
    """Add a remark."""
    case, form = lookup.use_case(request, slug), RemarkForm(request.POST, request.FILES)
    _offer_subjects(form, case)

    def call() -> str:
        comments.add(
            actor=request.actor,
            subject=form.cleaned_data["about"],
            text=form.cleaned_data["text"],
            uploads=uploads(form.cleaned_data["attached"]),
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


@act
def attach(request: PageRequest, slug: str) -> HttpResponse:
    """Attach files to the use case itself."""
    case, form = lookup.use_case(request, slug), FilesForm(request.POST, request.FILES)

    def call() -> str:
        rows = attachments.add(
            actor=request.actor,
            use_case_id=case.pk,
            uploads=uploads(form.cleaned_data["attached"]),
            now=request.now,
        )
        return ngettext(
            "%(count)s file is attached.", "%(count)s files are attached.", len(rows)
        ) % {"count": len(rows)}

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("discussion", slug)
    return _show(request, case, status=status, attach=form)


@page
def download(request: PageRequest, slug: str, pk: int) -> FileResponse:
    """A file, to be kept and never to be shown by the browser as a page of ours."""
    case = lookup.use_case(request, slug)
    row = visible(Attachment.objects, request.actor, request.now, pk=pk, scope=case.scope_id)
    row, file = attachments.open_file(actor=request.actor, attachment_id=row.pk, now=request.now)
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type=row.media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@act
def erase(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Erase a file for good, and say why."""
    case, form = lookup.use_case(request, slug), EraseForm(request.POST)
    row = visible(Attachment.objects, request.actor, request.now, pk=pk, scope=case.scope_id)

    def call() -> str:
        attachments.erase(
            actor=request.actor,
            attachment_id=row.pk,
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
        return _("The file is gone for good; its hash stays in the record.")

    status = attempt(request, form, call)
    if status == DONE:
        return redirect("discussion", slug)
    return _show(request, case, status=status, erase=form, erasing=row.pk)


def _offer_subjects(form: RemarkForm, case: UseCase) -> None:
    """The use case itself, and the newest of what people write for it."""
    found = [(f"use_case:{case.pk}", _("the use case"))]
    for kind, pk in queries.newest_writings(case).items():
        found.append((f"{kind}:{pk}", str(ABOUT[kind][0])))
    form.fields["about"].choices = found  # type: ignore[attr-defined]


def _remarks(
    request: PageRequest,
    case: UseCase,
    team: list[Membership],
    kept: Mapping[int | None, list[Kept]],
) -> Iterator[Remark]:
    rows = Comment.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    roles = {one.user_id: one.role for one in team}
    rows = rows.select_related("author", "pinned_by").prefetch_related("mentioned")
    for one in rows.order_by(F("pinned_at").asc(nulls_last=True), "pk"):
        words, place = ABOUT.get(one.subject_type, ("", ""))
        yield Remark(
            one,
            said.html(one.text, one.mentioned.all(), request.user.pk),
            roles.get(one.author_id, ""),
            str(words),
            links.to(place, case.slug) if place else "",
            tuple(kept.get(one.pk, ())),
        )


def _kept(request: PageRequest, case: UseCase, officer: bool) -> dict[int | None, list[Kept]]:
    """The use case's files by the remark that they belong to; None has those of no remark."""
    found: dict[int | None, list[Kept]] = {}
    rows = Attachment.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    for one in rows.select_related("added_by", "erased_by").order_by("pk"):
        erasable = attachments.may_erase(one, request.user.pk, officer)
        found.setdefault(one.comment_id, []).append(Kept(one, erasable))
    return found


def _items(request: PageRequest, case: UseCase) -> list[tuple[WorkItem, str]]:
    """What is to be done, what is open first; each with its title as it is shown."""
    rows = WorkItem.objects.visible_to(request.actor, request.now).filter(scope=case.scope_id)
    rows = rows.select_related("owner").prefetch_related("mentioned")
    ordered = rows.order_by(
        F("done_at").desc(nulls_first=True), F("due").asc(nulls_last=True), "pk"
    )
    return [(one, said.line(one.title, one.mentioned.all(), request.user.pk)) for one in ordered]


def _team(case: UseCase, request: PageRequest) -> list[Membership]:
    rows = Membership.objects.active(request.now).filter(scope=case.scope_id)
    return list(rows.select_related("user").order_by("pk"))


def _people(team: list[Membership]) -> list[tuple[int, str]]:
    people = {one.user_id: one.user.label for one in team if one.user.is_active}
    return list(people.items())


def _allowed(request: PageRequest, case: UseCase) -> dict[str, Answer]:
    actions = {
        "speak": "discussion.take_part", "erase": "comment.erase", "files": "attachment.erase",
    }  # fmt: skip
    return {
        name: may(request.actor, action, case.scope, now=request.now, state=case.lifecycle)
        for name, action in actions.items()
    }


def _show(request: PageRequest, case: UseCase, *, status: int = 200, **bound: Any) -> HttpResponse:
    shown = {"remark": RemarkForm(), "work": WorkForm(), "attach": FilesForm(), **bound}
    _offer_subjects(shown["remark"], case)
    team = _team(case, request)
    offer(shown["work"].fields["owner"], _people(team), _("Nobody yet"))
    allowed = _allowed(request, case)
    kept = _kept(request, case, allowed["files"].ok)
    remarks = list(_remarks(request, case, team, kept))
    return render(
        request,
        "portal/discussion.html",
        {
            "head": head(request, case, "discussion"),
            "case": case,
            "decisions": [one for one in remarks if one.comment.pinned_at],
            "remarks": [one for one in remarks if not one.comment.pinned_at],
            "own_files": kept.get(None, []),
            "items": _items(request, case),
            "today": request.now.date(),
            "may": allowed,
            "here": list(mentions.people(case.scope, request.now)),
            "most": {"mib": settings.ATTACHMENT_MIB, "files": settings.ATTACHMENTS_AT_ONCE},
            **shown,
        },
        status=status,
    )
