"""Every address of the API, read from the configuration of addresses itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from governance.api.base import Endpoint

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An address under /api/v1/ with {names}, its view, and the methods that it takes."""

    pattern: str
    view: type[APIView]

    @property
    def methods(self) -> list[str]:
        known = ("get", "post", "put", "patch", "delete")
        return [method for method in known if hasattr(self.view, method)]

    @property
    def model(self):
        """The model whose row `pk` names, where it belongs to a use case."""
        about = getattr(self.view, "about", None)
        return None if about is None else about.model

    def address(self, **ids: int) -> str:
        return self.pattern.format(**ids)


def routes() -> list[Route]:
    """All of them but what anybody may ask: the schema, its page and the kinds of problems."""
    return [one for one in everything() if issubclass(one.view, Endpoint)]


def everything() -> list[Route]:
    """Every address under /api/v1/."""
    return list(_under("api/v1/"))


def _under(prefix: str) -> Iterator[Route]:
    for path, found in _walk(get_resolver().url_patterns, ""):
        view = getattr(found.callback, "cls", None) or getattr(found.callback, "view_class", None)
        if path.startswith(prefix) and view is not None:
            yield Route(CONVERTER.sub(r"{\1}", path.removeprefix(prefix)), view)


def _walk(patterns, before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path)
        else:
            yield path, one
