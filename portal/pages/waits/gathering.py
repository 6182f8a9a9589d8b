"""What waits for one person: counted, and a page of it, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from governance.actors import Actor
from portal.pages.waits.reader import Reader
from portal.pages.waits.telling import tell
from portal.pages.waits.types import Wait
from workflows.models import Duty
from workflows.services import positions


def count(reader: Reader) -> int:
    """How much waits for the reader."""
    return reader.count()


def some(reader: Reader, start: int, stop: int) -> list[Wait]:
    """A stretch of what waits, the most pressing first."""
    return _told(reader, _in_order(reader.duties, reader.now)[start:stop])


def here(reader: Reader, scope_id: int) -> Wait | None:
    """What waits most in one use case."""
    rows = _in_order(reader.duties.filter(scope_id=scope_id), reader.now)[:1]
    return next(iter(_told(reader, rows)), None)


def of(actor: Actor, now: datetime) -> list[Wait]:
    """Everything that waits for somebody, the most pressing first; pages ask for a stretch."""
    positions.catch_up(now=now)
    reader = Reader(actor, now)
    return _told(reader, _in_order(reader.duties, now))


def _told(reader: Reader, rows: "QuerySet[Duty]") -> list[Wait]:
    found: Sequence[Duty] = list(rows.select_related("scope"))
    roles = reader.roles_in([one.scope_id for one in found]) if found else {}
    return [tell(one, reader, roles.get(one.scope_id, set())) for one in found]


def _in_order(rows: "QuerySet[Duty]", now: datetime) -> "QuerySet[Duty]":
    """Overdue first, then by kind, then by what is due and what waits longest."""
    late = Case(
        When(Q(due__lt=now), then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    return rows.annotate(on_time=late).order_by(
        "on_time",
        "rank",
        F("due").asc(nulls_last=True),
        F("since").asc(nulls_last=True),
        "pk",
    )
