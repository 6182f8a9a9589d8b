"""Moments of what the runner reports."""

from datetime import UTC, datetime, timedelta

from workflows import timing

CLOCK = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_outside_the_demo_it_is_the_clock():
    assert timing.after(CLOCK, CLOCK, clock=CLOCK + timedelta(seconds=7)) == CLOCK + timedelta(
        seconds=7
    )


def test_it_lies_as_long_after_the_act_as_it_took():
    act = CLOCK - timedelta(days=60)
    assert timing.after(act, CLOCK, clock=CLOCK + timedelta(minutes=2)) == act + timedelta(
        minutes=2
    )


def test_a_clock_that_was_set_back_never_puts_it_before_the_act():
    assert timing.after(CLOCK, CLOCK, clock=CLOCK - timedelta(hours=1)) == CLOCK
