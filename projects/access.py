"""Look-up and permission in one call: what somebody may not see is not there for them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import locks
from governance.access import authorise, visible
from governance.actors import Actor
from governance.errors import Denied, NotVisible
from governance.models import Scope
from governance.models.scopes import ScopedQuerySet
from projects.models import UseCase

Row = TypeVar("Row", bound=Model)
NOTHING_HERE = gettext_lazy("There is no such thing here, or you may not see it.")


def use_case(actor: Actor, id_or_slug: int | str, *, now: datetime, lock: bool = False) -> UseCase:
    """The use case with this id (int) or slug (str).

    `lock` holds its scope until the transaction ends, so that nothing that an approval binds to
    changes meanwhile. Raises NotVisible.
    """
    lookup: Mapping[str, Any] = (
        {"slug": id_or_slug} if isinstance(id_or_slug, str) else {"pk": id_or_slug}
    )
    rows = UseCase.objects.select_related("scope", "policy")
    found = visible(rows, actor, now, **lookup)
    if not lock:
        return found
    locks.scope(actor, found.scope_id, now=now)
    return rows.get(pk=found.pk)


def one(rows: ScopedQuerySet, actor: Actor, pk: int, *, now: datetime, lock: bool = False) -> Any:
    """The row with this id among scoped rows; `lock` as for `use_case`. Raises NotVisible."""
    rows = rows.select_related("scope")
    found = visible(rows, actor, now, pk=pk)
    if not lock:
        return found
    locks.scope(actor, found.scope_id, now=now)
    return rows.get(pk=found.pk)


def catalogued(rows: "QuerySet[Row]", pk: int) -> Row:
    """The row of a catalogue that everybody who signs in may read. Raises NotVisible."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible(NOTHING_HERE)
    return row


def lifecycle(scope: Scope) -> Callable[[], str]:
    """What says where the use case of this scope stands, when an act asks that holds the scope."""
    return lambda: UseCase.objects.values_list("lifecycle", flat=True).get(scope=scope)


def use_case_of(scope: Scope) -> UseCase:
    """The use case whose scope this is."""
    return UseCase.objects.select_related("scope", "policy").get(scope=scope)


def authorised(actor: Actor, action: str, use_case: UseCase, *, now: datetime) -> frozenset[str]:
    """`governance.access.authorise` with the use case's lifecycle."""
    return authorise(actor, action, use_case.scope, now=now, state=use_case.lifecycle)


def person(actor: Actor) -> int:
    """The user behind an act that needs one, for rows that name who did it. Raises Denied."""
    if actor.user_id is None:
        raise Denied(
            _("A part of Pitwall can't do this by itself."),
            who_can=_("A person, or a service account that acts for one."),
        )
    return actor.user_id
