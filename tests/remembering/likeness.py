"""Whether two acts are the same: an act, what it is given and who does it, as one text."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Model

PLAIN = (str, bytes, int, float, bool, Decimal, date, datetime, UUID, type(None))


class Unlike(Exception):
    """There is something that can't be compared, a file or a function for example."""


def text(value: Any) -> str:
    """The same text for what is the same to a service. Raises Unlike."""
    if isinstance(value, Enum) or type(value) in PLAIN:
        return repr(value)
    if isinstance(value, Model):
        return f"{value._meta.label}{_pairs(_fields(value))}"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return f"{type(value).__qualname__}{_pairs(fields)}"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{text(key)}: {text(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(text, value))}]"
    if isinstance(value, set | frozenset):
        return f"<{', '.join(sorted(map(text, value)))}>"
    raise Unlike(type(value))


def _fields(row: Model) -> dict[str, Any]:
    """The fields that were read, as this instance has them: it may be older than its row."""
    return {
        field.attname: row.__dict__[field.attname]
        for field in row._meta.concrete_fields
        if field.attname in row.__dict__
    }


def _pairs(values: dict[str, Any]) -> str:
    return f"({', '.join(f'{name}={text(value)}' for name, value in values.items())})"
