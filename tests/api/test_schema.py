"""The OpenAPI document: whole, right, and without a warning."""

import io
import json

import pytest
import yaml
from django.core.management import CommandError, call_command
from openapi_spec_validator import validate

from governance.api.parsing import parsed
from governance.api.sealed import ExportIn
from portal.api.document import ANNOUNCED, written
from tests.api.routes import routes
from workflows.api.bodies import RowsIn

# What reads its body itself.
BY_ITSELF = {
    "ledger/export/": ExportIn,
    "use-cases/{pk}/scores/": RowsIn,
    "use-cases/{pk}/feedback/": RowsIn,
}


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
            assert {"401", "403", "406", "429", "500"} <= operation["responses"].keys(), path
            assert not [one for one in operation["responses"] if "X" in one], path


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


def test_each_operation_names_the_statuses_that_can_come_of_it(document):
    def of(method: str, address: str) -> set[int]:
        return {int(one) for one in document["paths"][f"/api/v1/{address}"][method]["responses"]}

    always = {401, 403, 406, 429, 500}
    acts = {400, 404, 409, 412, 413, 415, 422}
    assert of("get", "me/") == always | {200, 304}
    assert of("get", "cycles/{id}/") == always | {200, 304, 404}
    assert of("get", "use-cases/") == always | {200, 400, 422}
    assert of("get", "comments/") == always | {200, 400, 404, 422}
    assert of("post", "use-cases/{id}/briefs/") == always | acts | {201}
    assert of("post", "cycles/{id}/candidates/") == always | acts | {201, 503}
    assert of("delete", "work-items/{id}/done/") == always | {200, 404, 409, 412}
    assert of("get", "ledger/{id}/receipt/") == always | {200, 304, 404, 409}


def test_each_request_has_an_example_that_its_address_takes(document):
    shown = 0
    for route in routes():
        for method in route.methods:
            path = "/api/v1/" + route.pattern.replace("{pk}", "{id}")
            for media, content in (
                document["paths"][path][method].get("requestBody", {}).get("content", {}).items()
            ):
                if media == "application/vnd.apache.parquet":  # no text could show it
                    continue
                body = content["examples"]["Example"]["value"]
                if media == "application/json":
                    takes = getattr(getattr(route.view, method), "takes", None)
                    parsed(takes or BY_ITSELF[route.pattern], body)
                shown += 1
    assert shown > 40


def test_what_is_referred_to_is_there(document):
    def references(one) -> set[str]:
        if isinstance(one, dict):
            mine = {one["$ref"]} if "$ref" in one else set()
            return mine.union(*(references(below) for below in one.values()))
        return set().union(*map(references, one)) if isinstance(one, list) else set()

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_the_repository_keeps_it_as_it_is_and_no_promise_was_broken():
    call_command("schema", check=True)


def test_one_that_is_out_of_date_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("portal.api.document.FILE", tmp_path / "openapi.yaml")
    with pytest.raises(CommandError, match="make schema"):
        call_command("schema", check=True)


def test_a_break_is_refused_unless_it_was_announced(monkeypatch, tmp_path):
    kept, announced = tmp_path / "openapi.yaml", tmp_path / "changes.yaml"
    monkeypatch.setattr("portal.api.document.FILE", kept)
    monkeypatch.setattr("portal.api.document.ANNOUNCED", announced)
    before = written().replace("  /api/v1/me/:", "  /api/v1/myself/:")
    kept.write_text(before)
    announced.write_text('"1": []')
    with pytest.raises(CommandError, match="GET /api/v1/myself/ is gone"):
        call_command("schema")
    assert kept.read_text() == before
    said = yaml.safe_load(ANNOUNCED.read_text())["1"]
    gone = [f"{method} /api/v1/myself/ is gone" for method in ("GET", "PATCH")]
    announced.write_text(yaml.safe_dump({"1": [*said, *gone]}))
    call_command("schema")
    assert "/api/v1/me/" in kept.read_text()
