"""Request bodies: JSON of bounded size and depth, free of what no column can hold."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.serializers import Serializer

from governance.api.fields import LARGEST_ID
from governance.errors import Invalid, PitwallError

LARGEST_BODY = 16 * 1024 * 1024
DEEPEST = 64
# More than the longest batch of feedback has; a body of brackets and commas alone takes a core ten
# seconds, and half a gigabyte, to look at.
MOST_VALUES = 1_000_000
MOST_FAULTS = 20

# What to do about the errors that a field's own message leaves open, by DRF's code.
REMEDIES = {
    "required": gettext_lazy("This is missing; give it."),
    "null": gettext_lazy("This is null; leave it out or give a value."),
    "not_a_list": gettext_lazy("This has to be a list; give [] for none."),
    "not_a_dict": gettext_lazy("This has to map names to values; give {} for none."),
}


class TooLarge(PitwallError):
    """A body that nobody needs to send."""

    kind = "too-large"
    status = 413
    title = gettext_lazy("This is too large")


class StrictJSONParser(BaseParser):
    """JSON as the standard has it; a body that isn't that is refused before anything reads it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge(
                _("The body has more than %(largest_body)s bytes.")
                % {"largest_body": f"{LARGEST_BODY:,}"},
                remedy=_("Send it in parts."),
            )
        if body.count(b",") >= MOST_VALUES:
            raise TooLarge(
                _("The body has more than %(most_values)s values.")
                % {"most_values": f"{MOST_VALUES:,}"},
                remedy=_("Send it in parts."),
            )
        try:
            value = json.loads(body, parse_constant=_refuse_constant)
        except RecursionError:
            raise ParseError(_too_deep()) from None
        except ValueError as fault:
            raise ParseError(
                _("The body isn't JSON: %(fault)s. Send valid JSON in UTF-8.") % {"fault": fault}
            ) from None
        faults = dict(_faults(value))
        if faults:
            raise Invalid(faults)
        return value


def parsed(kind: type[Serializer], data: Any) -> dict[str, Any]:
    """The values of a request by `kind`'s fields; Invalid names each that can't be taken."""
    if not isinstance(data, dict) and not hasattr(data, "getlist"):
        raise Invalid({"body": _("This has to be an object from names to values.")})
    serializer = kind(data=data)
    unknown = [name for name in data if name not in serializer.fields]
    faults = {name: _unknown(serializer) for name in unknown[:MOST_FAULTS]}
    if not serializer.is_valid():
        faults |= dict(_flat(serializer.errors, ""))
    if faults:
        raise Invalid(faults)
    return dict(serializer.validated_data)


def _unknown(serializer: Serializer) -> str:
    known = ", ".join(serializer.fields) or _("none")
    return _("There is no such field here; known are: %(known)s.") % {"known": known}


def _flat(errors: Any, path: str) -> Iterator[tuple[str, str]]:
    """DRF's nested errors as pairs of a field's path and its first message."""
    if isinstance(errors, dict):
        for name, below in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
            yield from _flat(below, path + step)
        return
    for position, one in enumerate(errors):
        if isinstance(one, dict):
            yield from _flat(one, f"{path}[{position}]")
        else:
            yield path, str(REMEDIES.get(one.code, one))
            return


def _faults(value: Any) -> Iterator[tuple[str, str]]:
    """What no column holds, by its path; without recursion, as bodies come from anybody."""
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    found = 0
    while waiting and found < MOST_FAULTS:
        path, one, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError(_too_deep())
        if isinstance(one, dict):
            waiting += [
                (f"{path}.{name}".lstrip("."), below, depth + 1) for name, below in one.items()
            ]
            waiting += [(f"{path}.(name)".lstrip("."), name, depth + 1) for name in one]
        elif isinstance(one, list):
            waiting += [(f"{path}[{n}]", below, depth + 1) for n, below in enumerate(one)]
        elif fault := _fault(one):
            found += 1
            yield _sayable(path) or "body", fault


def _fault(value: Any) -> str:
    if isinstance(value, str):
        if "\x00" in value:
            return _("The text holds a NUL character; take it out.")
        if any("\ud800" <= one <= "\udfff" for one in value):
            return _("The text holds half of a character (a lone surrogate); take it out.")
    elif isinstance(value, int) and abs(value) > LARGEST_ID:
        return _("“%(value)s…” is past ±(2^63 − 1); give a smaller number.") % {
            "value": str(value)[:20]
        }
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        return _("This number is too large to be held; give a smaller one.")
    return ""


def _sayable(path: str) -> str:
    return "".join(one if one.isprintable() else "�" for one in path[:120])


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number; leave the value out or give a finite one")


def _too_deep() -> str:
    return _("The body is nested deeper than %(deepest)s levels; send it flatter.") % {
        "deepest": DEEPEST
    }
