"""Who is marked as what on the timing tower, and who isn't."""

from datetime import UTC, datetime, timedelta

import pytest

from workflows.laptimes.marks import marks, records
from workflows.laptimes.sectors import Attempt, Lap, Round, sector

START = datetime(2026, 3, 2, tzinfo=UTC)
NOW = START + timedelta(days=100)
STAGE = "training"


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def lap(cycle: int, work: float, wait: float = 1, *, use_case: int = 1, starts: float = 0) -> Lap:
    """A lap with Training finished: so many days of work, then so many of waiting."""
    handed_in, end = at(starts + work), at(starts + work + wait)
    attempt = Attempt(at(starts), end, "approved", (Round(handed_in, end, "approved"),))
    return Lap(use_case, cycle, cycle, at(starts), {STAGE: sector(STAGE, (attempt,), NOW)})


def running(cycle: int, due: float | None = None, *, stage: str = STAGE, use_case: int = 1) -> Lap:
    rounds = () if due is None else (Round(at(1), None, "open", at(due)),)
    attempt = Attempt(at(0), None, "", rounds)
    return Lap(use_case, cycle, cycle, at(0), {stage: sector(stage, (attempt,), NOW)})


def mark(one: Lap, *earlier: Lap, others: tuple[Lap, ...] = (), since: float = 0) -> str:
    best = records([one, *earlier, *others], at(since))
    return marks(one, earlier, best, NOW)[STAGE]


def test_the_first_lap_of_all_has_no_mark():
    assert mark(lap(1, 5)) == "first"


def test_a_first_lap_has_no_mark_even_where_others_were_faster():
    assert mark(lap(2, 5), others=(lap(1, 3, use_case=2),)) == "first"


def test_a_first_lap_can_be_the_best_of_all():
    assert mark(lap(2, 3), others=(lap(1, 5, use_case=2),)) == "best"


def test_faster_than_all_own_laps_is_own_best():
    assert mark(lap(3, 4), lap(1, 6), lap(2, 5), others=(lap(9, 1, use_case=2),)) == "good"


def test_as_fast_as_the_own_best_is_own_best():
    assert mark(lap(2, 4), lap(1, 4), others=(lap(9, 1, use_case=2),)) == "good"


def test_slower_than_any_own_lap_is_slower():
    assert mark(lap(3, 5.5), lap(1, 6), lap(2, 5), others=(lap(9, 1, use_case=2),)) == "slow"


def test_of_two_that_took_as_long_the_one_finished_first_is_the_best():
    first, second = lap(1, 3, use_case=1), lap(2, 3, use_case=2, starts=1)
    assert mark(first, others=(second,)) == "best"
    assert mark(second, others=(first,)) == "first"


def test_waiting_makes_nobody_slower():
    assert mark(lap(2, 3, wait=40), others=(lap(1, 4, wait=0.1, use_case=2),)) == "best"
    assert mark(lap(2, 3, wait=40), lap(1, 4, wait=0.1), others=(lap(9, 1, use_case=2),)) == "good"


def test_what_ended_before_the_period_is_no_record():
    assert mark(lap(2, 5, starts=50), others=(lap(1, 3, use_case=2),), since=40) == "first"


def test_what_ended_before_the_period_still_compares_with_the_own_laps():
    assert mark(lap(2, 5), lap(1, 6), since=40) == "good"


def test_who_is_under_way_is_on_the_clock():
    assert mark(running(1)) == "live"
    assert mark(running(1, due=101)) == "live"


def test_who_is_past_due_is_stuck():
    assert mark(running(1, due=99)) == "bad"


def test_who_is_under_way_neither_sets_nor_takes_a_record():
    assert records([running(1)], at(0)) == {}
    assert mark(lap(2, 90), others=(running(1, use_case=2),)) == "first"


def test_an_earlier_lap_that_was_not_finished_does_not_compare():
    assert mark(lap(2, 5), running(1)) == "first"


def test_what_was_carried_over_is_kept_and_sets_no_record():
    carried = Lap(1, 1, 1, at(0), {STAGE: sector(STAGE, (Attempt(at(0), at(0), "carried"),), NOW)})
    assert mark(carried, others=(lap(2, 5, use_case=2),)) == "kept"
    assert mark(lap(2, 5), carried) == "first"


def test_what_was_given_up_has_no_mark():
    given_up = Lap(
        1, 1, 1, at(0), {STAGE: sector(STAGE, (Attempt(at(0), at(5), "abandoned"),), NOW)}
    )
    assert mark(given_up) == "none"
    assert records([given_up], at(0)) == {}


@pytest.mark.parametrize("stage", ["definition", "data", "platform", "integration", "release"])
def test_a_stage_that_was_not_reached_says_so(stage):
    assert marks(lap(1, 5), (), {}, NOW)[stage] == "none"


def test_operation_is_on_the_clock_and_never_compared():
    served = Lap(
        1, 1, 1, at(0), {"operation": sector("operation", (Attempt(at(3), None, ""),), NOW)}
    )
    assert marks(served, (), records([served], at(0)), NOW)["operation"] == "live"
    replaced = sector("operation", (Attempt(at(3), at(9), "replaced"),), NOW)
    assert records([Lap(1, 1, 1, at(0), {"operation": replaced})], at(0)) == {}
