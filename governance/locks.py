"""The one way rows are locked: scope first, then what hangs on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from governance.access import visible
from governance.actors import Actor
from governance.models import Scope

Row = TypeVar("Row", bound=Model)
MOMENT_MS = 200


def held(queryset: "QuerySet[Row]") -> "QuerySet[Row]":
    """The same rows, kept from other writers until the transaction ends.

    PostgreSQL locks them without stopping rows elsewhere from pointing to them (FOR NO KEY
    UPDATE); SQLite needs no more than its transactions, which begin IMMEDIATE.
    """
    return queryset.select_for_update(no_key=True)


def scope(actor: Actor, scope_id: int, *, now: datetime) -> Scope:
    """The scope, held; raises NotVisible where the actor can't see it.

    Every service that writes within a scope takes this lock first, so that who may do what, and
    what an approval binds to, can't change under its feet.
    """
    return visible(held(Scope.objects.all()), actor, now, pk=scope_id)


@contextmanager
def impatient() -> Iterator[None]:
    """What is written inside waits a moment at most for SQLite's only writer: OperationalError then.

    For notes beside a read, which nobody's read should wait for, or fail for the want of.
    """
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {MOMENT_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
