"""Values out of a call's body, in every spelling that MLflow takes for a field.

What could be read otherwise than MLflow reads it is Unclear: text that no database takes, numbers of
experiments that MLflow would make the same number of (01, " 1", +1).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Body = Mapping[str, Any]
# A header of the call by its name, "" for none. Raises Unclear where it is given twice.
Header = Callable[[bytes], str]
_EXPERIMENT = re.compile(r"0|[1-9][0-9]{0,17}")
_VERSION = re.compile(r"[1-9][0-9]{0,9}")


class Unclear(ValueError):
    """A call that can't be judged, because it can't be read surely; the sentence says what to mend."""


def content(raw: bytes) -> dict[str, Any]:
    """The body as MLflow's handlers see it. Raises Unclear."""
    if not raw:
        return {}
    try:
        found = json.loads(raw)
        if isinstance(found, str):
            found = json.loads(found)
    except (ValueError, RecursionError):
        raise Unclear("The body is no JSON.") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Unclear("The body has to be a JSON object.")
    return found


def texts(body: Body, *names: str) -> list[str]:
    """Every value given for these fields, in either spelling; each has to be text."""
    return [_text(name, value) for name, value in _given(body, *names)]


def one(body: Body, *names: str) -> str:
    """The one value of a field; two spellings that differ can't be judged."""
    found = set(texts(body, *names))
    if len(found) > 1:
        raise Unclear(f"{names[0]} is given twice, with different values.")
    return found.pop() if found else ""


def listed(body: Body, name: str) -> list[str]:
    """A field that is a list of texts."""
    return [
        _text(spelling, item)
        for spelling, value in _given(body, name)
        for item in _a_list(spelling, value)
    ]


def items(body: Body, name: str) -> list[Body]:
    """A field that is a list of objects."""
    found = [item for spelling, value in _given(body, name) for item in _a_list(spelling, value)]
    if not all(isinstance(item, dict) for item in found):
        raise Unclear(f"{name} has to be a list of objects.")
    return found


def inner(bodies: Iterable[Body], name: str) -> list[Body]:
    """The objects that a field holds, of each of these."""
    found = [value for body in bodies for _, value in _given(body, name)]
    if not all(isinstance(value, dict) for value in found):
        raise Unclear(f"{name} has to be an object.")
    return found


def pairs(body: Body, name: str) -> list[tuple[str, str]]:
    """Keys and values of a field that is an object, a list of {key, value}, or either as JSON text."""
    found: list[tuple[str, str]] = []
    for spelling, value in _given(body, name):
        if isinstance(value, str):
            value = _json(spelling, value)  # noqa: PLW2901 (what the text stands for)
        if isinstance(value, dict):
            found += [(_text(spelling, key), str(of)) for key, of in value.items()]
        else:
            found += _listed_pairs(items({spelling: value}, spelling))
    return found


def keys(body: Body, name: str = "tags") -> tuple[str, ...]:
    """The keys alone of `pairs`."""
    return tuple(key for key, _ in pairs(body, name))


def ids(body: Body, *names: str) -> frozenset[str]:
    """Values that name runs or logged models, as those are written."""
    return plain(texts(body, *names))


def plain(found: Iterable[str]) -> frozenset[str]:
    """Names of runs or logged models without spaces round them, in small letters; "" is no name."""
    return frozenset(name for text in found if (name := text.strip().lower()))


def experiments(found: Iterable[str]) -> frozenset[str]:
    """Ids of experiments, each the number as MLflow writes it; none for the empty text."""
    given = {text for text in found if text}
    if not all(_EXPERIMENT.fullmatch(text) for text in given):
        raise Unclear("experiment_id has to be a plain number, such as 3.")
    return frozenset(given)


def version(body: Body, *, needed: bool = True) -> str:
    """The number of a model version."""
    text = one(body, "version")
    if (text or needed) and not _VERSION.fullmatch(text):
        raise Unclear("version has to be a whole number, such as 3.")
    return text


def says_yes(body: Body, name: str) -> bool:
    """Whether a field is given as anything but false."""
    return any(value is not False for _, value in _given(body, name))


def _given(body: Body, *names: str) -> list[tuple[str, Any]]:
    """The spellings of these fields that stand in the body, with what they hold; null is nothing."""
    return [
        (spelling, body[spelling])
        for name in names
        for spelling in _spellings(name)
        if body.get(spelling) is not None
    ]


def _spellings(name: str) -> tuple[str, ...]:
    head, *rest = name.split("_")
    return (name, head + "".join(part.capitalize() for part in rest)) if rest else (name,)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Unclear(f"{name} has to be text.")
    if "\0" in value or not (value.isascii() or _encodes(value)):
        raise Unclear(f"{name} holds what is no character.")
    return value


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return True


def _a_list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unclear(f"{name} has to be a list.")
    return value


def _listed_pairs(found: Iterable[Body]) -> list[tuple[str, str]]:
    return [(key, str(item.get("value", ""))) for item in found for key in texts(item, "key")]


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unclear(f"{name} has to be JSON.") from None
