"""Whatever can go wrong in the domain becomes a page that says what, why and who can lift it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.errors import Denied, Invalid, NotVisible, PitwallError, Unreachable
from portal.components.types import Link, Problem

Respond = Callable[[HttpRequest], HttpResponse]
RETRY_AFTER_SECONDS = 10


class ProblemMiddleware:
    """Turns a PitwallError that a page let through into its problem page."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return respond(request, error) if isinstance(error, PitwallError) else None


def respond(request: HttpRequest, error: PitwallError) -> HttpResponse:
    """The page for an error. A fragment that asked is told to load its whole page, which says it."""
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Refresh": "true"})
    response = render(
        request, "layouts/error.html", {"problem": problem(error, request)}, status=error.status
    )
    if isinstance(error, Unreachable):
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def problem(error: PitwallError, request: HttpRequest | None = None) -> Problem:
    """What, why, what to do, and who can lift it. What isn't visible says nothing of itself."""
    if isinstance(error, NotVisible):
        return Problem(
            404,
            _("Nothing to see at this address"),
            _("There is nothing here, or it belongs to a use case that you aren’t part of."),
            _("a member of the use case who may manage its team"),
            (_("Check the address for a slip."),),
        )
    return Problem(
        status=error.status,
        what=str(error.title),
        why=error.message if not isinstance(error, Invalid) else _("Nothing was changed."),
        who_lifts=error.who_can.rstrip(".") if isinstance(error, Denied) else "",
        remedy=_remedies(error),
        back=_back(request),
    )


def _remedies(error: PitwallError) -> tuple[str, ...]:
    fields = error.fields.items() if isinstance(error, Invalid) else ()
    wrong = [f"{name.replace('_', ' ').capitalize()}: {why}" for name, why in fields]
    return tuple(line for line in (*wrong, *error.reasons, error.remedy) if line)


def _back(request: HttpRequest | None) -> Link | None:
    """An act refused leads back to the page it belongs to: the address above it."""
    if request is None or request.method != "POST":
        return None
    above = request.path.rstrip("/").rsplit("/", 1)[0] + "/"
    return Link(_("Back to the page"), above)
