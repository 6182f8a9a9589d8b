"""Pages of a list: read on from a cursor that stays true while rows are added and taken away."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from governance import inputs
from governance.api.fields import Choice, taken
from governance.errors import PitwallError

DEFAULT = 50
MOST = 200
NEWEST_FIRST = "-id"
SALT = "pitwall.cursor"


class BadCursor(PitwallError):
    """What was given isn't what a page of this list gave as its next."""

    kind = "bad-cursor"
    status = 400
    title = gettext_lazy("This is no cursor of this list")


class Limit(serializers.IntegerField):
    """How many to show."""

    def to_internal_value(self, data: Any) -> int:
        return taken(inputs.integer, data, lowest=1, highest=MOST)


class Cursor(serializers.CharField):
    """Where to read on."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return None if data is serializers.empty else data


class Paging(serializers.Serializer):
    """The part of a query that every list takes."""

    limit = Limit(default=DEFAULT, help_text=f"1 to {MOST}")
    cursor = Cursor(required=False, help_text="the `next` of the page before")


@cache
def ordered(asks: type[Paging], orders: tuple[str, ...]) -> type[Paging]:
    """The same query with an ordering, by id or by one of these fields, each either way round."""
    choices = [f"{sign}{name}" for name in ("id", *orders) for sign in ("-", "")]
    ordering = Choice(choices, default=NEWEST_FIRST, help_text="a hyphen is for the last first")
    return type(asks.__name__, (asks,), {"ordering": ordering, "__doc__": asks.__doc__})


def page(
    rows: QuerySet,
    *,
    limit: int,
    cursor: str | None,
    ordering: str = NEWEST_FIRST,
    columns: Sequence[str] = (),
) -> tuple[list, str | None]:
    """At most `limit` rows after the cursor, and the cursor of the rest or None; of rows these
    columns, where there are any.

    Rows that agree in the field are in the order of their ids, so that none is left out or comes
    twice. Raises BadCursor.
    """
    name, sign = ordering.lstrip("-"), "-" if ordering.startswith("-") else ""
    rows = rows.order_by(f"{sign}{name}", f"{sign}pk")
    if cursor is not None:
        rows = rows.filter(_after(name, sign, _opened(cursor, rows.model, ordering)))
    place = ("pk", "pk" if name == "id" else name)
    found = list((rows.values_list(*columns, *place) if columns else rows)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    pk, value = last[-2:] if columns else (getattr(last, one) for one in place)
    return found[:limit], _closed(rows.model, ordering, value, pk)


def _after(name: str, sign: str, place: list) -> Q:
    value, pk = place
    beyond = "lt" if sign else "gt"
    if name == "id":
        return Q(**{f"pk__{beyond}": pk})
    return Q(**{f"{name}__{beyond}": value}) | Q(**{name: value, f"pk__{beyond}": pk})


def _closed(model: type[Model], ordering: str, value: Any, pk: int) -> str:
    """Signed, so that what comes back is what was given: nothing in it has to be looked at again."""
    said = value.isoformat() if isinstance(value, date) else value
    return Signer(salt=SALT).sign_object([model.__name__, ordering, said, pk])


def _opened(cursor: str, model: type[Model], ordering: str) -> list:
    try:
        label, given, value, pk = Signer(salt=SALT).unsign_object(cursor)
    except BadSignature:
        raise BadCursor(_("This is no cursor that a list gave.")) from None
    if label != model.__name__:
        raise BadCursor(_("This is another list's cursor."))
    if given != ordering:
        raise BadCursor(
            _("This cursor is of the ordering %(given)s, and %(ordering)s is asked for.")
            % {"given": given, "ordering": ordering}
        )
    return [value, pk]
