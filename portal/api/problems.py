"""Whatever goes wrong becomes one problem document (RFC 9457), for every address of the API."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from governance.errors import Denied, Invalid, NotVisible, PitwallError, Unreachable
from governance.problems import KINDS, Kind, of_status
from governance.why import Why

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "10"
NOTHING_HERE = gettext_lazy("There is no such thing here, or you may not see it.")


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None, and so the middleware's 500, for what nobody foresaw."""
    if isinstance(error, Http404):
        error = NotVisible(NOTHING_HERE)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, PitwallError):
        set_rollback()
        return _respond(document(error), _headers(error))
    refused = exception_handler(error, context)
    if refused is None or not isinstance(error, exceptions.APIException):
        return None
    return _respond(_refusal(error, refused.status_code), dict(refused.items()))


def document(error: PitwallError) -> dict[str, Any]:
    """An error of the domain as a problem; what isn't visible says nothing of itself."""
    hidden = isinstance(error, NotVisible)
    kind = KINDS[error.kind]
    said = {
        "type": kind.type,
        "title": str(error.title),
        "status": error.status,
        "detail": str(NOTHING_HERE) if hidden else error.message,
        "remedy": error.remedy or str(kind.remedy),
        "reasons": [_reason(one) for one in error.reasons],
        "fields": error.fields if isinstance(error, Invalid) else {},
        "who_can": error.who_can if isinstance(error, Denied) else "",
    }
    return {name: value for name, value in said.items() if value not in ("", [], {})}


def told(kind: Kind, *, status: int = 0, detail: str = "") -> dict[str, Any]:
    """A problem of which nothing more is known than its kind, and perhaps a sentence."""
    return {
        "type": kind.type,
        "title": str(kind.title),
        "status": status or kind.status,
        "detail": detail or f"{kind.title}.",
        "remedy": str(kind.remedy),
    }


def _reason(reason: str) -> dict[str, str]:
    why = reason if isinstance(reason, Why) else Why(reason)
    return {"code": why.code, "text": str(why), "who_can": why.who_can}


def _refusal(error: exceptions.APIException, status: int) -> dict[str, Any]:
    kind = of_status(status)
    if isinstance(error, exceptions.PermissionDenied) and "CSRF" in str(error.detail):
        kind = KINDS["no-csrf-token"]
    detail = error.detail if isinstance(error.detail, str) else error.default_detail
    return told(kind, status=status, detail=str(detail))


def _headers(error: PitwallError) -> dict[str, str]:
    headers: dict[str, str] = getattr(error, "headers", {})
    if isinstance(error, Unreachable):
        return {"Retry-After": RETRY_AFTER_SECONDS, **headers}
    return headers


def _respond(body: dict[str, Any], headers: dict[str, str]) -> Response:
    kept = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return Response(body, status=body["status"], headers=kept, content_type=CONTENT_TYPE)
