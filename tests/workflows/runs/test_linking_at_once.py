"""A run is linked in the order in which every act locks, or a submission and it wait for each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from workflows.services import runs

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_scope_is_held_before_the_attempt_is_written(lap):
    lap.start()
    attempt = lap.cycle.attempts.filter(mlflow_run_id="").order_by("pk").first()
    with CaptureQueriesContext(connection) as asked:
        runs.link(row=attempt, run_id="a" * 32, now=lap.tick())
    written = [
        one["sql"]
        for one in asked
        if "FOR NO KEY UPDATE" in one["sql"] or "UPDATE" in one["sql"][:6]
    ]
    assert '"governance_scope"' in written[0]
    assert '"workflows_stageattempt"' in written[1]
    attempt.refresh_from_db()
    assert attempt.mlflow_run_id == "a" * 32
