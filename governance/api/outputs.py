"""How rows are shown: flat, with people by name and stored JSON as JSON."""

from types import MappingProxyType
from typing import Any

from django.db import models
from rest_framework import serializers
from rest_framework.utils.model_meta import get_field_info

from governance.api import showing
from governance.models import User
from governance.models.people import named


class Shown(serializers.ModelSerializer):
    """What only shows: how it does is worked out once, not for each row.

    What isn't a column and is made of some is named in `Meta.made_of`: the function that makes it,
    and what it is given.
    """

    shows_columns = True

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return showing.row(self, instance)


class Person(Shown):
    """Somebody, as far as colleagues need to know."""

    name = serializers.CharField(source="label", read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "name"]
        read_only_fields = fields
        made_of = MappingProxyType({"name": (named, ("first_name", "last_name", "username"))})


class Row(Shown):
    """A row of a table, read only: people are shown by name, other rows by their id."""

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[type, dict]:
        if relation_info.related_model is User and not relation_info.to_many:
            return Person, {"read_only": True}
        kind, _ = super().build_relational_field(field_name, relation_info)
        return kind, {"read_only": True} | ({"many": True} if relation_info.to_many else {})

    def build_standard_field(self, field_name: str, model_field: models.Field) -> tuple[type, dict]:
        kind, options = super().build_standard_field(field_name, model_field)
        kept = {"choices", "max_digits", "decimal_places", "help_text", "allow_null"}
        return kind, {name: value for name, value in options.items() if name in kept} | {
            "read_only": True
        }

    def get_fields(self) -> dict[str, serializers.Field]:
        """Each is null or blank wherever its column is, which DRF doesn't ask of what is only read."""
        fields = super().get_fields()
        for name, field in fields.items():
            columns = _columns(self.Meta.model, field.source or name)
            if any(column.null for column in columns):
                field.allow_null = True
            if isinstance(field, serializers.ChoiceField) and columns[-1:]:
                field.allow_blank = columns[-1].blank
        return fields


def _columns(model: Any, source: str) -> list[models.Field]:
    """The columns on the way to what is shown; none where it isn't a column's."""
    found: list[models.Field] = []
    for step in source.split("."):
        known = get_field_info(model)
        relation = known.forward_relations.get(step)
        column = relation.model_field if relation else known.fields.get(step)
        if column is None:
            return []
        found.append(column)
        model = column.related_model
        if model is None:
            break
    return found


class InUseCase(Row):
    """A row that belongs to a use case, named by its slug."""

    use_case = serializers.SlugField(source="scope.key", read_only=True)


class Reason(serializers.Serializer):
    """Why a gate isn't open, and who can lift it."""

    code = serializers.CharField()
    text = serializers.CharField()
    who_can = serializers.CharField()


class QuorumLine(serializers.Serializer):
    """How one rule on approvals stands: who voted, and who still can."""

    role = serializers.CharField()
    needed = serializers.IntegerField()
    got = serializers.IntegerField()
    voters = serializers.ListField(child=serializers.CharField())
    can_still = serializers.ListField(child=serializers.CharField())
    vacant = serializers.BooleanField()


class Gate(serializers.Serializer):
    """How a gate stands, and why."""

    state = serializers.CharField()
    reasons = Reason(many=True)
    quorum = QuorumLine(many=True)
    recheck_at = serializers.DateTimeField(allow_null=True)


class Problem(serializers.Serializer):
    """What went wrong, why, and who can lift it (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    remedy = serializers.CharField(required=False)
    reasons = Reason(many=True, required=False)
    fields = serializers.DictField(child=serializers.CharField(), required=False)  # type: ignore[assignment]
    who_can = serializers.CharField(required=False)
