"""The operational replay: flights as they leave, to be scored, and what is known of them later."""

import pandas as pd

from portal.demo.data import flights

DAY = pd.Timedelta(days=1)

# Missing from the package's airports: Aguadilla, Ponce, San Juan, St. Thomas. Atlantic time.
_ATLANTIC = dict.fromkeys(["BQN", "PSE", "SJU", "STT"], "America/Puerto_Rico")


def requests(month: int) -> pd.DataFrame:
    """Return the flights that left in a month as requests, in the order of their departure.

    Columns: ``prediction_id`` (the flight's key), ``event_at`` (scheduled departure, UTC) and the
    features. Cancelled flights never ask for a score; diverted ones do, and get no feedback.
    """
    left = flights.frame([month]).dropna(subset=["dep_delay"])
    left = left.assign(prediction_id=left["flight_key"], event_at=scheduled_departure(left))
    columns = ["prediction_id", "event_at", *flights.FEATURES]
    left = left.astype({"dep_delay": "int64"})[columns]
    return left.sort_values(["event_at", "prediction_id"], ignore_index=True)


def feedback(month: int) -> pd.DataFrame:
    """Return how a month's flights turned out, in the order in which they were due.

    Columns: ``prediction_id``, ``late`` (1 or 0) and ``event_at`` (scheduled arrival, UTC).
    Diverted flights are missing: whether they were late was never known.
    """
    arrived = flights.frame([month]).dropna(subset=["arr_delay"])
    outcome = pd.DataFrame(
        {
            "prediction_id": arrived["flight_key"],
            "late": flights.is_late(arrived["arr_delay"]),
            "event_at": scheduled_arrival(arrived),
        }
    )
    return outcome.sort_values(["event_at", "prediction_id"], ignore_index=True)


def scheduled_departure(frame: pd.DataFrame) -> pd.Series:
    """Return when each flight is due to leave, in UTC."""
    return _moments(_dates(frame), frame["sched_dep_time"], str(flights.LOCAL))


def scheduled_arrival(frame: pd.DataFrame) -> pd.Series:
    """Return when each flight is due at its destination, in UTC.

    The schedule gives the destination's clock without a date: it is the first such reading after
    the departure, which puts all 336,776 flights between 50 and 700 minutes in the air.
    """
    departure = scheduled_departure(frame)
    zones = frame["dest"].map(_time_zones())
    due = []
    for zone, group in frame.groupby(zones):
        same_day = _moments(_dates(group), group["sched_arr_time"], str(zone))
        next_day = _moments(_dates(group) + DAY, group["sched_arr_time"], str(zone))
        due.append(same_day.where(same_day > departure[group.index], next_day))
    return pd.concat(due).reindex(frame.index)


def _time_zones() -> dict[str, str]:
    """Return the time zone of every airport that the flights go to."""
    file = flights.package_file("airports.csv")
    airports = pd.read_csv(file, usecols=["faa", "tzone"]).dropna()
    return dict(zip(airports["faa"], airports["tzone"], strict=True)) | _ATLANTIC


def _dates(frame: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(frame[["year", "month", "day"]])


def _moments(dates: pd.Series, clock: pd.Series, zone: str) -> pd.Series:
    """Return local dates and clocks (hhmm) in UTC; an hour that spring skips becomes the next."""
    local = dates + pd.to_timedelta(clock // 100 * 60 + clock % 100, unit="min")
    aware = local.dt.tz_localize(zone, ambiguous=False, nonexistent="shift_forward")
    return aware.dt.tz_convert("UTC")
