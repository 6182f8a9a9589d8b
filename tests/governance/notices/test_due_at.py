"""When something told now is sent: at once, on the hour, in the morning, never at night."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from governance.noticing import Hours, Often, due_at

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("often", "now", "hours", "due"),
    [
        (Often.AT_ONCE, at(2, 9, 7), Hours(UTC), at(2, 9, 7)),
        (Often.HOURLY, at(2, 9, 7), Hours(UTC), at(2, 10)),
        (Often.HOURLY, at(2, 9), Hours(UTC), at(2, 10)),
        (Often.HOURLY, at(2, 9, 7), Hours(KOLKATA), at(2, 9, 30)),
        (Often.DAILY, at(2, 9, 7), Hours(UTC), at(3, 8)),
        (Often.DAILY, at(2, 7, 59), Hours(UTC), at(2, 8)),
        (Often.DAILY, at(2, 8), Hours(UTC), at(3, 8)),
        (Often.DAILY, at(2, 9), Hours(BERLIN, 17), at(2, 16)),
        # Clocks go forward on 29 March: eight in the morning is an hour earlier in UTC.
        (Often.DAILY, at(28, 9), Hours(BERLIN), at(29, 6)),
    ],
)
def test_it_is_due(often, now, hours, due):
    assert due_at(often, now, hours) == due


def test_never_is_never():
    assert due_at(Often.NEVER, at(2, 9), Hours(UTC)) is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(2, 21, 59), at(2, 21, 59)),
        (at(2, 22), at(3, 7)),
        (at(3, 3), at(3, 7)),
        (at(3, 7), at(3, 7)),
    ],
)
def test_quiet_hours_reach_over_midnight(now, due):
    assert due_at(Often.AT_ONCE, now, Hours(UTC, quiet_from=22, quiet_until=7)) == due


def test_quiet_hours_hold_back_a_digest_too():
    hours = Hours(UTC, digest_hour=6, quiet_from=5, quiet_until=9)
    assert due_at(Often.DAILY, at(2, 12), hours) == at(3, 9)


def test_hours_that_begin_where_they_end_are_none():
    assert due_at(Often.AT_ONCE, at(2, 5), Hours(UTC, quiet_from=5, quiet_until=5)) == at(2, 5)
