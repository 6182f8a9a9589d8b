"""The one way rows are locked: scope first, then what hangs on it."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from governance.access import visible
from governance.actors import Actor
from governance.models import Scope

Row = TypeVar("Row", bound=Model)


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
