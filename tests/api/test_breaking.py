"""The comparison of two OpenAPI documents: what breaks a client is found, what doesn't isn't."""

from copy import deepcopy

import pytest

from portal.api.breaking import breaks

BASE = {
    "paths": {
        "/cars/": {
            "get": {
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 200}}
                ],
                "responses": {"200": {"content": {"application/json": {"schema": {
                    "type": "array", "items": {"$ref": "#/components/schemas/Car"}}}}}},
            },
            "post": {
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CarIn"}}}
                },
                "responses": {"201": {"content": {"application/json": {"schema": {
                    "$ref": "#/components/schemas/Car"}}}}, "422": {"description": "no"}},
            },
        }
    },
    "components": {"schemas": {
        "Car": {
            "type": "object",
            "required": ["id", "colour"],
            "properties": {
                "id": {"type": "integer"},
                "colour": {"type": "string"},
                "next": {"oneOf": [{"$ref": "#/components/schemas/Car"}, {"type": "null"}]},
            },
        },
        "CarIn": {
            "type": "object",
            "required": ["colour"],
            "properties": {
                "colour": {"allOf": [{"$ref": "#/components/schemas/Colour"}]},
                "doors": {"type": ["number", "null"]},
                "name": {"type": "string"},
            },
        },
        "Colour": {"type": "string", "enum": ["red", "blue"]},
    }},
}  # fmt: skip


def changed(change) -> list[str]:
    after = deepcopy(BASE)
    change(after["paths"]["/cars/"], after["components"]["schemas"])
    return breaks(BASE, after)


BREAKING = {
    "GET /cars/ is gone": lambda at, of: at.pop("get"),
    "GET /cars/: query parameter limit is gone": lambda at, of: at["get"].pop("parameters"),
    "GET /cars/: query limit has a narrower maximum": lambda at, of: at["get"]["parameters"][0][
        "schema"
    ].update(maximum=100),
    "GET /cars/: query parameter limit is required": lambda at, of: at["get"]["parameters"][
        0
    ].update(required=True),
    "POST /cars/: 201 is gone": lambda at, of: at["post"]["responses"].pop("201"),
    "POST /cars/: 201.colour is gone": lambda at, of: of["Car"]["properties"].pop("colour"),
    "GET /cars/: 200[].colour may be missing": lambda at, of: of["Car"]["required"].remove(
        "colour"
    ),
    "POST /cars/: 201.id has more types": lambda at, of: of["Car"]["properties"].update(
        id={"type": ["integer", "null"]}
    ),
    "POST /cars/: body.name is required": lambda at, of: of["CarIn"]["required"].append("name"),
    "POST /cars/: body.name is gone": lambda at, of: of["CarIn"]["properties"].pop("name"),
    "POST /cars/: body.doors takes fewer types": lambda at, of: of["CarIn"]["properties"].update(
        doors={"type": "integer"}
    ),
    "POST /cars/: body.colour takes 'blue' no more": lambda at, of: of["Colour"]["enum"].pop(),
    "POST /cars/: a body is required": lambda at, of: at["post"]["requestBody"].update(
        required=True
    ),
    "POST /cars/: body as application/json is gone": lambda at, of: at["post"]["requestBody"][
        "content"
    ].clear(),
}


@pytest.mark.parametrize("line", BREAKING)
def test_what_breaks_a_client_is_found(line):
    assert line in changed(BREAKING[line])


def loosen(at, of):
    of["Car"]["properties"]["doors"] = {"type": "integer"}
    of["CarIn"]["properties"]["seats"] = {"type": "integer"}
    of["CarIn"]["required"].clear()
    of["Colour"]["enum"].append("green")
    at["get"]["parameters"][0]["schema"]["maximum"] = 500
    at["put"] = at["post"]
    at["post"]["responses"]["429"] = {"description": "slow down"}


def test_what_only_adds_or_loosens_breaks_nobody():
    assert changed(loosen) == []


def test_the_same_document_breaks_nobody():
    assert breaks(BASE, deepcopy(BASE)) == []
