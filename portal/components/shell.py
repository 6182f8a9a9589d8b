"""The masthead and the footer: places, the reader, the state of the record."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from portal.components.types import Place, Shell

# The places of the masthead, by the names of their addresses.
PLACES = (
    ("desk", gettext_lazy("Desk")),
    ("board", gettext_lazy("Board")),
    ("timing", gettext_lazy("Timing")),
    ("monitoring", gettext_lazy("Monitoring")),
    ("sources", gettext_lazy("Catalogue")),
    ("record", gettext_lazy("Record")),
    ("policies", gettext_lazy("Policies")),
)
# Pages that belong to a place although their addresses don't begin with its own.
ALSO = {"sources": ("environments",)}
THEME_COOKIE = "pitwall_theme"
THEMES = frozenset({"light", "dark"})


def build(
    request: HttpRequest,
    *,
    counts: Mapping[str, int] | None = None,
    news: int = 0,
    roles: str = "",
    record: str = "",
    demo: bool = False,
    console: bool = False,
) -> Shell | None:
    """What the masthead shows to the person who asks; None for one who isn't signed in.

    `counts` says by place how much waits there, `record` is a sentence on the seal, `console` whether the console lets
    them in.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Shell(
        places=_places(request.path, counts or {}),
        user=user.label,
        home_href=address("desk") or "/",
        account_href=address("account"),
        search_href=address("search"),
        news_href=address("notifications"),
        sign_out_href=address("account_logout"),
        news=news,
        roles=roles,
        theme=theme if theme in THEMES else "",  # type: ignore[arg-type]
        query=request.GET.get("q", "")[:200],
        version=getattr(settings, "PITWALL_VERSION", ""),
        demo=demo,
        record=record,
        record_href=address("record"),
        api_href=address("api-docs"),
        console_href=address("admin:index") if console else "",
    )


def address(name: str) -> str:
    """Where a place is; empty where a deployment leaves it out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _places(path: str, counts: Mapping[str, int]) -> tuple[Place, ...]:
    found = ((name, str(label), address(name)) for name, label in PLACES)
    return tuple(
        Place(label, href, current=_current(path, name, href), count=counts.get(name, 0))
        for name, label, href in found
        if href
    )


def _current(path: str, name: str, href: str) -> bool:
    more = (address(one) for one in ALSO.get(name, ()))
    return any(_within(path, one) for one in (href, *more) if one)


def _within(path: str, href: str) -> bool:
    """Whether a page belongs to a place; the desk at the root is only itself."""
    return path == href or (href != "/" and path.startswith(href))
