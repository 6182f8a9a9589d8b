"""ETags: what a row looked like, so that a reader is spared it and an editor isn't overtaken."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http.response import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from governance import locks
from governance.errors import NotVisible, Precondition
from governance.models import Scope

HEADER = "If-Match"


def tag(data: Any) -> str:
    """The strong ETag of what is shown, of its content alone."""
    return quote_etag(hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32])


def unless_known(request: Request, response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """The answer with its ETag, or 304 for whoever has it already."""
    response["ETag"] = etag
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    if wanted != ["*"] and etag not in [one.removeprefix("W/") for one in wanted]:
        return response
    if isinstance(response, FileResponse) and response.file_to_stream:
        response.file_to_stream.close()
    return HttpResponse(status=304, headers={"ETag": etag})


@contextmanager
def as_seen(view: Any, request: Request, gives: type[BaseSerializer] | None) -> Iterator[None]:
    """Do what follows only while things are as the caller saw them, where they say If-Match.

    The comparison is made in the transaction that edits, under the lock that every writer of the
    row takes first; so nobody comes between the two. Raises Precondition.
    """
    wanted = request.headers.get(HEADER)
    if wanted is None:
        yield
        return
    with transaction.atomic():
        _hold(view)
        _compare(wanted, current(view, gives))
        yield


def current(view: Any, gives: type[BaseSerializer] | None) -> str:
    """The ETag of what an act at this address edits: what its GET shows, else the row itself.

    Of a list of revisions it is that of the newest, for the next is written upon it.
    """
    shown = getattr(getattr(view, "get", None), "newest" if view.revises else "current", None)
    if shown is not None:
        return tag(shown(view))
    kind = view.shown_as or gives
    if view.about is None or kind is None or model_of(kind) is not view.about.model:
        raise Precondition("There is no one thing at this address.", remedy=NOTHING_TO_COMPARE)
    return tag(kind(view.row).data)


def refuse_if_match(request: Request) -> None:
    """Raises Precondition where nothing is there to compare with: ignored, it would be a promise."""
    if HEADER in request.headers:
        raise Precondition("There is no one thing at this address.", remedy=NOTHING_TO_COMPARE)


def tagging(method: Callable) -> Callable:
    """For the schema: a method that gives an ETag by itself."""
    method.tagged = True  # type: ignore[attr-defined]
    return method


def model_of(kind: type[BaseSerializer] | None) -> Any:
    """The table whose rows a serializer shows; None where it shows something else."""
    return getattr(getattr(kind, "Meta", None), "model", None)


NOTHING_TO_COMPARE = (
    "Leave If-Match out: this address shows nothing that it could be compared with."
)


def _compare(wanted: str, now: str) -> None:
    tags = parse_etags(wanted)
    if tags != ["*"] and now not in tags:
        raise Precondition(f"If-Match is {wanted[:200]}, and the ETag is {now} by now.")


def _hold(view: Any) -> None:
    """Scope first, then the row, as services do; and what was read before is read again."""
    if view.holds is not None:
        locks.held(view.holds.filter(pk=view.pk)).first()
    if view.about is None:
        return
    locks.held(Scope.objects.filter(pk=view.row.scope_id)).first()
    locks.held(type(view.row).objects.filter(pk=view.pk)).first()
    view.row = view.about.filter(pk=view.pk).first()
    if view.row is None:
        raise NotVisible(_("This went away meanwhile."))
