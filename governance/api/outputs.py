"""How rows are shown: flat, with people by name and stored JSON as JSON."""

from typing import Any

from django.db import models
from rest_framework import serializers

from governance.models import User


class Person(serializers.ModelSerializer):
    """Somebody, as far as colleagues need to know."""

    name = serializers.CharField(source="label", read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "name"]
        read_only_fields = fields


class Row(serializers.ModelSerializer):
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
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    fields = serializers.DictField(child=serializers.CharField(), required=False)  # type: ignore[assignment]
    who_can = serializers.CharField(required=False)
