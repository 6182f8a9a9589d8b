"""Months as their first days: what load is declared by, and the wall is drawn by."""

import re
from datetime import date, datetime

from django.utils import timezone

WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
EARLIEST, LATEST = 2000, 2099


def of(moment: datetime) -> date:
    """The month in which a moment lies, in the zone of whoever reads."""
    return timezone.localtime(moment).date().replace(day=1)


def later(month: date, count: int) -> date:
    """So many months later; earlier where `count` is negative."""
    years, at = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, at + 1, 1)


def around(month: date, *, back: int, ahead: int) -> tuple[date, ...]:
    """A month with so many before and after it, in order."""
    return tuple(later(month, count) for count in range(-back, ahead + 1))


def read(text: object) -> date | None:
    """The month that is written as 2026-04; None for anything else."""
    found = WRITTEN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or not EARLIEST <= int(found[1]) <= LATEST:
        return None
    return date(int(found[1]), int(found[2]), 1)


def write(month: date) -> str:
    """A month as it is stored: 2026-04."""
    return f"{month:%Y-%m}"
