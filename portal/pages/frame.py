"""What every page starts from: who asks, when, and which methods are taken."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance.actors import Actor
from governance.models import User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponseBase]
# What htmx takes as "nothing more to ask for".
STOP_POLLING = 286


class PageRequest(HttpRequest):
    """A request of somebody signed in, as portal.pages.middleware leaves it."""

    user: User
    actor: Actor
    now: datetime
    htmx: "HtmxDetails"


def page(view: View) -> View:
    """A page that is read: GET and HEAD, by somebody signed in, never from a cache."""
    return _for(["GET", "HEAD"], view)


def fragment(view: View) -> View:
    """A part that an open page asks for again and again: whoever is signed out keeps what they see.

    Being sent to the door would put the door into the page, over what was typed.
    """

    def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **named)

    return require_http_methods(["GET", "HEAD"])(never_cache(wraps(view)(answer)))


def act(view: View) -> View:
    """An act: POST alone, by somebody signed in."""
    return _for(["POST"], view)


def form_page(view: View) -> View:
    """A page whose form comes back to its own address."""
    return _for(["GET", "HEAD", "POST"], view)


def piece(template: str, context: dict[str, Any]) -> HttpResponse:
    """A piece for a page that is there already: nothing that stands around a page is read for it."""
    return HttpResponse(render_to_string(template, context))


def _for(methods: list[str], view: View) -> View:
    return require_http_methods(methods)(never_cache(login_required(view)))
