"""Scenario 14: a worker dies while it opens a stage's MLflow run."""

import json

import pytest
from django.utils import timezone

from governance import relay
from governance.models import Delivery, LedgerEntry
from tests.fixtures.parts import wait_until
from tests.scenarios.mortal import points
from tests.whole import mlflow_side
from workflows.models import StageAttempt

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]


@pytest.fixture
def mortal(whole):
    """A worker that can be killed where it links an attempt; no runner relays but the test."""
    whole.stack.start("gateway")
    whole.stack.environment["DJANGO_SETTINGS_MODULE"] = "tests.scenarios.mortal.settings"
    whole.stack.start("worker")
    return whole


def relayed() -> bool:
    relay.relay_step(timezone.now())
    return not Delivery.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("point", points.POINTS)
def test_after_the_retry_the_stage_has_one_run_and_the_delivery_two_attempts(mortal, point):
    points.kill_at(point)
    mortal.start()
    worker = mortal.stack.parts["worker"]
    wait_until(lambda: not worker.alive, f"the worker is killed\n{mortal.stack.logs()[-4000:]}")
    attempt = StageAttempt.objects.get(stage="definition")
    assert attempt.mlflow_run_id == ""
    mortal.stack.start("worker")
    mortal.until(relayed, "all is delivered")

    attempt.refresh_from_db()
    seen = mlflow_side.bearing(mortal.binding, "pitwall.attempt")
    assert set(seen) == set(StageAttempt.objects.values_list("pk", flat=True))
    mlflow_side.agree(attempt, seen[attempt.pk], mortal.cycle)
    entry = LedgerEntry.objects.filter(kind="attempt.started").earliest("pk")
    assert json.loads(entry.body)["subject"] == f"attempt:{attempt.pk}"
    delivery = Delivery.objects.get(entry_id=entry.pk, subscriber=points.READER)
    assert (delivery.attempts, delivery.dead_at) == (2, None)
    linked = LedgerEntry.objects.filter(kind="run.linked", body__contains=attempt.mlflow_run_id)
    assert linked.count() == 1
