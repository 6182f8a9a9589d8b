"""How rows become JSON's values: worked out once for a serializer, so that a page of rows is cheap.

DRF looks at a model, builds its fields and asks each of them two questions for every row. What a
field says of a plain column doesn't depend on that, so it is kept as two functions by name; any other
field answers for itself, and what is shown is the same.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.utils.model_meta import get_field_info

# What a serializer says of a row under one name; the serializer is there for methods of its own.
Part = Callable[[serializers.Serializer, Any], Any]
Value = Callable[[Any], Any]


@cache
def parts(kind: type[serializers.ModelSerializer]) -> tuple[tuple[str, Part], ...]:
    """Each name that `kind` shows, and what says the value under it. May raise SkipField."""
    serializer = kind()
    return tuple(
        (name, _part(serializer.Meta.model, field)) for name, field in _readable(serializer)
    )


def row(serializer: serializers.ModelSerializer, instance: Any) -> dict[str, Any]:
    """The same as DRF's `to_representation`."""
    shown = {}
    for name, part in parts(type(serializer)):
        try:
            shown[name] = part(serializer, instance)
        except SkipField:
            continue
    return shown


def _readable(serializer: serializers.Serializer) -> Iterator[tuple[str, serializers.Field]]:
    return ((name, field) for name, field in serializer.fields.items() if not field.write_only)


def _part(model: type[models.Model], field: serializers.Field) -> Part:
    if type(field) is serializers.SerializerMethodField:
        method = field.method_name
        return lambda serializer, instance: getattr(serializer, method)(instance)
    found, said = _found(model, field), value(field)

    def part(serializer: serializers.Serializer, instance: Any) -> Any:
        there = found(instance)
        return None if there is None else said(there)

    return part


def _found(model: type[models.Model], field: serializers.Field) -> Value:
    """What finds in a row what a field shows: by name, where that leads to a column."""
    asked: Value = field.get_attribute
    steps = list(field.source_attrs)
    if isinstance(field, serializers.PrimaryKeyRelatedField):
        steps[-1:] = [f"{steps[-1]}_id"] if steps else []
    elif isinstance(field, serializers.ListSerializer | serializers.RelatedField):
        return asked
    if not _plain(model, steps):
        return asked
    by_name = attrgetter(".".join(steps))

    def found(instance: Any) -> Any:
        try:
            return by_name(instance)
        except (AttributeError, ObjectDoesNotExist):
            return asked(instance)

    return found


def _plain(model: type[models.Model], steps: list[str]) -> bool:
    """Whether these steps lead over rows to a column, another row or a property: to no function."""
    kind: Any = model
    for step in steps:
        info = get_field_info(kind)
        if step in info.forward_relations and not info.forward_relations[step].to_many:
            kind = info.forward_relations[step].related_model
        else:
            last = step == steps[-1]
            return last and (
                step in _columns(kind) or isinstance(getattr(kind, step, None), property)
            )
    return bool(steps)


def _columns(model: type[models.Model]) -> set[str]:
    """A model's attributes that are columns, a foreign key's id under its own name."""
    return {one.attname for one in model._meta.concrete_fields}  # noqa: SLF001


def value(field: serializers.Field) -> Value:
    """What a field makes of a value that isn't None."""
    kind = type(field)
    if isinstance(field, serializers.PrimaryKeyRelatedField) and field.pk_field is None:
        return lambda value: getattr(value, "pk", value)
    if kind in (serializers.CharField, serializers.SlugField):
        return str
    if kind is serializers.IntegerField:
        return int
    said: Value = field.to_representation
    if kind is not serializers.DateTimeField or hasattr(field, "format"):
        return said
    return lambda value: _moment(value) if isinstance(value, datetime) else said(value)


def _moment(value: datetime) -> str:
    """A moment where the reader is, as DRF writes it."""
    said = value.astimezone(timezone.get_current_timezone()).isoformat()
    return f"{said[:-6]}Z" if said.endswith("+00:00") else said
