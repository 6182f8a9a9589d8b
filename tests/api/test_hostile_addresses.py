"""Every parameter of every address of the API, in paths and queries, given what nobody would type."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.api.everything import some_row
from tests.api.routes import Route, routes

# As they stand in an address, because some are no text at all.
HOSTILE = {
    "NUL": quote("a\x00b"),
    "a lone surrogate": "a%ED%A0%80b",
    "past a column": str(2**40),
    "past every column": str(2**63),
    "5,000 digits": "9" * 5000,
    "below nothing": "-1",
    "no number": "NaN",
    "past all floats": "1e999",
    "read backwards": quote("\u202eabc\u2066"),
    "overlong": "x" * 5000,
    "deep": "[" * 2000,
    "a path": quote("../../etc/passwd", safe=""),
    "a percent sign": "%",
    "nothing": "",
}
# Of which queries get those that a kind of field could take for something.
IN_PATHS = ("a path", "a percent sign")
# What tells one id from another; whatever isn't made of digits names no address.
IDS = ("NUL", "a lone surrogate", "past a column", "past every column", "5,000 digits", "nothing")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(document: dict) -> Iterator[tuple[Route, str, dict]]:
    """Each method of each address, with what the schema says of it."""
    for route in routes():
        said = document["paths"]["/api/v1/" + route.pattern.replace("{pk}", "{id}")]
        yield from ((route, method, said[method]) for method in route.methods)


def fitting(route: Route, case: Any) -> dict[str, Any]:
    """What each parameter of the path is where nothing is hostile."""
    row = some_row(route.model, case) if route.model else case
    return {"pk": row.pk, "membership": 1, "key": "x", "name": "laps"}


def hostile_paths(route: Route, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in given:
        if f"{{{name}}}" in route.pattern:
            for what in IDS if name in {"pk", "membership"} else HOSTILE:
                value = HOSTILE[what]
                yield f"{what} as {name}", route.address(**given | {name: value})


def hostile_queries(said: dict, address: str) -> Iterator[tuple[str, str]]:
    names = [one["name"] for one in said.get("parameters", []) if one.get("in") == "query"]
    needed = {one["name"] for one in said.get("parameters", []) if one.get("required")}
    for name in names:
        others = urlencode(dict.fromkeys(needed - {name}, "1"))
        for what, value in HOSTILE.items():
            if what in IN_PATHS:
                continue
            yield f"{what} as {name}", f"{address}?{name}={value}&{others}"
            if what == "NUL":
                yield f"{what} in a name", f"{address}?{name}{value}=1&{others}"


def check(answer: Any, said: dict, where: str) -> None:
    """An answer that the schema knows; a refusal says what and why."""
    assert answer.status_code < 500, f"{where}: {answer.content[:300]!r}"
    assert str(answer.status_code) in said["responses"], f"{where}: {answer.status_code} isn't said"
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", where
        problem = answer.json()
        assert problem["status"] == answer.status_code, where
        assert problem["title"], where


@pytest.fixture
def whoever(everywhere, api):
    """Ana, who has every role in the use case, and Ola where only an officer gets further."""

    def found(method: str, path: str) -> Any:
        refused = method == "get" and api("ana").call(method, path).status_code == 403
        return api("ola" if refused else "ana")

    return found


@pytest.mark.timeout(600)  # on PostgreSQL, beside others
def test_a_hostile_path_is_answered_as_the_schema_says(document, everywhere, whoever):
    sent = 0
    for route, method, said in operations(document):
        given = fitting(route, everywhere.use_case)
        program = whoever(method, route.address(**given))
        for where, address in hostile_paths(route, given):
            check(program.call(method, address), said, f"{method} {route.pattern}: {where}")
            sent += 1
    assert sent > 800


@pytest.mark.timeout(600)
def test_a_hostile_query_is_answered_as_the_schema_says(document, everywhere, whoever):
    sent = 0
    for route, method, said in operations(document):
        path = route.address(**fitting(route, everywhere.use_case))
        program = whoever(method, path)
        for where, address in hostile_queries(said, path):
            check(program.call(method, address), said, f"{method} {route.pattern}: {where}")
            sent += 1
    assert sent > 1000
