"""Every act of the API, each of its fields in turn given what doesn't fit: an answer, never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from projects.models import UseCase
from tests.api.everything import some_row
from tests.api.routes import Route, routes

MISFITS = [
    None,
    "",
    "9" * 25,
    -1,
    2**62,
    1e308,
    {"a": [1]},
    [[], 1, None],
    [{}, {"name": {}, "type": 1, "metric": [], "threshold": {}, "kind": [], "check": "range"}],
]
FITTING: dict[str, Any] = {"string": "x", "integer": 1, "boolean": True, "array": [], "object": {}}
ACTS = [one for one in routes() if {"post", "patch"} & set(one.methods)]


@pytest.fixture(scope="module")
def document() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def bodies(document: dict, route: Route, method: str) -> Iterator[dict]:
    """A body that fits but for one field, for each field and misfit."""
    path = document["paths"]["/api/v1/" + route.pattern.replace("{pk}", "{id}")]
    content = path[method].get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    shape = document["components"]["schemas"].get(reference.rpartition("/")[2], {})
    fields = shape.get("properties", {})
    fitting = {name: fit(document, kind) for name, kind in fields.items()}
    for name in fields:
        for misfit in MISFITS:
            yield fitting | {name: misfit}


def fit(document: dict, kind: dict) -> Any:
    reference = (kind.get("allOf") or [kind])[0].get("$ref")
    if reference:
        kind = document["components"]["schemas"][reference.rpartition("/")[2]]
    if "enum" in kind:
        return kind["enum"][0]
    if kind.get("format") == "date-time":
        return "2026-03-20T12:00:00Z"
    told = kind.get("type", "object")
    return FITTING[told if isinstance(told, str) else told[0]]


@pytest.mark.timeout(600)  # fifteen hundred requests, on PostgreSQL too
@pytest.mark.parametrize("who", ["ana", "ola", "ada"])
def test_no_address_falls_over(document, everywhere, api, who):
    """Refusals come from the use case's members, its officers and the administrator alike."""
    sent = 0
    for route in ACTS:
        row = some_row(route.model or UseCase, everywhere.use_case)
        address = route.address(pk=row.pk, membership=1, key="x")
        method = "post" if "post" in route.methods else "patch"
        for body in bodies(document, route, method):
            answer = getattr(api(who), method)(address, body)
            assert answer.status_code < 500, f"{address} {body}: {answer.content[:300]}"
            sent += 1
    assert sent > 1000
