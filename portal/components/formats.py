"""How figures and moments are written: one way for all pages."""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeGuard

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Number = int | float | Decimal

NOTHING = "–"
MINUS = "−"

_ORDINALS = (
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
    gettext_lazy("sixth"),
    gettext_lazy("seventh"),
    gettext_lazy("eighth"),
    gettext_lazy("ninth"),
    gettext_lazy("tenth"),
)


def known(value: Number | None) -> TypeGuard[Number]:
    """Whether a figure can be written: there, and finite."""
    return value is not None and math.isfinite(value)


def measure(value: Number | None, places: int = 3) -> str:
    """A figure with fixed decimals; a dash when it is missing or not a number."""
    if not known(value):
        return NOTHING
    return f"{value:,.{places}f}".replace("-", MINUS)


def claim(value: Number | None) -> str:
    """A figure of unknown size: three decimals, or for a small one three figures that count."""
    if not known(value) or not value or abs(float(value)) >= 0.01:
        return measure(value)
    return f"{value:.3g}".replace("-", MINUS)


def signed(value: Number | None, places: int = 3) -> str:
    """A difference with its sign always written."""
    if not known(value):
        return NOTHING
    return f"{value:+,.{places}f}".replace("-", MINUS)


def thousands(value: Number | None) -> str:
    """A count with its thousands apart."""
    return measure(value, 0)


def percent(value: Number | None, places: int = 0) -> str:
    """A share between 0 and 1 as per cent."""
    if not known(value):
        return NOTHING
    return f"{measure(value * 100, places)} %"


def short(value: Number) -> str:
    """An axis label: as few characters as tell it apart, `3.5k` for 3500."""
    number = float(value)
    written = f"{number / 1000:g}k" if abs(number) >= 1000 else f"{number:g}"
    return written.replace("-", MINUS)


def day_count(value: Number) -> str:
    """A number of days with one decimal at most; less than that, but something, is `<0.1`."""
    return "<0.1" if 0 < value < 0.05 else f"{round(float(value), 1):g}"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime | None) -> str:
    """`14 May`, with the year when it isn't the current one."""
    if value is None:
        return NOTHING
    value = _local(value)
    year = "" if value.year == timezone.localdate().year else f" {value.year}"
    return f"{date_format(value, 'j F')}{year}"


def clock(value: datetime | None) -> str:
    """`09:12` in the reader's time zone."""
    return NOTHING if value is None else f"{_local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """`14 May, 09:12`."""
    return NOTHING if value is None else f"{day(value)}, {clock(value)}"


def seconds(value: datetime | None) -> str:
    """`14 May 09:12:07`: the record alone counts seconds."""
    return NOTHING if value is None else f"{day(value)} {_local(value):%H:%M:%S}"


def span(value: timedelta | None) -> str:
    """A length of time in its largest whole unit: `4 days`, `1 hour`, `30 seconds`."""
    if value is None:
        return NOTHING
    total = max(0, int(value.total_seconds()))
    if total >= 86400:
        return _counted(ngettext("%(count)s day", "%(count)s days", total // 86400), total // 86400)
    if total >= 3600:
        return _counted(ngettext("%(count)s hour", "%(count)s hours", total // 3600), total // 3600)
    if total >= 60:
        return _counted(ngettext("%(count)s minute", "%(count)s minutes", total // 60), total // 60)
    return _counted(ngettext("%(count)s second", "%(count)s seconds", total), total)


def since(now: datetime, then: datetime) -> str:
    """How long it is from `then` to `now`, as a span; seconds are for the record."""
    return span(max(now - then, timedelta(minutes=1)))


def _counted(words: str, count: int) -> str:
    return words % {"count": count}


def due(value: date | datetime | None) -> str:
    """`due Thursday 16 May`, or that nobody has set a date."""
    if value is None:
        return _("no date set")
    return _("due %(value)s %(value_2)s") % {
        "value": date_format(_local(value), "l"),
        "value_2": day(value),
    }


def ordinal_word(value: int) -> str:
    """`second` for 2; figures with an ending above ten."""
    if 1 <= value <= len(_ORDINALS):
        return str(_ORDINALS[value - 1])
    ending = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def short_hash(value: str) -> str:
    """The head and the tail of a long hash: enough to compare by eye."""
    return value if len(value) <= 10 else f"{value[:4]}…{value[-4:]}"


def anchor(text: str) -> str:
    """An element id that is the same for the same text, whatever it holds."""
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:8]
