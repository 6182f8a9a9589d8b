"""Calls the API in each cell of the table, and says which cells were answered otherwise."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.db import transaction

from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, sent
from tests.api.permissions.table import NO, NOTHING, UNKNOWN, YES, Row, Table
from tests.api.routes import Route, everything

# Each of these says of its operations what is sent.
for part in ("here", "in_turn", "files", "elsewhere", "own", "mine", "webhooks"):
    import_module(f"tests.api.permissions.sent_{part}")

PREFIX = "/api/v1/"
REFUSED = {401: UNKNOWN, 403: NO, 404: NOTHING}


@dataclass(frozen=True)
class Cell:
    """An operation, for somebody of a column in a relation to the use case."""

    operation: str
    column: str
    relation: str


@dataclass(frozen=True)
class Told:
    """How a call was answered: the mark that this would be in the table, and the status."""

    mark: str
    status: int


def addresses() -> dict[tuple[str, str], Route]:
    """Every method of every address, as the table writes it."""
    found = {}
    for route in everything():
        written = route.pattern.replace("{pk}", "{id}").replace("{", "<").replace("}", ">")
        found |= {(method.upper(), written): route for method in route.methods}
    return found


def asked(rows: Iterable[Row], place: Place, relation: str) -> dict[Cell, Told]:
    """The answers to everybody who is in this relation to the use case."""
    routes = addresses()
    return {
        Cell(row.name, person.column, relation): call(
            row, routes[row.method, row.address], place, person
        )
        for row in rows
        for person in place.people
        if person.relation == relation
    }


def call(row: Row, route: Route, place: Place, person: Person) -> Told:
    """Make the call of one cell, and take back whatever it did."""
    answer = answered(row, route, place, person)
    return Told(_mark(row, answer, place.case.slug), answer.status_code)


def answered(row: Row, route: Route, place: Place, person: Person) -> Any:
    """The answer to the call of one cell, of which nothing is left; a file is read to its end."""
    with transaction.atomic():
        what = sent(row.name, route, place, person)
        answer = _send(row.method, route.address(**what.ids), what, person)
        if answer.streaming:  # the client closes the file then, and no connection
            answer.read = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def _send(method: str, address: str, what: Sent, person: Person):
    query = f"?{urlencode(what.query)}" if what.query else ""
    given = {"format": "multipart" if what.form else "json"} if method != "GET" else {}
    ask = getattr(person.client, method.lower())
    return ask(PREFIX + address + query, what.body if given else None, **given)


def _mark(row: Row, answer, slug: str) -> str:
    """How far the call came; a list that leaves the use case's rows out has nothing for them."""
    if row.in_a_use_case and answer.status_code == 200 and row.lists_many:
        shown = json.loads(answer.content)
        items = shown.get("items", [shown])
        return YES if any(one.get("use_case", slug) == slug for one in items) else NOTHING
    return REFUSED.get(answer.status_code, YES)


def differing(table: Table, found: dict[Cell, Told]) -> dict[Cell, str]:
    """The cells that weren't answered as the table says, with what each says and what was said."""
    rows = {row.name: row for row in table.rows}
    return {
        cell: f"{mark} in the table, answered {told.status}"
        for cell, told in found.items()
        if (mark := table.mark(rows[cell.operation], cell.column, cell.relation)) != told.mark
    }
