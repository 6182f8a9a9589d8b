"""The OpenAPI document: whole, right, and without a warning."""

import io
import json

import pytest
import yaml
from django.core.management import call_command
from openapi_spec_validator import validate

from tests.api.routes import routes


@pytest.fixture(scope="module")
def document(django_db_setup) -> dict:
    out = io.StringIO()
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=out)
    return yaml.safe_load(out.getvalue())


def test_it_is_valid_and_leaves_no_warning(document):
    validate(document)


def test_it_describes_every_address_and_method(document):
    told = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method in {"get", "post", "patch", "delete", "put"}
    }
    real = {
        ("/api/v1/" + route.pattern.replace("{pk}", "{id}"), method)
        for route in routes()
        for method in route.methods
    }
    assert real == told


def test_every_operation_says_what_it_does_and_how_it_refuses(document):
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation["description"], path
            assert operation["responses"]["4XX"], path


def test_operations_have_names_of_their_own(document):
    names = [one["operationId"] for item in document["paths"].values() for one in item.values()]
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_it_is_served(client):
    assert client.get("/api/v1/schema/").status_code == 200
    assert client.get("/api/v1/docs/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "read"),
    [("application/vnd.oai.openapi", yaml.safe_load), ("application/json", json.loads)],
)
def test_each_format_is_written_once_whatever_is_asked(client, monkeypatch, accept, read, document):
    asked = {"headers": {"Accept": accept}}
    first = client.get("/api/v1/schema/", **asked)
    assert first["Content-Type"].startswith(accept)
    assert read(first.content) == document
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", None)
    for query in ("", "?lang=de", "?version=2", "?version=a%0d%0ab"):
        again = client.get(f"/api/v1/schema/{query}", **asked)
        assert (again.status_code, again.content) == (200, first.content)
