"""Reading the flights of 2013."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from portal.demo.data import flights
from portal.demo.data.splits import fifth


@pytest.fixture(scope="module")
def winter() -> pd.DataFrame:
    return flights.frame([1, 2])


def test_it_reads_every_flight_of_the_year_once():
    year = flights.frame(range(1, 13))

    assert len(year) == 336_776
    assert year["flight_key"].is_unique


def test_it_takes_the_months_that_are_asked_for(winter):
    assert winter.groupby("month").size().to_dict() == {1: 27_004, 2: 24_951}


def test_a_key_names_date_carrier_number_and_origin(winter):
    assert "2013-01-01-UA-1545-EWR" in set(winter["flight_key"])


def test_it_names_the_file_that_the_package_lacks():
    with pytest.raises(FileNotFoundError, match=r"holds no trains\.csv"):
        flights.package_file("trains.csv")


def test_late_means_more_than_fifteen_minutes():
    assert flights.is_late(pd.Series([-5.0, 15.0, 16.0])).tolist() == [0, 0, 1]


def test_cancelled_and_diverted_flights_have_no_label(winter):
    unknown = set(winter.loc[winter["arr_delay"].isna(), "flight_key"])
    labelled = flights.labelled(winter)

    assert len(unknown) == 1_946
    assert unknown.isdisjoint(labelled["flight_key"])
    assert len(labelled) + len(unknown) == len(winter)


def test_the_parts_share_no_flight_and_leave_none_out(winter):
    train, held_out = flights.train_part([1, 2]), flights.held_out_part([1, 2])

    assert set(train["flight_key"]).isdisjoint(held_out["flight_key"])
    assert len(train) + len(held_out) == len(flights.labelled(winter))
    assert 0.19 < len(held_out) / (len(train) + len(held_out)) < 0.21


def test_a_flight_held_out_once_is_held_out_in_every_later_cycle():
    earlier = set(flights.held_out_part([1, 2])["flight_key"])
    later = flights.held_out_part([1, 2, 3])["flight_key"]

    assert earlier == set(later[later < "2013-03"])


def test_the_key_alone_decides_the_fifth():
    # The digest is SHA-256 of "held-out|2013-01-01-UA-1545-EWR", computed with sha256sum.
    assert fifth("2013-01-01-UA-1545-EWR") == int("fcd64654d4f2ccba", 16) % 5


def test_a_part_holds_key_features_and_target_as_numbers_and_text():
    part = flights.train_part([2])

    assert list(part.columns) == ["flight_key", *flights.FEATURES, "late"]
    assert not part.isna().to_numpy().any()
    assert flights.features(part).columns.tolist() == flights.FEATURES
    assert set(flights.labels(part)) == {0, 1}


def test_the_first_of_january_2013_was_a_tuesday(winter):
    assert set(winter.loc[(winter["month"] == 1) & (winter["day"] == 1), "weekday"]) == {1}


def test_a_month_begins_and_ends_at_midnight_in_new_york():
    start, end = flights.window(3)

    assert start.astimezone(UTC) == datetime(2013, 3, 1, 5, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2013, 4, 1, 4, tzinfo=UTC)


def test_december_ends_with_the_year():
    assert flights.window(12)[1] == datetime(2014, 1, 1, tzinfo=flights.LOCAL)
