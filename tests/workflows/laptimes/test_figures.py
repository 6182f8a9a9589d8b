"""Medians, shares and counts of many laps, and the weeks and months they are told by."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.laptimes import figures
from workflows.laptimes.figures import MONTHS, WEEKS
from workflows.laptimes.sectors import Attempt, Cast, Lap, Round, sector

START = datetime(2026, 3, 2, tzinfo=UTC)
NOW = START + timedelta(days=100)


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def done(work: float, wait: float, *, rounds: int = 1, starts: float = 0, **more):
    """A sector: work, then waiting in so many rounds, a day of rework before each but the first."""
    moment, found = starts + work, []
    for n in range(rounds):
        end = moment + wait / rounds
        state = "approved" if n == rounds - 1 else "changes_asked"
        found.append(Round(at(moment), at(end), state, **more))
        moment = end + 1
    attempt = Attempt(at(starts), found[-1].ended, "approved", tuple(found))
    return sector("training", (attempt,), NOW)


def lap(length: float) -> Lap:
    live = sector("operation", (Attempt(at(length), None, ""),), NOW)
    return Lap(1, 1, 1, at(0), {"training": done(2, 1), "operation": live})


def test_weeks_begin_on_mondays_and_the_running_one_is_the_last():
    found = figures.buckets(WEEKS, 3, datetime(2026, 3, 5, 14, tzinfo=UTC))
    assert [one.start.date().isoformat() for one in found] == [
        "2026-02-16",
        "2026-02-23",
        "2026-03-02",
    ]
    assert found[-1].end.date().isoformat() == "2026-03-09"


def test_months_go_back_over_the_turn_of_the_year():
    found = figures.buckets(MONTHS, 4, datetime(2026, 2, 14, tzinfo=UTC))
    assert [f"{one.start:%Y-%m-%d}" for one in found] == [
        "2025-11-01",
        "2025-12-01",
        "2026-01-01",
        "2026-02-01",
    ]
    assert f"{found[-1].end:%Y-%m-%d}" == "2026-03-01"


def test_december_is_followed_by_january():
    found = figures.buckets(MONTHS, 1, datetime(2025, 12, 31, 23, tzinfo=UTC))
    assert f"{found[0].end:%Y-%m-%d}" == "2026-01-01"


@pytest.mark.parametrize("unit", [WEEKS, MONTHS])
def test_every_moment_lies_in_just_one(unit):
    found = figures.buckets(unit, 6, NOW)
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
    assert sum(one.holds(NOW) for one in found) == 1
    assert found[-1].holds(NOW)


def test_days_begin_at_midnight_where_the_reader_is():
    auckland = ZoneInfo("Pacific/Auckland")
    found = figures.buckets(WEEKS, 1, datetime(2026, 3, 2, 0, 30, tzinfo=auckland))
    assert found[0].holds(datetime(2026, 3, 1, 11, 0, tzinfo=UTC))
    assert not found[0].holds(datetime(2026, 3, 1, 10, 59, tzinfo=UTC))


def test_clocks_that_change_within_a_week_do_not_shift_it():
    berlin = ZoneInfo("Europe/Berlin")
    found = figures.buckets(WEEKS, 2, datetime(2026, 4, 1, 12, tzinfo=berlin))
    assert found[0].start == datetime(2026, 3, 22, 23, tzinfo=UTC)
    assert found[0].end == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_what_never_happened_lies_in_none():
    assert not figures.buckets(WEEKS, 1, NOW)[0].holds(None)


def test_what_is_typical_is_the_median_of_each():
    found = figures.stage_times([done(1, 3), done(2, 2), done(9, 1)])
    assert (found.count, found.working, found.waiting, found.whole) == (3, 2, 2, 4)


def test_nothing_is_typical_of_nothing():
    assert figures.stage_times([]).count == 0


def test_a_lap_is_as_long_as_the_calendar_says():
    assert figures.lap_times([lap(10), lap(20), lap(60)], NOW).whole == 20


def test_the_middle_half_of_the_laps():
    laps = [lap(n) for n in (10, 20, 30, 40, 50)]
    assert figures.middle_half(laps, NOW) == (20, 40)


def test_three_laps_have_no_middle_half():
    assert figures.middle_half([lap(n) for n in (10, 20, 30)], NOW) is None


def test_only_what_ended_in_the_period_is_counted():
    early = Lap(1, 1, 1, at(0), {"training": done(2, 1)})
    late = Lap(1, 2, 2, at(0), {"training": done(2, 1, starts=50)})
    running = Lap(1, 3, 3, at(0), {"data": sector("data", (Attempt(at(60), None, ""),), NOW)})
    found = figures.finished([early, late, running], at(40))
    assert found["training"] == [late.sectors["training"]]
    assert found["data"] == []
    assert "operation" not in found


def test_work_and_waiting_add_up_to_a_share():
    found = figures.split([done(3, 1), done(2, 4)])
    assert (found.count, found.working, found.waiting, found.share) == (2, 5, 5, 0.5)


def test_nothing_has_no_share():
    assert figures.split([]).share is None


def test_rounds_and_rework_by_hand():
    found = figures.rounds([done(4, 1), done(3, 2, rounds=2), done(2, 3, rounds=3)])
    assert (found.gates, found.one, found.two, found.more, found.mean) == (3, 1, 1, 1, 2)
    assert (found.rework, found.working, found.share) == (3, 12, 0.25)


def test_a_gate_that_opened_without_a_round_counts_for_no_gate():
    found = figures.rounds([sector("data", (Attempt(at(0), at(3), "carried"),), NOW)])
    assert (found.gates, found.mean, found.working) == (0, None, 3)


def test_without_work_there_is_no_share_of_rework():
    assert figures.rounds([]).share is None


def test_missing_votes_by_role_over_all_rounds():
    asked = (("it", 1), ("analyst", 1))
    first = done(1, 4, asked=asked, votes=(Cast("it", at(2), "approve"),))
    second = done(1, 2, starts=10, asked=(("it", 1),), votes=())
    found = figures.missing_votes([first, second], NOW)
    assert (found["it"].rounds, found["it"].days, found["it"].typical) == (2, 3, 1.5)
    assert (found["analyst"].rounds, found["analyst"].days) == (1, 4)
    assert "devops" not in found
