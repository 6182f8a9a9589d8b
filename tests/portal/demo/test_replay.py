"""The flights of a month as an application sends them, and what it learns later."""

import pandas as pd
import pytest

from portal.demo.data import flights, replay


@pytest.fixture(scope="module")
def march() -> pd.DataFrame:
    return replay.requests(3)


@pytest.fixture(scope="module")
def outcome() -> pd.DataFrame:
    return replay.feedback(3)


def test_only_flights_that_left_ask_for_a_score(march):
    frame = flights.frame([3])
    left = frame.loc[frame["dep_delay"].notna(), "flight_key"]

    assert set(march["prediction_id"]) == set(left)
    assert len(left) < len(frame)


def test_a_request_carries_what_the_model_takes_and_no_outcome(march):
    assert march.columns.tolist() == ["prediction_id", "event_at", *flights.FEATURES]
    assert not march.isna().to_numpy().any()


def test_diverted_flights_get_a_score_and_never_any_feedback(march, outcome):
    frame = flights.frame([3]).set_index("flight_key")
    diverted = set(march["prediction_id"]) - set(outcome["prediction_id"])

    assert len(diverted) == len(march) - len(outcome) > 0
    assert frame.loc[sorted(diverted), "arr_delay"].isna().all()


def test_feedback_says_the_label_that_training_would_see(outcome):
    part = flights.labelled(flights.frame([3])).set_index("flight_key")["late"]

    assert (outcome.set_index("prediction_id")["late"].sort_index() == part.sort_index()).all()


def test_both_come_in_the_order_of_their_time(march, outcome):
    assert march["event_at"].is_monotonic_increasing
    assert outcome["event_at"].is_monotonic_increasing


def test_every_flight_is_due_to_arrive_after_it_leaves(march, outcome):
    leaves = march.set_index("prediction_id")["event_at"]
    lasts = outcome.set_index("prediction_id")["event_at"] - leaves.reindex(
        outcome["prediction_id"]
    )

    assert lasts.min() >= pd.Timedelta(minutes=50)
    assert lasts.max() <= pd.Timedelta(minutes=700)


def test_a_months_requests_lie_in_its_window(march):
    start, end = flights.window(3)

    assert march["event_at"].between(start, end, inclusive="left").all()


@pytest.mark.parametrize(
    ("origin_clock", "destination", "clock", "departs", "arrives"),
    [
        (515, "IAH", 819, "2013-07-01T09:15Z", "2013-07-01T13:19Z"),
        (2100, "LAX", 15, "2013-07-02T01:00Z", "2013-07-02T07:15Z"),
        (2359, "SJU", 345, "2013-07-02T03:59Z", "2013-07-02T07:45Z"),
        (1000, "HNL", 1500, "2013-07-01T14:00Z", "2013-07-02T01:00Z"),
    ],
)
def test_clocks_are_read_where_they_hang(origin_clock, destination, clock, departs, arrives):
    flight = pd.DataFrame(
        {
            "year": [2013],
            "month": [7],
            "day": [1],
            "sched_dep_time": [origin_clock],
            "sched_arr_time": [clock],
            "dest": [destination],
        }
    )

    assert replay.scheduled_departure(flight).tolist() == [pd.Timestamp(departs)]
    assert replay.scheduled_arrival(flight).tolist() == [pd.Timestamp(arrives)]
