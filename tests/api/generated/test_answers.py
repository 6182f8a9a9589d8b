"""What each operation answers, to whoever may and to whoever may not, is what its model declares."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.generated.making import Generated, document
from tests.api.generated.test_making import FILE, INEXPRESSIBLE
from tests.api.generated.truth import untruths
from tests.api.permissions import checking, table
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.table import NO, YES, Row

pytestmark = pytest.mark.embedded
TABLE = table.read()
# Their success is a file, which the generator leaves out: what is said of it is the refusal alone.
FILES = {name for (name, _), why in INEXPRESSIBLE.items() if why == FILE}
OPERATIONS = {
    (method.upper(), path.removeprefix("/api/v1/")): one["operationId"]
    for path, item in document()["paths"].items()
    for method, one in item.items()
}


@pytest.mark.timeout(420)
def test_every_answer_is_what_its_model_declares(place: Place, generated: Generated):
    routes = checking.addresses()
    untrue, done = [], set()
    for row in TABLE.rows:
        name = operation(row)
        if name is None:
            continue
        for person in asking(row, place):
            answer = checking.answered(row, routes[row.method, row.address], place, person)
            if answer.status_code < 300 and name in FILES:
                continue
            said = parsed(generated, name, answer)
            untrue += [f"{row.name} {answer.status_code}: {one}" for one in said]
            if answer.status_code < 300:
                done.add(name)
    assert not untrue, "\n".join(untrue)
    assert not generated.operations.keys() - done - FILES


def operation(row: Row) -> str | None:
    """Its id in the document, which leaves itself, its page and the kinds of problems out."""
    return OPERATIONS.get((row.method, row.address.replace("<", "{").replace(">", "}")))


def asking(row: Row, place: Place) -> Iterator[Person]:
    """The first of the members and the others who may, the first who may not, and nobody known."""
    for mark in (YES, NO, "401", "404"):
        yield from [
            person
            for person in place.people
            if TABLE.mark(row, person.column, person.relation) == mark
        ][:1]


def parsed(generated: Generated, name: str, answer) -> list[str]:
    """What the operation's function would make of this answer, and where that isn't as declared."""
    content = answer.read if answer.streaming else answer.content
    response = httpx.Response(answer.status_code, headers=dict(answer.items()), content=content)
    module = generated.operation(name)
    try:
        made = module._build_response(client=generated.client("", ""), response=response)
    except Exception as error:  # noqa: BLE001 (whatever it trips over is what is looked for)
        return [f"{type(error).__name__}: {error} in {content[:300]!r}"]
    if made.parsed is None and answer.status_code not in {204, 304}:
        return [f"nothing was made of {content[:300]!r}"]
    return list(untruths(made.parsed, generated.models))
