"""No release waits for the registry longer than half a minute after it could have gone there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import wake
from governance.errors import Unreachable
from governance.models import Delivery
from governance.services import deliveries
from portal.settings.celery import CELERY_BEAT_SCHEDULE
from workflows import tasks
from workflows.services import intents

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch) -> list:
    rings: list = []
    monkeypatch.setattr(wake, "_ring", [lambda: rings.append(1)])
    return rings


@pytest.fixture
def waiting(begun) -> Delivery:
    """Its delivery, after MLflow was away for an hour."""
    found = Delivery.objects.get(subscriber=intents.READER, scope=begun.scope.key)
    found.attempts, found.run_after = 11, timezone.now() + timedelta(minutes=34)
    found.error = str(Unreachable.__name__) + ": MLflow doesn't answer."
    found.save()
    return found


def test_what_waits_after_a_long_outage_is_due_now(waiting, rung):
    now = timezone.now()
    assert intents.settle(now=now) == 1
    waiting.refresh_from_db()
    assert (waiting.run_after, waiting.attempts) == (now, 0)
    assert rung


def test_then_a_worker_carries_it_out(waiting, begun, registry, rung):
    tasks.settle_intents()
    deliveries.work_off(limit=1000)
    begun.refresh_from_db()
    assert begun.state == "live"
    assert registry.written == [("alias", "1"), ("alias", "1")]


def test_nobody_is_rung_for_when_nothing_waits(begun, tell, rung):
    tell("release.executed", begun)
    rung.clear()
    assert intents.settle(now=timezone.now()) == 0
    assert rung == []


def test_it_is_asked_every_half_minute():
    asked = CELERY_BEAT_SCHEDULE["intents"]
    assert asked["task"] == tasks.settle_intents.name
    assert asked["schedule"] <= 30
