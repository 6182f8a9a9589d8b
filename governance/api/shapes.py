"""JSON Schema (2020-12) of what a serializer shows, exact enough that nothing else may be in it."""

from typing import Any

from rest_framework import serializers
from rest_framework.utils import model_meta

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The first that fits counts: a subclass stands before its parent.
PLAIN: tuple[tuple[type[serializers.Field], dict[str, Any]], ...] = (
    (serializers.BooleanField, {"type": "boolean"}),
    (serializers.IntegerField, {"type": "integer"}),
    (serializers.PrimaryKeyRelatedField, {"type": "integer"}),
    (serializers.DateTimeField, {"type": "string", "format": "date-time"}),
    (serializers.DateField, {"type": "string", "format": "date"}),
    (serializers.DecimalField, {"type": "string"}),
    (serializers.UUIDField, {"type": "string", "format": "uuid"}),
    (serializers.CharField, {"type": "string"}),
)


def of(serializer: serializers.BaseSerializer) -> dict[str, Any]:
    """The schema of one row that `serializer` shows."""
    fields = serializer.fields  # type: ignore[attr-defined] # of a Serializer, which all of ours are
    shown = {name: field for name, field in fields.items() if not field.write_only}
    return {
        "type": "object",
        "properties": {name: _field(serializer, field) for name, field in shown.items()},
        "required": sorted(shown),
        "additionalProperties": False,
    }


def _field(owner: serializers.BaseSerializer, field: serializers.Field) -> dict[str, Any]:
    """Fields that only show know less than their column of what may be in it."""
    column = _column(owner, field)
    null = field.allow_null if column is None else column.null
    shape = _shape(field, blank=column is not None and bool(column.blank))
    return {"anyOf": [shape, {"type": "null"}]} if shape and null else shape


def _shape(field: serializers.Field | None, *, blank: bool = False) -> dict[str, Any]:
    if isinstance(field, serializers.ListSerializer):
        return {"type": "array", "items": _shape(field.child)}
    if isinstance(field, serializers.Serializer):
        return of(field)
    if isinstance(field, serializers.ManyRelatedField):
        return {"type": "array", "items": _shape(field.child_relation)}
    if isinstance(field, serializers.ListField):
        return {"type": "array", "items": _shape(field.child)}
    if isinstance(field, serializers.ChoiceField):
        return {"type": "string", "enum": [*field.choices, *([""] if blank else [])]}
    return next((dict(shape) for kind, shape in PLAIN if isinstance(field, kind)), {})


def _column(owner: serializers.BaseSerializer, field: serializers.Field) -> Any:
    """The column that a field shows, where it shows one of the serializer's own model."""
    model = getattr(getattr(owner, "Meta", None), "model", None)
    if model is None:
        return None
    info, source = model_meta.get_field_info(model), field.source or ""
    relation = info.relations.get(source)
    return relation.model_field if relation else info.fields_and_pk.get(source)
