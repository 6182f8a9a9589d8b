"""Which operations a role may do: the first request of each that is answered with success."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from governance.models import ApiToken, Membership
from portal.pages.timing.tables import TABLES
from projects.models import UseCase
from tests.fuzz import bodies
from tests.fuzz.calls import Answer, Caller
from tests.fuzz.operations import models
from workflows.models import Candidate, Release

# Rows that are tried for an operation, and bodies for each row.
MOST_ROWS, MOST_BODIES = 12, 5
# Fields that say where a row stands: what may be done with it depends on that.
STANDINGS = ("state", "lifecycle")

Request = dict[str, Any]


@dataclass
class Prepared:
    """What can be sent to one operation, and was answered with success; none if the role may not.

    `there` are the address's parameters as they name what exists.
    """

    operation: Any
    works: Request | None = None
    there: list[dict[str, Any]] = field(default_factory=list)
    tried: list[tuple[Request, Answer]] = field(default_factory=list)


def prepare(
    operation: Any, call: Caller, hints: list[Request], most: int | None = None
) -> Prepared:
    """Try what worked for other roles, then rows and bodies, `most` requests of them at most."""
    found = Prepared(operation, there=[path for _, path in rows(operation) if path])
    for sent in [*hints, *requests(operation)][:most]:
        answer = call(operation.Case(**sent))
        found.tried.append((sent, answer))
        if answer.fine:
            found.works = sent
            break
    return found


def known(model: type[Model]) -> list[int]:
    """Ids of the newest rows in each standing, then of the newest and the oldest; not of all."""
    found: list[int] = []
    rows = model._default_manager.order_by("-pk")
    for name in STANDINGS:
        if name in {one.name for one in model._meta.get_fields()}:
            for standing in rows.order_by(name).values_list(name, flat=True).distinct():
                found += rows.filter(**{name: standing}).values_list("pk", flat=True)[:3]
    ids = list(rows.values_list("pk", flat=True))
    turns = [one for pair in zip(ids, reversed(ids), strict=True) for one in pair]
    return sorted(list(dict.fromkeys(found + turns))[:MOST_ROWS], reverse=True)


def requests(operation: Any) -> Iterator[Request]:
    shown = list(bodies.examples(operation))
    for row, path in rows(operation):
        for query in queries(operation):
            asked = {"path_parameters": path, "query": query}
            if not shown:
                yield asked
            for media, body in shown:
                for fitted in variants(operation, body, row):
                    yield asked | {"body": fitted, "media_type": media}


def variants(operation: Any, body: Any, row: Any) -> Iterator[Any]:
    """The body as it fits the row, until there is no other choice left."""
    before = None
    for variant in range(MOST_BODIES):
        fitted = bodies.fitted(operation, body, row, variant)
        if fitted == before:
            return
        yield fitted
        before = fitted


def rows(operation: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each row with the address's parameters."""
    for name, words in (("key", keys), ("name", TABLES)):
        if f"{{{name}}}" in operation.path:
            yield from ((None, {name: word}) for word in (words() if callable(words) else words))
            return
    model = models().get(operation.path)
    if model is None:
        yield None, {}
        return
    for row in model._default_manager.filter(pk__in=known(model)).order_by("-pk"):
        for more in members(operation, row):
            yield row, {"id": row.pk} | more


def members(operation: Any, row: Any) -> Iterator[dict[str, Any]]:
    if "{membership}" not in operation.path:
        yield {}
        return
    for pk in Membership.objects.filter(scope=row.scope).values_list("pk", flat=True)[:4]:
        yield {"membership": pk}


def keys() -> list[str]:
    return list(ApiToken.objects.order_by("-created").values_list("token_key", flat=True)[:12])


def queries(operation: Any) -> list[dict[str, Any]]:
    """What has to be asked along; most addresses ask nothing."""
    needed = {
        one["name"]
        for one in operation.definition.raw.get("parameters", [])
        if one.get("in") == "query" and one.get("required")
    }
    if not needed:
        return [{}]
    if "target" in needed:
        found = Candidate.objects.order_by("-pk").values_list("pk", flat=True)
        return [{"target": key, "candidate": pk} for pk in found for key in ("ops",)]
    asked = {
        "subject": f"use_case:{UseCase.objects.order_by('pk')[0].pk}",
        "before": 1,
        "q": "late",
        "release": Release.objects.order_by("pk").values_list("pk", flat=True).first(),
    }
    return [{name: asked[name] for name in needed if name in asked}]
