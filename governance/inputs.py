"""Input as it comes from people and programs, made clean or answered with what to do about it.

Each function puts a message under `name` into `errors` when the value can't be taken, and
returns an empty value then; `raise_if(errors)` raises them all at once.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance import canonical
from governance.errors import Invalid

Errors = dict[str, str]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,30}")
LONGEST_NUMBER = 60
LINE_CONTROLS = "\t\n\r"
LARGEST = 2**31 - 1
# A date beyond these is a slip of the pen. At the ends of what a date can hold, the zone of whoever
# reads it would carry it over the edge, and no page that shows it could be drawn.
YEARS = range(1900, 2201)


def raise_if(errors: Errors) -> None:
    """Raise Invalid when any field couldn't be taken."""
    if errors:
        raise Invalid(errors)


def text(
    errors: Errors,
    name: str,
    value: Any,
    *,
    longest: int,
    required: bool = True,
    multiline: bool = False,
) -> str:
    """Trimmed text without control characters, at most `longest` characters."""
    if value is not None and not isinstance(value, str):
        return _refuse(errors, name, _("This has to be text."), "")
    cleaned = (value or "").strip()
    if multiline:
        cleaned = cleaned.replace("\r\n", "\n").replace("\r", "\n")
    if not cleaned and required:
        return _refuse(errors, name, _("This is empty; fill it in."), "")
    if len(cleaned) > longest:
        return _refuse(
            errors,
            name,
            _("This has %(cleaned)s characters; shorten it to %(longest)s.")
            % {"cleaned": len(cleaned), "longest": longest},
            "",
        )
    fault = _fault(cleaned, LINE_CONTROLS if multiline else "")
    return _refuse(errors, name, fault, "") if fault else cleaned


def _fault(value: str, allowed: str) -> str:
    """What no text may hold: halves of characters, and control characters not in `allowed`."""
    for position, character in enumerate(value, start=1):
        category = unicodedata.category(character)
        if category == "Cs":
            return _("Character %(position)s is half of one (a lone surrogate); take it out.") % {
                "position": position
            }
        if category == "Cc" and character not in allowed:
            what = (
                _("a NUL character")
                if character == "\x00"
                else _("a control character or line break")
            )
            return _("Character %(position)s is %(what)s; take it out.") % {
                "position": position,
                "what": what,
            }
    return ""


def slug(errors: Errors, name: str, value: Any, *, longest: int) -> str:
    """Small letters, digits and single hyphens, as used in addresses."""
    before = len(errors)
    cleaned = text(errors, name, value, longest=longest)
    if len(errors) > before or SLUG.fullmatch(cleaned):
        return cleaned
    return _refuse(
        errors, name, _("Use small letters, digits and single hyphens, such as late-arrivals."), ""
    )


def choice(
    errors: Errors, name: str, value: Any, allowed: type[Enum] | Iterable[str], *, required=True
) -> str:
    """One of the allowed words."""
    words = _words(allowed)
    if value in (None, "") and not required:
        return ""
    if isinstance(value, str) and value in words:
        return str(value)
    if value in (None, ""):
        return _refuse(
            errors, name, _("Choose one of: %(words)s.") % {"words": ", ".join(words)}, ""
        )
    return _refuse(
        errors,
        name,
        _("%(value)s isn't one of: %(words)s.")
        % {"value": _shown(value), "words": ", ".join(words)},
        "",
    )


def _words(allowed: type[Enum] | Iterable[str]) -> list[str]:
    if isinstance(allowed, type):
        return [str(one.value) for one in allowed]
    return [str(one) for one in allowed]


def decimal_(
    errors: Errors,
    name: str,
    value: Any,
    *,
    lowest: Decimal | int | None = None,
    highest: Decimal | int | None = None,
    digits: int = 18,
    places: int = 8,
    required: bool = True,
) -> Decimal | None:
    """A finite decimal with at most `digits` digits, `places` of them after the point."""
    if _absent(value):
        return _refuse(errors, name, _("This is empty; give a number."), None) if required else None
    number = _decimal(value)
    if number is None:
        return _refuse(
            errors,
            name,
            _("%(value)s isn't a number; write one such as 0.9.") % {"value": _shown(value)},
            None,
        )
    if not number.is_finite():
        return _refuse(
            errors,
            name,
            _("%(value)s is no finite number; write one.") % {"value": _shown(value)},
            None,
        )
    if not _fits(number, digits, places):
        return _refuse(
            errors,
            name,
            _(
                "%(value)s is too long; use at most %(digits)s digits before the point "
                "and %(places)s after it."
            )
            % {"value": _shown(value), "digits": digits - places, "places": places},
            None,
        )
    return number if _within(errors, name, number, lowest, highest) else None


def _fits(number: Decimal, digits: int, places: int) -> bool:
    """Whether a column of these sizes holds the number; zeros at the end don't matter."""
    if number.adjusted() >= digits - places or int(number.as_tuple().exponent) < -LONGEST_NUMBER:
        return False
    return -int(number.normalize().as_tuple().exponent) <= places


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None
    try:
        written = str(value).strip()
        return Decimal(written) if len(written) <= LONGEST_NUMBER else None
    except (InvalidOperation, ValueError):
        return None


def integer(
    errors: Errors,
    name: str,
    value: Any,
    *,
    lowest: int | None = 0,
    highest: int | None = LARGEST,
    required: bool = True,
) -> int | None:
    """A whole number within bounds that its column holds."""
    if _absent(value):
        return (
            _refuse(errors, name, _("This is empty; give a whole number."), None)
            if required
            else None
        )
    if isinstance(value, bool) or not WHOLE_NUMBER.fullmatch(str(value).strip()):
        return _refuse(
            errors,
            name,
            _("%(value)s isn't a whole number; write one.") % {"value": _shown(value)},
            None,
        )
    number = int(str(value).strip())
    return number if _within(errors, name, number, lowest, highest) else None


def _within(errors: Errors, name: str, number, lowest, highest) -> bool:
    if lowest is not None and number < lowest:
        _refuse(
            errors,
            name,
            _("%(number)s is too small; the least is %(lowest)s.")
            % {"number": _shown(number), "lowest": lowest},
            None,
        )
        return False
    if highest is not None and number > highest:
        _refuse(
            errors,
            name,
            _("%(number)s is too large; the most is %(highest)s.")
            % {"number": _shown(number), "highest": highest},
            None,
        )
        return False
    return True


def moment(
    errors: Errors,
    name: str,
    value: Any,
    *,
    after: datetime | None = None,
    required: bool = True,
) -> datetime | None:
    """A moment with its offset from UTC, given as such or as ISO 8601 text."""
    if _absent(value):
        return (
            _refuse(errors, name, _("This is empty; give a date and time."), None)
            if required
            else None
        )
    when = _moment(value)
    if when is None:
        return _refuse(
            errors,
            name,
            _("%(value)s isn't a moment; write 2026-03-15T12:00:00Z.") % {"value": _shown(value)},
            None,
        )
    if when.tzinfo is None:
        return _refuse(
            errors, name, _("The offset from UTC is missing; end it with Z or +02:00."), None
        )
    if when.year not in YEARS:
        return _refuse(errors, name, _too_far(value), None)
    if after is not None and when <= after:
        return _refuse(
            errors,
            name,
            _("This has to be later than %(after)s.")
            % {"after": date_format(after, "d F Y H:i T")},
            None,
        )
    # PostgreSQL takes no offset of 16 hours and more, which ISO 8601 allows.
    return when if when.tzinfo is UTC else when.astimezone(UTC)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def day(errors: Errors, name: str, value: Any, *, required: bool = True) -> date | None:
    """A calendar day, given as such or as YYYY-MM-DD."""
    if _absent(value):
        return _refuse(errors, name, _("This is empty; give a day."), None) if required else None
    found = _day(value)
    if found is None:
        return _refuse(
            errors,
            name,
            _("%(value)s isn't a day; write 2026-03-15.") % {"value": _shown(value)},
            None,
        )
    return found if found.year in YEARS else _refuse(errors, name, _too_far(value), None)


def _day(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        return None


def _too_far(value: Any) -> str:
    return _("%(value)s is too far away; give a year from %(years)s to %(years_2)s.") % {
        "value": _shown(value),
        "years": YEARS[0],
        "years_2": YEARS[-1],
    }


def flag(errors: Errors, name: str, value: Any) -> bool:
    """Yes or no; an absent value is no."""
    if value in (None, "", "false", "False", "0"):
        return False
    if isinstance(value, bool) or value in ("true", "True", "1", "on"):
        return bool(value)
    return _refuse(
        errors,
        name,
        _("%(value)s isn't yes or no; give true or false.") % {"value": _shown(value)},
        False,
    )


def json_(errors: Errors, name: str, value: Any) -> Any:
    """A value that canonical JSON can hold: no floats, NUL or lone surrogates, not too deep."""
    try:
        return json.loads(canonical.dumps(value))
    except (ValueError, RecursionError) as fault:
        return _refuse(errors, name, _("This can't be kept: %(fault)s.") % {"fault": fault}, None)


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _shown(value: Any) -> str:
    """The value as a message quotes it: short, and without what can't be shown."""
    shown = "".join(one if one.isprintable() else "�" for one in str(value)[:60])
    return f"“{shown}”"


def _refuse(errors: Errors, name: str, message: str, instead: Any) -> Any:
    errors.setdefault(name, message)
    return instead
