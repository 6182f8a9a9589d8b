"""Fixtures of reliability: real workers with a faulty reader, on a real broker."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from governance import relay, subscriptions
from governance.models import Delivery, LedgerEntry
from governance.services import ledger
from tests.fixtures.parts import wait_until
from tests.fixtures.stack import Stack
from tests.reliability.faulty import readers


@pytest.fixture(scope="session")
def mlflow_server() -> str:
    """These tests do without MLflow: what they link is a file."""
    return "http://127.0.0.1:9"


@pytest.fixture
def stack(live_stack: Stack, monkeypatch) -> Iterator[Stack]:
    """Workers started here have the faulty reader, and so has this process's registry."""
    live_stack.environment["DJANGO_SETTINGS_MODULE"] = "tests.reliability.settings"
    monkeypatch.setattr(subscriptions, "_subscriptions", {})
    readers.register()
    yield live_stack
    worker = live_stack.parts.get("worker")
    if worker and worker.alive:
        worker.kill()  # a kind end would wait for tasks that nobody waits for any more


@pytest.fixture
def write(stack) -> Callable[[], LedgerEntry]:
    """Write an entry that the faulty reader asked for; at commit a worker is rung for."""

    def entry() -> LedgerEntry:
        with transaction.atomic():
            return ledger.record(
                actor=readers.SYSTEM, kind=readers.KIND, scope=None, now=timezone.now()
            )

    return entry


@pytest.fixture
def relayed(stack) -> Callable[..., None]:
    """Do as the runner does, until all is delivered."""

    def done() -> bool:
        relay.relay_step(timezone.now())
        time.sleep(0.5)
        return not Delivery.objects.filter(done_at=None).exists()

    def until_done(seconds: float = 60) -> None:
        wait_until(done, f"all is delivered\n{stack.logs()[-4000:]}", seconds)

    return until_done


def effects() -> Counter:
    """How often the effect of each entry was written."""
    bodies = LedgerEntry.objects.filter(kind=readers.EFFECT).values_list("body", flat=True)
    return Counter(json.loads(body)["subject"] for body in bodies)


def once_each(entries: list[LedgerEntry]) -> None:
    """Nothing lost, nothing done twice, inside and outside."""
    assert effects() == Counter(f"entry:{entry.pk}" for entry in entries)
    assert Counter(readers.made()) == Counter(str(entry.uuid) for entry in entries)
