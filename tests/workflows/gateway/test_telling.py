"""Nobody at the gateway waits for a broker that is down."""

import asyncio
import threading
import time

import pytest
from django.utils import timezone

from workflows.gateway.guard import telling
from workflows.services import hearing
from workflows.services.hearing import Event


@pytest.fixture
def kept(monkeypatch) -> list[Event]:
    """The events that were written down."""
    found: list[Event] = []
    monkeypatch.setattr(hearing, "note", found.extend)
    return found


async def told(events: list[Event]) -> telling.Telling:
    """Tell of these, each by itself, and end in order; what uses the database is done in threads."""
    one = telling.Telling(asyncio.to_thread)
    for event in events:
        one.event(event)
        await asyncio.sleep(telling.PAUSE * 1.5)
    await one.close()
    return one


def events(*scopes: int) -> list[Event]:
    return [
        Event(scope, "run-create", f"run-{n}", 1, timezone.now()) for n, scope in enumerate(scopes)
    ]


def test_events_are_written_while_the_broker_doesnt_answer(kept, monkeypatch):
    silent, asked = threading.Event(), []

    def hang(scope_id):
        asked.append(scope_id)
        silent.wait(30)

    monkeypatch.setattr(telling.hear, "delay", hang)
    wanted = events(1, 2, 1, 2)
    began = time.monotonic()
    one = asyncio.run(told(wanted))
    assert kept == wanted
    assert time.monotonic() - began < 5
    assert asked == [1]
    silent.set()
    one._bell.waiting.join()  # or it would ring in the next test


def test_a_worker_is_woken_for_each_use_case(kept, monkeypatch):
    asked = []
    monkeypatch.setattr(telling.hear, "delay", asked.append)
    asyncio.run(told(events(1, 2)))._bell.waiting.join()
    assert asked == [1, 2]
    assert [one.scope_id for one in kept] == [1, 2]
