"""The fixtures that others stand on."""

import os
import threading

import pytest
import redis
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from governance.models import Heartbeat
from portal.celery import app as celery_app
from tests.fixtures.parts import answers, wait_until


def group_lives(group: int) -> bool:
    """Whether any process of the process group runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


pytestmark = pytest.mark.slow_parts
User = get_user_model()


def test_a_fresh_database_commits_across_threads(fresh_database):
    with transaction.atomic():
        User.objects.create(username="ana")
    seen = []

    def look():
        seen.append(User.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


@pytest.mark.django_db
def test_what_a_fresh_database_holds_stays_there():
    assert User.objects.count() == 0


def test_the_broker_keeps_what_it_is_given(broker_url):
    client = redis.Redis.from_url(broker_url.replace("redis+socket://", "unix://"))
    client.set("pitwall-house-test", "kept", ex=30)
    assert client.get("pitwall-house-test") == b"kept"


def test_mlflow_has_workspaces(mlflow_server):
    assert answers(f"{mlflow_server}/api/3.0/mlflow/workspaces")


def test_a_live_stack_has_a_worker_that_this_process_reaches(live_stack):
    live_stack.start("worker")
    assert celery_app.control.ping(timeout=5)
    # Workers of other stacks may share the broker, and all of one machine have one name: each answer
    # is looked at for itself, where `inspect` would keep one a name.
    answers_by_worker = celery_app.control.broadcast("active_queues", reply=True, timeout=5)
    queues = [
        {one["name"] for one in said} for answer in answers_by_worker for said in answer.values()
    ]
    assert queues.count({live_stack.environment["PITWALL_QUEUE"]}) == 1


def test_a_worker_killed_with_9_leaves_no_orphan(live_stack):
    live_stack.start("worker")
    group = live_stack.parts["worker"].pid
    live_stack.kill("worker")
    wait_until(lambda: not group_lives(group), "the pool ends with its worker", seconds=10)


def test_a_live_stack_has_a_runner_that_shows_its_pulse(live_stack):
    live_stack.start("runner")
    assert Heartbeat.objects.filter(part="runner").exists()
    assert live_stack.parts["runner"].alive
