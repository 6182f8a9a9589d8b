"""Whatever goes wrong becomes one problem document (RFC 9457), for every address of the API."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from governance.errors import Denied, Invalid, NotVisible, PitwallError, Unreachable

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "10"
NOTHING_HERE = "There is no such thing here, or you may not see it."

# What to do about what the framework itself refuses, by HTTP status.
REMEDIES = {
    400: "Correct the request and send it again; nothing was changed.",
    401: "Give a token that holds: Authorization: Bearer <token>.",
    405: "Use one of the methods that the Allow header names.",
    406: "Accept application/json.",
    415: "Send application/json, or what the documentation names for this address.",
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None, and so a 500 with a traceback, for what nobody foresaw."""
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
    said = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": NOTHING_HERE if hidden else error.message,
        "remedy": error.remedy,
        "reasons": list(error.reasons),
        "fields": error.fields if isinstance(error, Invalid) else {},
        "who_can": error.who_can if isinstance(error, Denied) else "",
    }
    return {name: value for name, value in said.items() if value not in ("", [], {})}


def _refusal(error: exceptions.APIException, status: int) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": str(error.default_detail).rstrip("."),
        "status": status,
        "detail": str(error.detail) if isinstance(error.detail, str) else str(error.default_detail),
        "remedy": REMEDIES.get(status, ""),
    }


def _headers(error: PitwallError) -> dict[str, str]:
    return {"Retry-After": RETRY_AFTER_SECONDS} if isinstance(error, Unreachable) else {}


def _respond(body: dict[str, Any], headers: dict[str, str]) -> Response:
    kept = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return Response(body, status=body["status"], headers=kept, content_type=CONTENT_TYPE)
