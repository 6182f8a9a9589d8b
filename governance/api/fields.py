"""Fields of requests: each message says what came, what is wrong with it and what to give instead."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.utils.html import is_html_input

from governance import canonical, inputs

LARGEST_ID = 2**63 - 1
# More than anybody chooses from a page; services know their narrower bounds.
MOST_ITEMS = 1000


def taken(clean, data: Any, **limits: Any) -> Any:
    """What a function of governance.inputs makes of a value; its message as a field's error."""
    errors: inputs.Errors = {}
    value = clean(errors, "value", data, **limits)
    if errors:
        raise serializers.ValidationError(errors["value"])
    return value


class Text(serializers.CharField):
    """Text, passed on as it is: the service trims it and says how long it may be."""

    default_error_messages = {"invalid": gettext_lazy("This has to be text; put it in quotes.")}

    def __init__(self, **given: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **given)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file of a form; without the word a schema would have it an address."""


class Whole(serializers.IntegerField):
    """A whole number; the service knows its narrower bounds."""

    lowest = 0

    def to_internal_value(self, data: Any) -> int:
        return taken(inputs.integer, data, lowest=self.lowest, highest=LARGEST_ID)


class Id(Whole):
    """The id of another row."""

    lowest = 1


class Moment(serializers.DateTimeField):
    """A moment with its offset from UTC."""

    def to_internal_value(self, value: Any) -> Any:
        return taken(inputs.moment, value)


class Flag(serializers.BooleanField):
    """Yes or no; where all is text, as in a query, by the same two words."""

    # DRF takes a query for a form of HTML, in which a tick that isn't there says no.
    default_empty_html = serializers.empty

    def to_internal_value(self, data: Any) -> bool:
        if is_html_input(self.root.initial_data):
            data = {"true": True, "false": False}.get(data)
        if not isinstance(data, bool):
            raise serializers.ValidationError(_("This isn't yes or no; give true or false."))
        return data


class Choice(serializers.ChoiceField):
    """One of the allowed words."""

    def to_internal_value(self, data: Any) -> str:
        return taken(inputs.choice, data, allowed=list(self.choices))


class Several(serializers.ListField):
    """A list of such fields; one that is too long is refused before its items are looked at."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=MOST_ITEMS, **given)

    def to_internal_value(self, data: Any) -> list:
        if isinstance(data, list) and len(data) > MOST_ITEMS:
            raise serializers.ValidationError(
                _("This has %(data)s entries; give at most %(most_items)s.")
                % {"data": len(data), "most_items": MOST_ITEMS}
            )
        return list(super().to_internal_value(data))


@extend_schema_field(OpenApiTypes.ANY)
class Json(serializers.Field):
    """A list or an object whose shape the service knows and checks, name by name."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": {}}})
class Records(Json):
    """A list of objects."""


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Mapping(Json):
    """An object from names to values."""


@extend_schema_field(OpenApiTypes.ANY)
class Stored(serializers.Field):
    """A column that holds canonical JSON, as the value it stands for."""

    def to_representation(self, value: str) -> Any:
        return canonical.loads(value) if value else None
