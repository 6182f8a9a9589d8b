"""What checks share: reaching into facts, reading numbers, putting outcomes together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from governance.checks.outcomes import FAILED, PASSED, UNKNOWN, CheckOutcome

Facts = Mapping[str, Any]
Params = Mapping[str, Any]
Run = Callable[[Facts, Params], CheckOutcome]

LONGEST_NUMBER: Final = 60
PLACES: Final = 4
MOST_PLACES: Final = 12


class Unknown(Exception):
    """A fact that a check needs isn't there; its message is the reason, a sentence."""


def need(facts: Facts, key: str, missing: str) -> Any:
    """The fact under `key`; raises Unknown with `missing` where it is absent or None."""
    value = facts.get(key)
    if value is None:
        raise Unknown(missing)
    return value


def number(value: Any) -> Decimal | None:
    """A finite decimal, from text or a whole number; None for anything else, NaN too."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        text = str(value)
        found = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    except (InvalidOperation, ValueError):
        return None
    return found if found is not None and found.is_finite() else None


def shown(value: Decimal, beside: Decimal | None = None) -> str:
    """A decimal rounded for reading, but never so far that it looks like what stands beside it."""
    for places in range(PLACES, MOST_PLACES):
        rounded = round(value, places)
        if value == beside or beside is None or rounded != beside:
            return plain(rounded)
    return plain(value)


def plain(value: Decimal) -> str:
    """Without exponent and without zeros at the end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def counted(rows: int) -> str:
    """A whole number as people read it: 12,000."""
    return f"{rows:,}"


def passed(reason: str, source: str = "", value: Any = None) -> CheckOutcome:
    return CheckOutcome(PASSED, reason, source, value)


def failed(reason: str, source: str = "", value: Any = None) -> CheckOutcome:
    return CheckOutcome(FAILED, reason, source, value)


def unknown(reason: str, source: str = "", value: Any = None) -> CheckOutcome:
    return CheckOutcome(UNKNOWN, reason, source, value)


def worst(outcomes: Iterable[str]) -> str:
    """Failed if one failed, else unknown if one is unknown, else passed."""
    found = set(outcomes)
    for outcome in (FAILED, UNKNOWN):
        if outcome in found:
            return outcome
    return PASSED


def verdict(
    faults: Sequence[str], otherwise: str, source: str = "", value: Any = None
) -> CheckOutcome:
    """Failed with every fault, or passed with a sentence of its own."""
    if faults:
        return failed(" ".join(faults), source, value)
    return passed(otherwise, source, value)
