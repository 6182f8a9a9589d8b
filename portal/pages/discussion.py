"""The discussion of a use case: remarks on anything in it, and what is to be done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.access import may, visible
from governance.rules import Answer
from portal.pages import links, lookup
from portal.pages.about import ABOUT
from portal.pages.acting import DONE, attempt
from portal.pages.discussion_sheet import build
from portal.pages.forms.discussion import EraseForm, FilesForm, RemarkForm, WorkForm
from portal.pages.forms.files import uploads
from portal.pages.forms.inputs import chosen_id, offer
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from projects import mentions, queries, room
from projects.models import Attachment, Comment, UseCase, WorkItem
from projects.services import attachments, comments, work_items


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
    return redirect(_to_remark(slug, row.pk))


@act
def promise(request: PageRequest, slug: str) -> HttpResponse:
    """Note something to do."""
    case, form = lookup.use_case(request, slug), WorkForm(request.POST)
    offer(form.fields["owner"], _owners(case, request), _("Nobody yet"))

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
    return redirect(_back(request, slug, "work"))


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
        here = _to_remark(slug, row.comment_id) if row.comment_id else _back(request, slug, "files")
        return redirect(here)
    return _show(request, case, status=status, erase=form, erasing=row)


def _to_remark(slug: str, pk: int) -> str:
    """The page that has this remark on it."""
    return links.to("discussion", slug) + f"?remark={pk}#remark-{pk}"


def _back(request: PageRequest, slug: str, place: str) -> str:
    """The page that an act came from, its lists where they were."""
    query = request.GET.urlencode()
    return links.to("discussion", slug) + (f"?{query}" if query else "") + f"#{place}"


def _offer_subjects(form: RemarkForm, case: UseCase) -> None:
    """The use case itself, and the newest of what people write for it."""
    found = [(f"use_case:{case.pk}", _("the use case"))]
    for kind, pk in queries.newest_writings(case).items():
        found.append((f"{kind}:{pk}", str(ABOUT[kind][0])))
    form.fields["about"].choices = found  # type: ignore[attr-defined]


def _owners(case: UseCase, request: PageRequest) -> list[tuple[int, str]]:
    """Who can be given something to do: members who may still come in."""
    rows = mentions.readers(case.scope, request.now).filter(is_active=True)
    return [(one.pk, one.label) for one in rows if one.role]


def _allowed(request: PageRequest, case: UseCase) -> dict[str, Answer]:
    actions = {
        "speak": "discussion.take_part", "erase": "comment.erase", "files": "attachment.erase",
    }  # fmt: skip
    return {
        name: may(request.actor, action, case.scope, now=request.now, state=case.lifecycle)
        for name, action in actions.items()
    }


def _show(
    request: PageRequest,
    case: UseCase,
    *,
    status: int = 200,
    erasing: Attachment | None = None,
    **bound: Any,
) -> HttpResponse:
    shown = {"remark": RemarkForm(), "work": WorkForm(), "attach": FilesForm(), **bound}
    _offer_subjects(shown["remark"], case)
    allowed = _allowed(request, case)
    sheet = build(request, case, allowed["files"].ok, erasing=erasing)
    offer(shown["work"].fields["owner"], sheet.owners, _("Nobody yet"))
    return render(
        request,
        "portal/discussion.html",
        {
            "head": head(request, case, "discussion"),
            "case": case,
            "sheet": sheet,
            "erasing": erasing.pk if erasing else None,
            "today": request.now.date(),
            "may": allowed,
            "used": {"bytes": room.used(case.scope_id), "all": room.whole()},
            "most": {"mib": settings.ATTACHMENT_MIB, "files": settings.ATTACHMENTS_AT_ONCE},
            **shown,
        },
        status=status,
    )
