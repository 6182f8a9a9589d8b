"""When a run began, as its client says: nothing that it says keeps other runs from being read."""

from datetime import UTC, datetime

import pytest

from workflows.mlflow import parsing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_milliseconds_are_read_as_a_moment():
    assert parsing.moment(parsing.milliseconds(NOON)) == NOON


@pytest.mark.parametrize("stamp", [0, None, 253_402_300_799_000, 10**18, -(10**18), 2**63 - 1])
def test_what_no_calendar_holds_is_no_moment(stamp):
    assert parsing.moment(stamp) is None


def test_a_run_with_such_a_moment_is_read_all_the_same():
    info = {"run_id": "a", "experiment_id": "1", "status": "RUNNING", "start_time": 10**18}
    assert parsing.run({"info": info}).started_at is None
