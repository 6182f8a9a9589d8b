"""How many rows there are, as a column of another query."""

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet) -> Coalesce:
    """How many rows these are, for `annotate`."""
    counted = rows.order_by().values(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


class _Counted(Subquery):
    """Of rows that are limited first: COUNT beside a LIMIT would count them all."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def at_most(most: int, rows: QuerySet) -> Subquery:
    """How many rows these are, for `annotate`; it stops to count at `most`."""
    return _Counted(rows.order_by().values("pk")[:most])
