"""A stage on the clock: work, waiting, rework, and how long votes were missing."""

from datetime import UTC, datetime, timedelta

import pytest

from workflows.laptimes.sectors import Attempt, Cast, Lap, Round, lacking, missing_by_role, sector

START = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def asked(start: float, end: float | None, state: str = "approved", **more) -> Round:
    return Round(at(start), None if end is None else at(end), state, **more)


def tried(start: float, end: float | None, *rounds: Round, how: str = "approved") -> Attempt:
    return Attempt(at(start), None if end is None else at(end), "" if end is None else how, rounds)


def made(*attempts: Attempt, now: float = 30, stage: str = "training"):
    return sector(stage, attempts, at(now))


def told(one) -> tuple[float, float, float]:
    """Days of work, of waiting, of rework."""
    day = timedelta(days=1)
    return one.working / day, one.waiting / day, one.rework / day


def test_until_a_round_is_asked_for_all_time_is_work():
    one = made(tried(0, None), now=4)
    assert (told(one), one.state) == ((4, 0, 0), "running")
    assert one.asked_since is None


def test_while_a_round_is_open_the_stage_waits():
    one = made(tried(0, None, asked(3, None, "open", due=at(10))), now=8)
    assert told(one) == (3, 5, 0)
    assert one.asked_since == at(3)


def test_the_first_round_opens_the_gate():
    one = made(tried(0, 7, asked(5, 7)))
    assert (told(one), one.state) == ((5, 2, 0), "done")


def test_what_is_worked_after_the_first_round_is_rework():
    one = made(tried(0, 12, asked(4, 6, "changes_asked"), asked(9, 12)))
    assert told(one) == (7, 5, 3)
    assert len(one.rounds) == 2


def test_a_second_attempt_after_an_approval_is_rework_and_the_gap_between_is_nobodys():
    one = made(tried(0, 5, asked(4, 5)), tried(10, 14, asked(13, 14)))
    assert told(one) == (7, 2, 3)


def test_work_anew_on_what_was_carried_over_is_no_rework():
    one = made(tried(0, 0, how="carried"), tried(3, 8, asked(6, 8)))
    assert told(one) == (3, 2, 0)
    assert one.state == "done"


def test_a_gate_that_was_carried_over_took_no_time():
    one = made(tried(0, 0, how="carried"))
    assert (told(one), one.state) == ((0, 0, 0), "kept")


def test_a_gate_that_opened_because_approved_content_came_back_is_done():
    assert made(tried(0, 3, how="carried")).state == "done"


def test_a_round_left_open_ends_with_its_attempt():
    one = made(tried(0, 6, asked(4, None, "open"), how="abandoned"), now=20)
    assert told(one) == (4, 2, 0)
    assert (one.state, one.asked_since) == ("dropped", None)


def test_an_open_round_is_stuck_from_the_moment_after_it_was_due():
    one = made(tried(0, None, asked(3, None, "open", due=at(10))))
    assert not one.stuck(at(10))
    assert one.stuck(at(10.1))


def test_what_is_decided_is_never_stuck():
    assert not made(tried(0, 20, asked(3, 20, due=at(5)))).stuck(at(30))


def test_a_round_without_a_date_is_never_stuck():
    assert not made(tried(0, None, asked(3, None, "open"))).stuck(at(99))


def test_time_never_runs_backwards():
    assert told(made(tried(5, None), now=2)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("votes", "missing"),
    [
        ((), 4),
        ((("it", 1, "approve"),), 4),
        ((("it", 1, "approve"), ("it", 3, "approve")), 3),
        ((("it", 1, "approve"), ("it", 2, "reject"), ("it", 3, "approve")), 3),
        ((("it", 1, "approve"), ("analyst", 2, "approve")), 4),
        ((("it", 3, "approve"), ("it", 1, "approve_with_conditions")), 3),
        ((("it", 1, "approve"), ("it", 2, "approve"), ("it", 3, "approve")), 2),
    ],
)
def test_a_roles_votes_are_missing_until_there_are_enough(votes, missing):
    cast = tuple(Cast(role, at(day), choice) for role, day, choice in votes)
    one = asked(0, 4, asked=(("it", 2),), votes=cast)
    assert missing_by_role(one, at(9)) == {"it": timedelta(days=missing)}


def test_in_an_open_round_votes_are_missing_until_now():
    assert missing_by_role(asked(2, None, "open", asked=(("it", 1),)), at(9)) == {
        "it": timedelta(days=7)
    }


def test_roles_are_missing_side_by_side():
    one = asked(0, 5, asked=(("it", 1), ("analyst", 1)), votes=(Cast("it", at(2), "approve"),))
    assert missing_by_role(one, at(9)) == {"it": timedelta(days=2), "analyst": timedelta(days=5)}


def test_of_two_rules_for_a_role_the_one_met_last_counts():
    one = asked(0, 5, asked=(("it", 1), ("it", 2)), votes=(Cast("it", at(2), "approve"),))
    assert missing_by_role(one, at(9)) == {"it": timedelta(days=5)}


def test_a_lap_ends_when_its_version_goes_into_service():
    sectors = {
        "training": made(tried(0, 7, asked(5, 7))),
        "release": made(tried(7, 9, asked(8, 9)), stage="release"),
        "operation": made(tried(10, None), stage="operation"),
    }
    lap = Lap(1, 1, 1, at(0), sectors)
    assert lap.length(at(30)) == timedelta(days=10)
    assert (lap.working, lap.waiting) == (timedelta(days=6), timedelta(days=3))


def test_a_lap_that_is_under_way_is_as_long_as_until_now():
    assert Lap(1, 1, 1, at(2), {}).length(at(30)) == timedelta(days=28)


@pytest.mark.parametrize(
    ("votes", "roles"),
    [
        ((), ["it", "analyst"]),
        ((("it", "approve"),), ["it", "analyst"]),
        ((("it", "approve"), ("it", "approve_with_conditions")), ["analyst"]),
        ((("analyst", "approve"),), ["it"]),
        ((("analyst", "ask_for_changes"),), ["it", "analyst"]),
        ((("it", "approve"), ("it", "approve"), ("analyst", "approve")), []),
    ],
)
def test_whose_votes_a_round_still_lacks(votes, roles):
    cast = tuple(Cast(role, at(n), choice) for n, (role, choice) in enumerate(votes))
    rules = (("it", 2), ("analyst", 1), ("analyst", 1))
    assert lacking(asked(0, None, "open", asked=rules, votes=cast)) == roles
