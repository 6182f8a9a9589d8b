"""The record of one use case, for its members; the whole record, for officers and auditors."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance import keys, rules
from governance.access import authorise, may
from governance.errors import NotVisible
from governance.models import (
    Checkpoint,
    Delivery,
    LedgerEntry,
    LedgerLeaf,
    LedgerPending,
    Scope,
)
from governance.services import deliveries, exporting, verification
from portal.pages import activity, glance, lookup
from portal.pages.frame import PageRequest, act, page
from portal.pages.head import head
from portal.pages.record import entries
from projects import queries
from projects.models import UseCase

SHOWN_DEAD = 10
# More use cases than these aren't listed: the board finds them, and a key narrows the record.
MOST_CASES = 100


@page
def use_case(request: PageRequest, slug: str) -> HttpResponse:
    """What happened in one use case, newest first."""
    case = lookup.use_case(request, slug)
    return render(
        request,
        "portal/uc_record.html",
        {
            "head": head(request, case, "uc_record"),
            "case": case,
            "found": entries.find(request, _of(case), people=True),
            "may_export": may(
                request.actor, "use_case.export", case.scope, now=request.now, state=case.lifecycle
            ),
        },
    )


@page
def use_case_entry(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """One entry of a use case, with its proof."""
    case = lookup.use_case(request, slug)
    entry = _entry(_of(case), pk)
    return render(
        request,
        "portal/uc_record_entry.html",
        {"head": head(request, case, "uc_record"), "case": case, **_shown(entry)},
    )


@page
def use_case_receipt(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """What proves that an entry is in the record, for anybody to check without Pitwall."""
    return _receipt(_entry(_of(lookup.use_case(request, slug)), pk))


@page
def record(request: PageRequest) -> HttpResponse:
    """The whole record: entries, the seal, deliveries."""
    return _show(request)


@page
def entry(request: PageRequest, pk: int) -> HttpResponse:
    """One entry of the whole record."""
    authorise(request.actor, "record.read", None, now=request.now)
    return render(
        request, "portal/record_entry.html", _shown(_entry(LedgerEntry.objects.all(), pk))
    )


@page
def receipt(request: PageRequest, pk: int) -> HttpResponse:
    """The proof of one entry of the whole record."""
    authorise(request.actor, "record.read", None, now=request.now)
    return _receipt(_entry(LedgerEntry.objects.all(), pk))


@act
def verify(request: PageRequest) -> HttpResponse:
    """Compute the whole record anew and compare."""
    authorise(request.actor, "record.read", None, now=request.now)
    return _show(request, report=verification.verify())


@page
def checkpoint(request: PageRequest) -> HttpResponse:
    """The newest signed checkpoint, to be kept elsewhere."""
    authorise(request.actor, "record.read", None, now=request.now)
    newest = _newest()
    if newest is None:
        raise NotVisible(_("Nothing is sealed yet."))
    return _file(newest.note, f"pitwall-checkpoint-{newest.size}.txt")


@act
def export(request: PageRequest) -> StreamingHttpResponse:
    """The sealed record with its proofs; that it was taken is recorded."""
    lines = exporting.export(
        actor=request.actor, scope_key=request.POST.get("scope") or None, now=request.now
    )
    name = f"pitwall-record-{request.now:%Y-%m-%d}.jsonl"
    return StreamingHttpResponse(
        lines,
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@act
def retry(request: PageRequest, pk: int) -> HttpResponse:
    """Deliver a dead letter again."""
    deliveries.retry(actor=request.actor, delivery_id=pk, now=request.now)
    return redirect("record")


def _show(request: PageRequest, **more: Any) -> HttpResponse:
    roles, site_roles = glance.of(request).reader.roles, request.actor.site_roles
    said = rules.answer("record.read", roles=roles, site_roles=site_roles)
    if not said.ok:
        cases = queries.use_cases(request.actor, request.now).order_by("title")[:MOST_CASES]
        return render(request, "portal/record_closed.html", {"may": said, "cases": cases})
    scopes = list(Scope.objects.order_by("label")[: MOST_CASES + 1])
    seal, waiting = _newest(), LedgerPending.objects.count()
    dead = Delivery.objects.filter(dead_at__isnull=False).order_by("-pk")[:SHOWN_DEAD]
    return render(
        request,
        "portal/record.html",
        {
            "found": entries.find(request, LedgerEntry.objects.all()),
            "scopes": scopes if len(scopes) <= MOST_CASES else [],
            "many_scopes": len(scopes) > MOST_CASES,
            "seal": seal,
            "waiting": waiting,
            # Every entry is sealed or waits for it.
            "total": waiting + _sealed(),
            "public_key": keys.public_key(),
            "due": deliveries.due(request.now).count(),
            "dead": dead,
            "may_retry": rules.answer("delivery.retry", roles=roles, site_roles=site_roles),
            **more,
        },
    )


def _of(case: UseCase) -> QuerySet[LedgerEntry]:
    """The entries of a use case that the reader was allowed to see by looking it up."""
    return LedgerEntry.objects.filter(scope=case.scope.key)


def _entry(rows: QuerySet[LedgerEntry], pk: int) -> LedgerEntry:
    found = activity.labelled(rows).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such entry here."))
    return found


def _newest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def _sealed() -> int:
    """How many entries are sealed: places in the tree begin at 0 and have no hole."""
    last = LedgerLeaf.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def _shown(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "row": entries.told([entry])[0],
        "body": entries.pretty(entry),
        "seal": _newest(),
        "readers": Delivery.objects.filter(entry_id=entry.pk).order_by("subscriber"),
    }


def _receipt(entry: LedgerEntry) -> HttpResponse:
    text = exporting.receipt(entry)
    if text is None:
        raise NotVisible(_("This entry isn't sealed yet; the runner seals every second."))
    return _file(text, f"pitwall-entry-{entry.pk}.jsonl")


def _file(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
