"""One text for one value: canonical JSON (RFC 8785) and the hashes that everything binds to.

The profile has no floats, integers within ±(2^53 − 1), no NUL and no lone surrogate, so that
what is hashed reads the same everywhere. Decimals are given as text.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import rfc8785

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


def dumps(value: Any) -> str:
    """The canonical JSON text of `value`; raises ValueError for what the profile leaves out."""
    return rfc8785.dumps(_plain(value, 0)).decode("utf-8")


def loads(text: str) -> Any:
    """The value of a canonical text."""
    return json.loads(text)


def sha256(text: str | bytes) -> str:
    """SHA-256 of the bytes, as 64 hexadecimal digits."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of the canonical text of `value`."""
    return sha256(dumps(value))


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 0.90000000 becomes 0.9, and -0 becomes 0.

    Raises ValueError for NaN and infinity.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is no finite number; say in text what it stands for")
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_text(moment: datetime) -> str:
    """An aware moment as UTC text with microseconds, 2013-04-30T23:59:00.000000Z.

    Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, (date, uuid.UUID)):
        return str(value)
    if isinstance(value, Mapping):
        return _members(value, depth + 1)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(item, depth + 1) for item in value]
    raise ValueError(f"{type(value).__name__} has no canonical form; give decimals as text")


def _members(value: Mapping, depth: int) -> dict[str, Any]:
    plain = {_text(str(key)): _plain(item, depth) for key, item in value.items()}
    if len(plain) < len(value):
        raise ValueError("a key is given twice, as text and as something else")
    return plain


def _integer(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise ValueError(f"{value} is past ±(2^53 − 1); give it as text")
    return int(value)


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("text holds a NUL character; take it out")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("text holds half of a character (a lone surrogate); take it out") from None
    return str(value)
