"""Months as they are written and counted."""

from datetime import date

from projects import months

MARCH = date(2026, 3, 1)


def test_they_are_counted_over_the_turn_of_a_year():
    assert months.later(MARCH, 10) == date(2027, 1, 1)
    assert months.later(MARCH, -3) == date(2025, 12, 1)
    assert months.later(MARCH, 0) == MARCH


def test_a_stretch_holds_both_of_its_ends():
    found = months.around(MARCH, back=3, ahead=12)
    assert (found[0], found[-1], len(found)) == (date(2025, 12, 1), date(2027, 3, 1), 16)


def test_only_a_year_and_a_month_are_read():
    assert months.read(" 2026-03 ") == MARCH
    assert months.write(MARCH) == "2026-03"
    for odd in ("2026-13", "2026-00", "March", "2026-3", "1999-12", "2100-01", 202603, None, ""):
        assert months.read(odd) is None, odd
