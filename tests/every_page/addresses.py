"""Every address of the site, read from the URL configuration itself, and what is at it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>")
# Whose pages they are is said in foreign.py.
FOREIGN = ("admin/", "api/v1/")
EXAMPLES = {"int": 1}


@dataclass(frozen=True)
class Address:
    """A name, the route behind it, and the view that answers."""

    name: str
    route: str
    view: Callable

    @property
    def is_foreign(self) -> bool:
        return self.route.startswith(FOREIGN)

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(plain or regex for _, plain, regex in ARGUMENT.findall(self.route))

    @property
    def is_act(self) -> bool:
        """Whether it takes POST alone: the view says so before it looks at anything else."""
        request = RequestFactory(SERVER_NAME="localhost").get("/")
        request.user, request.session = AnonymousUser(), {}
        try:
            return isinstance(self.view(request, **self.examples), HttpResponseNotAllowed)
        except Exception:  # noqa: BLE001 (whatever it misses, it has looked further)
            return False

    @property
    def takes(self) -> set[str]:
        """The methods that a page of Pitwall's takes, as it says when it is asked for another."""
        if not self.view.__module__.startswith("portal.pages."):
            return set()
        request = RequestFactory(SERVER_NAME="localhost").put("/")
        refusal = self.view(request, **self.examples)
        assert isinstance(refusal, HttpResponseNotAllowed), self.name
        return set(re.findall(r"\w+", refusal["Allow"]))

    @property
    def examples(self) -> dict[str, object]:
        """Something for each argument."""
        found = ARGUMENT.findall(self.route)
        return {plain or regex: EXAMPLES.get(kind, "a") for kind, plain, regex in found}


def addresses() -> list[Address]:
    """All that have a name; one without couldn't be linked to."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def ours() -> list[Address]:
    """Those of Pitwall's own pages, acts and files."""
    return [one for one in addresses() if not one.is_foreign]


def _walk(patterns, route: str, space: str) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner)
        elif one.name:
            yield Address(space + one.name, here, one.callback)
