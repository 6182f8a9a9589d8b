"""What a client does is on the use case's page at once, in order, with its author: nobody polls."""

import time

import pytest

from governance.models import LedgerEntry
from portal.celery import app as celery_app
from tests.fixtures.parts import Part, broker_answers
from tests.fixtures.stack import point_celery_at
from workflows.models import GatewayEvent, Run
from workflows.words import RunStatus

pytestmark = pytest.mark.slow_parts


@pytest.fixture
def worker_part(guarded):
    """A real worker and broker beside the gateway; no beat, so that nothing comes round by itself."""
    url = guarded.environment.get("REDIS_URL") or f"redis+socket://{guarded.home}/run/broker.sock"
    broker = Part("broker", guarded.environment, lambda: broker_answers(url))
    before = celery_app.conf.broker_url, celery_app.conf.task_default_queue
    if "REDIS_URL" not in guarded.environment:
        broker.start()
    point_celery_at(url, guarded.environment["PITWALL_QUEUE"])
    worker = Part("worker", guarded.environment, lambda: " ready." in worker.log())
    worker.start()
    yield worker
    worker.stop()
    broker.stop()
    point_celery_at(*before)


def test_a_finished_run_is_mirrored_within_two_seconds(guarded, worker_part, soon):
    run_id = guarded.run()
    guarded.post(
        "runs/log-batch",
        {
            "run_id": run_id,
            "metrics": [{"key": "roc_auc", "value": 0.91, "timestamp": 1, "step": 0}],
        },
    )
    soon(lambda: Run.objects.filter(run_id=run_id).exists(), "the run is seen while it goes on", 5)
    assert Run.objects.get(run_id=run_id).status == RunStatus.RUNNING

    end = guarded.post("runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": 2})
    assert end.status_code == 200
    began = time.monotonic()
    soon(lambda: Run.objects.get(run_id=run_id).status == RunStatus.FINISHED, "it is finished", 2)
    assert time.monotonic() - began < 2
    run = Run.objects.get(run_id=run_id)
    assert run.author.username == "sam"
    assert "0.91" in run.metrics
    soon(
        lambda: LedgerEntry.objects.filter(kind="run.mirrored", body__contains=run_id).exists(),
        "its end is in the record",
        2,
    )
    told = GatewayEvent.objects.filter(key=run_id).values_list("act", flat=True)
    assert list(told) == ["run-create", "run-update"]
