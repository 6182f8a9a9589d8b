"""Pages of a list: newest first, read on from a cursor that stays true while rows are added."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance import inputs
from governance.api.fields import Id, taken

DEFAULT = 50
MOST = 200


class Limit(serializers.IntegerField):
    """How many to show."""

    def to_internal_value(self, data: Any) -> int:
        return taken(inputs.integer, data, lowest=1, highest=MOST)


class Paging(serializers.Serializer):
    """The part of a query that every list takes."""

    limit = Limit(default=DEFAULT, help_text=f"1 to {MOST}")
    cursor = Id(required=False, help_text="the `next` of the page before")


def page(rows: QuerySet, *, limit: int, cursor: int | None) -> tuple[list, str | None]:
    """At most `limit` rows before the cursor, and the cursor of the rest or None."""
    rows = rows.order_by("-pk")
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    found = list(rows[: limit + 1])
    more = len(found) > limit
    return found[:limit], str(found[limit - 1].pk) if more else None
