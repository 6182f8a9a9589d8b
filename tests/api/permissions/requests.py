"""How a request for an operation of the table is prepared, and who remembers which."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.api.everything import some_row
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.routes import Route

Rows = Callable[[Place], Any]


@dataclass
class Sent:
    """Ids for the address, a body and a query."""

    ids: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    form: bool = False


Prepared = Callable[[Place, Person], Sent]
PREPARED: dict[str, Prepared] = {}


def sends(*names: str) -> Callable[[Prepared], Prepared]:
    """Registers what is sent for these operations, by the names that the table gives them."""

    def keep(prepared: Prepared) -> Prepared:
        PREPARED.update(dict.fromkeys(names, prepared))
        return prepared

    return keep


def send(name: str, row: Rows | None = None, /, **fields: Any) -> None:
    """The plain case: an operation on one row with one body; what can be called is asked."""

    def prepared(place: Place, _person: Person) -> Sent:
        said = {key: one(place) if callable(one) else one for key, one in fields.items()}
        return Sent({"pk": row(place).pk} if row else {}, said)

    PREPARED[name] = prepared


def sent(name: str, route: Route, place: Place, person: Person) -> Sent:
    """What is sent for an operation; where nothing is said, any row of the use case is named."""
    if name in PREPARED:
        return PREPARED[name](place, person)
    return Sent({"pk": some_row(route.model, place.case).pk} if route.model is not None else {})


def here(model: type, **lookup: Any) -> Rows:
    """The newest row of a model in the use case."""
    return lambda place: model.objects.filter(scope=place.case.scope, **lookup).latest("pk")


def case(place: Place) -> Any:
    return place.case


def candidate(place: Place) -> Any:
    return place.candidate


def cycle(place: Place) -> Any:
    return place.told.cycle


def target(place: Place) -> int:
    return place.told.target.pk


def subject(place: Place) -> str:
    return f"use_case:{place.case.pk}"


def soon(place: Place) -> str:
    return (place.now + timedelta(days=3)).isoformat()


def named(name: str) -> Callable[[Place], int]:
    """The id of somebody of the cast."""
    return lambda place: place.told.cast.id(name)
