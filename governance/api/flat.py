"""Rows of a list read as columns, where all that is shown of them is columns: no row is made of them.

Half of what a page of fifty rows cost was making rows of four tables for it, to show a name of each.
What is said of a page's rows together, from other tables or in sentences, is added to them afterwards
(`Meta.together`). A serializer with a method of its own is shown from rows as before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.utils.model_meta import get_field_info

from governance.api import showing

# What is shown of the columns of one row.
Shows = Callable[[Sequence[Any]], Any]
TEXT = (models.CharField, models.TextField)
# What a field shows as it comes, by the columns from which it comes so.
AS_IT_IS: dict[type[serializers.Field], tuple[type[models.Field], ...]] = {
    serializers.CharField: TEXT,
    serializers.SlugField: TEXT,
    serializers.ChoiceField: TEXT,
    serializers.IntegerField: (models.IntegerField,),
    serializers.BooleanField: (models.BooleanField,),
}


class NotFlat(Exception):
    """Something is shown that is no column."""


@dataclass(frozen=True)
class Together:
    """What a list says under `names` of all rows of a page at once.

    `tell` is given the rows as they are shown so far, and the columns `by` of each of them; it puts
    the values in.
    """

    names: tuple[str, ...]
    by: tuple[str, ...]
    tell: Callable[[list[dict[str, Any]], list[tuple]], None]


@dataclass(frozen=True)
class Flat:
    """The columns that are read of a row, and what is shown of them."""

    columns: tuple[str, ...]
    shows: Shows
    together: Together | None = None

    def items(self, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        """These rows, each the values of the columns, as they are shown."""
        shown = [self.shows(row) for row in rows]
        if self.together is not None:
            places = [self.columns.index(name) for name in self.together.by]
            self.together.tell(shown, [tuple(row[place] for place in places) for row in rows])
        return shown


@cache
def of(kind: type[serializers.BaseSerializer]) -> Flat | None:
    """How rows that `kind` shows are read as columns; None where that isn't all."""
    if not issubclass(kind, serializers.ModelSerializer) or not _is_plain(kind):
        return None
    columns, together = _Columns(), getattr(kind.Meta, "together", None)
    try:
        shows = _row(kind(), kind.Meta.model, "", columns, together)
    except NotFlat:
        return None
    for name in together.by if together else ():
        columns.place(name)
    return Flat(tuple(columns.places), shows, together)


def reads(rows: QuerySet) -> bool:
    """Whether these rows are the same when they are read as columns."""
    return not (rows.query.distinct or rows.query.combinator)


def _is_plain(kind: type[serializers.ModelSerializer]) -> bool:
    own = kind.to_representation is serializers.ModelSerializer.to_representation
    shown = getattr(kind, "shows_columns", False)
    return (own or shown) and not hasattr(kind.Meta, "list_serializer_class")


@dataclass(frozen=True)
class Beneath:
    """The rows that hang on a row by the column `of`, in their order: as `shows` has them, or one
    column of each.
    """

    rows: QuerySet
    of: str
    shows: type[serializers.ModelSerializer] | str

    def by(self, pks: list[int]) -> dict[int, list]:
        """What is shown of them, by the row that they hang on."""
        read = None if isinstance(self.shows, str) else of(self.shows)
        columns = (self.shows,) if read is None else read.columns
        found: dict[int, list] = {}
        rows = self.rows.filter(**{f"{self.of}__in": pks})
        for pk, *row in rows.values_list(self.of, *columns):
            found.setdefault(pk, []).append(row[0] if read is None else read.shows(row))
        return found


def with_rows(**beneath: Beneath) -> Together:
    """Rows that hang on the rows of a list, read for all of them at once under each name."""

    def tell(items: list[dict[str, Any]], keys: list[tuple]) -> None:
        pks = [pk for (pk,) in keys]
        for name, one in beneath.items():
            found = one.by(pks) if pks else {}
            for item, pk in zip(items, pks, strict=True):
                item[name] = found.get(pk, [])

    return Together(tuple(beneath), ("pk",), tell)


class _Columns:
    """The columns that are wanted, each once."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, name: str) -> int:
        return self.places.setdefault(name, len(self.places))


def _row(
    serializer: serializers.Serializer,
    model: type[models.Model],
    before: str,
    columns: _Columns,
    together: Together | None = None,
) -> Shows:
    """What shows a row, its own columns or, after `before`, those of a row that it names."""
    made = getattr(serializer.Meta, "made_of", {})  # type: ignore[attr-defined] # of our own
    later = together.names if together else ()
    parts: list[tuple[str, Shows]] = []
    for name, field in serializer.fields.items():
        if name in later:
            parts.append((name, _later))
        elif name in made:
            parts.append((name, _made(made[name], before, columns)))
        elif not field.write_only:
            parts.append((name, _part(field, model, before, columns)))

    def shows(row: Sequence[Any]) -> dict[str, Any]:
        return {name: part(row) for name, part in parts}

    return shows


def _later(row: Sequence[Any]) -> None:
    """The place of what is told of all rows together."""


def _made(
    making: tuple[Callable[..., Any], Sequence[str]], before: str, columns: _Columns
) -> Shows:
    make, names = making
    places = [columns.place(before + name) for name in names]
    return lambda row: make(*(row[place] for place in places))


def _part(
    field: serializers.Field, model: type[models.Model], before: str, columns: _Columns
) -> Shows:
    steps = list(field.source_attrs)
    if isinstance(field, serializers.ModelSerializer) and _is_plain(type(field)):
        return _nested(field, model, before, columns)
    if isinstance(field, serializers.PrimaryKeyRelatedField) and field.pk_field is None:
        column = _column(model, steps)
        place = columns.place(before + "__".join([*steps[:-1], column.attname]))
        return lambda row: row[place]
    if isinstance(field, serializers.BaseSerializer | serializers.RelatedField):
        raise NotFlat
    column = _column(model, steps)
    if column.is_relation:
        raise NotFlat
    place = columns.place(before + "__".join(steps))
    if isinstance(column, AS_IT_IS.get(type(field), ())):
        return lambda row: row[place]
    value = showing.value(field)

    def part(row: Sequence[Any]) -> Any:
        there = row[place]
        return None if there is None else value(there)

    return part


def _nested(
    field: serializers.ModelSerializer, model: type[models.Model], before: str, columns: _Columns
) -> Shows:
    """A row that the row names, or None."""
    steps = list(field.source_attrs)
    related = _column(model, steps).related_model
    if related is not field.Meta.model:
        raise NotFlat
    path = before + "__".join(steps) + "__"
    there = columns.place(path + "pk")
    shows = _row(field, related, path, columns)
    return lambda row: None if row[there] is None else shows(row)


def _column(model: type[models.Model], steps: Sequence[str]) -> Any:
    """The column at the end of these steps over rows. Raises NotFlat."""
    kind: Any = model
    column: Any = None
    for step in steps:
        if kind is None:
            raise NotFlat
        info = get_field_info(kind)
        relation = info.forward_relations.get(step)
        if relation is not None and relation.to_many:
            raise NotFlat
        column = relation.model_field if relation else info.fields_and_pk.get(step)
        if column is None:
            column = _by_its_id(kind, step)
        kind = column.related_model if relation else None
    if column is None:
        raise NotFlat
    return column


def _by_its_id(model: type[models.Model], step: str) -> models.Field:
    """What a foreign key's own column holds, which goes by another name than the row it leads to."""
    for one in model._meta.concrete_fields:  # noqa: SLF001
        if one.attname == step:
            return one.target_field  # type: ignore[attr-defined] # only a foreign key has two names
    raise NotFlat
