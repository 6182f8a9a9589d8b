"""What a row of a batch has to hold: one check for every format, quick where nothing is wrong."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical, inputs
from workflows.intake.lines import decoded

LONGEST_ID = 120
LONGEST_ACTUAL = 200
LARGEST_INTEGER = 2**63 - 1

FEEDBACK = gettext_lazy("Give an object with prediction_id, actual and event_at.")
SCORE = gettext_lazy("Give an object with prediction_id, version, features, output and event_at.")

ENCODE = msgspec.json.Encoder().encode
Whole = Annotated[int, msgspec.Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
# An object of words and numbers alone, checked while it is read: most cells hold such a one.
PLAIN = msgspec.json.Decoder(dict[str, Whole | float | str | bool | None])

# As such, or as text of MOMENT's form.
Moment = datetime | str
ScoreCells = tuple[str, str, str, str, Moment]
FeedbackCells = tuple[str, str, Moment]
NEVER = ""  # a row with a fault is written nowhere
# Text that every database reads as fromisoformat does; to write each moment anew would take 4 µs a row.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(?:\.[0-9]{1,6})?(?:Z|\+00:00)")


def feedback(errors: inputs.Errors, where: str, item: object) -> FeedbackCells:
    """prediction_id, actual and event_at."""
    if not isinstance(item, Mapping):
        errors[where] = str(FEEDBACK)
        return ("", "", NEVER)
    return (
        _text(errors, where, item, "prediction_id", LONGEST_ID),
        _text(errors, where, {"actual": _plain(item.get("actual"))}, "actual", LONGEST_ACTUAL),
        _moment(errors, where, item),
    )


def score_of(version: str, release_id: int) -> Callable[[inputs.Errors, str, object], ScoreCells]:
    """A check of rows that `version` answered: prediction_id, version, features, output, event_at."""

    def score(errors: inputs.Errors, where: str, item: object) -> ScoreCells:
        if not isinstance(item, Mapping):
            errors[where] = str(SCORE)
            return ("", "", "", "", NEVER)
        if (said := item.get("version")) != version and str(said) != version:
            errors[f"{where}.version"] = _(
                "Release %(release)s is of version %(version)s; send the rows of another version "
                "with the release that it belongs to."
            ) % {"release": release_id, "version": version}
        return (
            _text(errors, where, item, "prediction_id", LONGEST_ID),
            version,
            _object(errors, where, item, "features"),
            _object(errors, where, item, "output"),
            _moment(errors, where, item),
        )

    return score


def _plain(value: object) -> object:
    """JSON's true, 1 and 1.5 as the text that a CSV would hold."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, (int, float)) else value


def _text(
    errors: inputs.Errors, where: str, item: Mapping[str, Any], name: str, longest: int
) -> str:
    value = item.get(name)
    if type(value) is str and 0 < len(value) <= longest and _clean(value):
        return value
    return inputs.text(errors, f"{where}.{name}", value, longest=longest)


def _clean(value: str) -> bool:
    """Nothing printable is a control character or half of one; spaces at the ends are trimmed."""
    return value.isprintable() and value[0] != " " != value[-1]


def _moment(errors: inputs.Errors, where: str, item: Mapping[str, Any]) -> Moment:
    value = item.get("event_at")
    when = inputs.moment(errors, f"{where}.event_at", value)
    if when is not None and type(value) is str and MOMENT.fullmatch(value):
        return value
    return when or NEVER


def _object(errors: inputs.Errors, where: str, item: Mapping[str, Any], name: str) -> str:
    """An object of JSON, or the text of one, as the text that is kept."""
    value = item.get(name)
    if type(value) is str and (text := _plain_text(value)):
        return text
    place = f"{where}.{name}"
    if isinstance(value, str):
        value = decoded(errors, place, value)
        if value is None:
            return ""
    if not isinstance(value, dict):
        errors[place] = _('Give an object from names to values, such as {"late": 0.25}.')
        return ""
    if not _is_plain(value) and (fault := _fault(value, 0)):
        errors[place] = fault
        return ""
    return ENCODE(value).decode()


def _plain_text(said: str) -> str:
    """What is kept of the text of a plain object without anything odd; empty for any other text."""
    try:
        text = ENCODE(PLAIN.decode(said)).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return ""
    # What isn't printable is escaped, or stands there as it is.
    return text if "\\" not in text and text.isprintable() else ""


def _is_plain(value: dict) -> bool:
    """Whether it holds words and numbers alone, without anything odd: most rows end here."""
    for one in value.values():
        kind = type(one)
        if kind is str:
            if not one.isprintable():
                return False
        elif kind is float:
            if one - one != 0:  # infinity and NaN
                return False
        elif kind is int:
            if not -LARGEST_INTEGER <= one <= LARGEST_INTEGER:
                return False
        elif kind is not bool and one is not None:
            return False
    return "".join(value).isprintable()


def _fault(value: object, depth: int) -> str:
    """What of a value of JSON no column and no reader could take."""
    if depth > canonical.DEEPEST:
        return "This is nested too deeply; send it flatter."
    if isinstance(value, dict):
        parts = (*value, *value.values())
    elif isinstance(value, list):
        parts = tuple(value)
    else:
        return _wrong(value)
    return next((found for one in parts if (found := _fault(one, depth + 1))), "")


def _wrong(value: object) -> str:
    if isinstance(value, str):
        return _wrong_text(value)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return (
            ""
            if abs(value) <= LARGEST_INTEGER
            else "A number is past ±(2^63 − 1); send it as text."
        )
    if isinstance(value, float):
        return "" if math.isfinite(value) else "A number isn't finite; send null or leave it out."
    return (
        f"A value is of the type {type(value).__name__}, which JSON doesn't have; send it as text."
    )


def _wrong_text(value: str) -> str:
    if value.isprintable():
        return ""
    if "\x00" in value:
        return "A text holds a NUL character; take it out."
    if any("\ud800" <= one <= "\udfff" for one in value):
        return "A text holds half of a character (a lone surrogate); take it out."
    return ""
