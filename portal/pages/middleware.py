"""Each request gets one moment and, where somebody is signed in, one actor and their time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance import access
from portal import clock

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.now`, and `request.actor`: None for somebody who isn't signed in."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        request.now, request.actor = now, None  # type: ignore[attr-defined]
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        request.actor = access.reading(user, via="page", now=now)  # type: ignore[attr-defined]
        with timezone.override(_zone(user.time_zone)):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo:
    """The person's zone; UTC for a name that this host doesn't know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
