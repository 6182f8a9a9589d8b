"""/healthz and /readyz."""

import pytest
from django.db import connection
from django.utils import timezone

from governance import heartbeat, triggers

pytestmark = pytest.mark.django_db


def checks(client) -> dict:
    return client.get("/readyz").json()["checks"]


def test_healthz_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_it_is_ready_without_worker_and_mlflow_and_says_that_they_are_away(client, settings):
    settings.MLFLOW_URL = "http://127.0.0.1:9"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["well"] is False
    assert answer.json()["checks"]["worker"] == {"ok": False, "says": "Never seen yet."}
    assert not answer.json()["checks"]["mlflow"]["ok"]


def test_what_it_says_to_anybody_names_no_host(client, settings):
    settings.MLFLOW_URL = "http://127.0.0.1:9"
    settings.MLFLOW_IS_EXTERNAL = True
    assert "127.0.0.1" not in client.get("/readyz").content.decode()


def test_a_worker_seen_now_is_well_and_one_seen_long_ago_is_not(client, now):
    heartbeat.beat(heartbeat.WORKER, now=now)
    heartbeat.beat(heartbeat.RUNNER, now=timezone.now())
    found = checks(client)
    assert found["runner"]["ok"]
    assert not found["worker"]["ok"]


def test_it_is_not_ready_without_the_guard_over_the_record(client):
    name = triggers.names(connection.vendor)[0]
    table = next(table for table in triggers.GUARDED if name.startswith(table))
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert name in answer.json()["checks"]["guard over the record"]["says"]


def test_it_says_whether_the_gateway_prevents_or_only_sees(client, settings):
    assert "preventive" in checks(client)["gateway"]["says"]
    settings.MLFLOW_IS_EXTERNAL = True
    assert "detective, not preventive" in checks(client)["gateway"]["says"]


def test_only_reading_is_allowed(client):
    assert client.post("/readyz").status_code == 405
