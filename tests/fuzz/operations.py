"""The schema's operations as schemathesis reads them, each with the rows that its address names."""

from functools import cache
from typing import Any

import schemathesis
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from schemathesis.transport.serialization import serialize_binary

from tests.api.routes import routes
from tests.fuzz.calls import connection_kept

# What an address’s `id` is of, where its view looks it up in its service.
MODELS = {
    "people": "governance.User",
    "delegations": "governance.Delegation",
    "dead-letters": "governance.Delivery",
    "notices": "governance.Notice",
    "channels": "governance.Channel",
    "saved-views": "governance.SavedView",
    "ledger": "governance.LedgerEntry",
    "proposals": "workflows.Proposal",
    "source-access": "projects.SourceAccess",
    "candidates": "workflows.Candidate",
    "releases": "workflows.Release",
}


# What a file is sent as; schemathesis knows JSON, forms and text/csv by itself.
AS_THEY_ARE = ("application/x-ndjson", "text/csv", "application/vnd.apache.parquet")


@schemathesis.serializer(*AS_THEY_ARE)
def as_it_is(context: Any, value: Any) -> dict[str, Any]:
    return {"data": serialize_binary(value) if not isinstance(value, str) else value.encode()}


@cache
def operations() -> list[Any]:
    """Every operation of the schema that the portal serves, called in this process."""
    with connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", WSGIHandler())
    return [found.ok() for found in schema.get_all_operations()]


@cache
def models() -> dict[str, Any]:
    """The model of each path's `id`, by the path as the schema has it."""
    found = {}
    for route in routes():
        path = "/api/v1/" + route.pattern.replace("{pk}", "{id}")
        held = route.view.about if route.view.about is not None else route.view.holds
        if "{id}" not in path:
            continue
        named = MODELS.get(route.pattern.split("/")[0], "")
        assert held is not None or named, f"say in MODELS what the id in {path} is of"
        found[path] = held.model if held is not None else apps.get_model(named)
    return found
