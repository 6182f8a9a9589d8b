"""What the reader was told: the list with its filters, what is read, and the bell's count."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.errors import NotVisible
from governance.models import Notice, Scope
from governance.noticing import NoticeKind
from governance.services import notices
from portal.notices import hearing, sentences
from portal.notices.sentences import Told
from portal.pages import glance, links
from portal.pages.forms.notices import FilterForm
from portal.pages.frame import PageRequest, act, page, piece
from projects.access import NOTHING_HERE

A_PAGE = 50
# Of so many notices the use cases are offered to filter by.
LATEST = 1000
STOP_POLLING = 286
ICONS = {
    NoticeKind.VOTE: "square-check-big",
    NoticeKind.DECIDED: "flag",
    NoticeKind.MENTION: "at-sign",
    NoticeKind.ASKED: "circle-question-mark",
    NoticeKind.ANSWERED: "message-square-reply",
    NoticeKind.FINDING: "triangle-alert",
    NoticeKind.WORK: "check",
    NoticeKind.RELEASE: "rocket",
    NoticeKind.WINDOW: "activity",
    NoticeKind.ROLE: "users",
}


@dataclass(frozen=True)
class Row:
    """A notice as it is listed: what it says, and why the reader hears of it."""

    notice: Notice
    told: Told
    why: str
    icon: str


@page
def notifications(request: PageRequest) -> HttpResponse:
    """The reader's notices, newest first."""
    form = FilterForm(request.GET)
    form.offer(_cases(request))
    rows = form.narrowed(hearing.shown_to(request.actor, request.now))
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    told = sentences.of(one.entry_id for one in found.object_list)
    context = {
        "page": found,
        "rows": [
            _row(one, told[one.entry_id]) for one in found.object_list if one.entry_id in told
        ],
        "filters": form,
        "filtered": form.filtered,
        "unread": glance.of(request).unread,
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/notifications.html", context)


@act
def open_(request: PageRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; that is reading it."""
    row = _mine(request, pk)
    notices.mark_read(actor=request.actor, notice_ids=[row.pk], now=request.now)
    told = sentences.of([row.entry_id]).get(row.entry_id)
    return HttpResponseRedirect((told.href if told else "") or links.to("notifications"))


@act
def read(request: PageRequest, pk: int) -> HttpResponse:
    """Mark a notice as read without going there."""
    row = _mine(request, pk)
    notices.mark_read(actor=request.actor, notice_ids=[row.pk], now=request.now)
    return redirect(_back(request))


@act
def read_all(request: PageRequest) -> HttpResponse:
    """Mark all as read that the filters leave, as they are sent with the act: none where what they
    say isn't understood, because that can't be undone.
    """
    form = FilterForm(request.POST)
    form.offer(_cases(request))
    if not form.is_valid():
        return redirect(_back(request))
    rows = form.narrowed(hearing.shown_to(request.actor, request.now)).filter(read_at=None)
    ids = list(rows.values_list("pk", flat=True))
    notices.mark_read(actor=request.actor, notice_ids=ids, now=request.now)
    return redirect(_back(request))


@never_cache
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its count, asked for again and again; nobody signed in ends the asking."""
    actor, now = getattr(request, "actor", None), getattr(request, "now", None)
    if actor is None or now is None:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Reswap": "none"})
    count = hearing.unread(actor, now)[: glance.COUNTED].count()
    return piece("layouts/bell.html", {"news": count, "news_href": links.to("notifications")})


def _row(notice: Notice, told: Told) -> Row:
    kind = NoticeKind(notice.kind)
    return Row(notice, told, str(kind.label), ICONS[kind])


def _mine(request: PageRequest, pk: int) -> Notice:
    """A notice of the reader's own, of what they still see. Raises NotVisible."""
    row = hearing.heard_by(request.actor, request.now).filter(pk=pk).first()
    if row is None:
        raise NotVisible(NOTHING_HERE)
    return row


def _cases(request: PageRequest) -> QuerySet[Scope]:
    """The use cases that the reader's latest notices are about."""
    told = hearing.shown_to(request.actor, request.now).values("scope")[:LATEST]
    return Scope.objects.filter(pk__in=told)


def _back(request: PageRequest) -> str:
    """The list as it was filtered."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return links.to("notifications") + (f"?{query}" if query else "")
