"""The broker is away for twenty seconds: people go on working, and nothing is lost."""

import os
import signal
import time

import pytest

from governance.models import Delivery
from tests.reliability.conftest import once_each

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]
AWAY = 20.0
PATIENCE = 1.0  # with everything else that two cores do; a write takes milliseconds


@pytest.fixture
def embedded_broker(monkeypatch) -> None:
    """A broker that the test may stop, also where the others share a server."""
    monkeypatch.delenv("REDIS_URL", raising=False)


def write_meanwhile(write) -> tuple[list, list[float]]:
    """An entry each half second, and how long each took to write."""
    entries, took = [], []
    until = time.monotonic() + AWAY
    while time.monotonic() < until:
        began = time.monotonic()
        entries.append(write())
        took.append(time.monotonic() - began)
        time.sleep(max(0.0, 0.5 - took[-1]))
    return entries, took


def test_it_is_down(embedded_broker, stack, write, relayed):
    stack.start("worker")
    before = [write()]
    relayed()
    stack.kill("broker")
    entries, took = write_meanwhile(write)
    assert max(took) < PATIENCE
    assert Delivery.objects.filter(done_at=None).count() == len(entries)
    stack.start("broker")
    relayed()
    once_each(before + entries)


def test_it_is_frozen(embedded_broker, stack, write, relayed):
    """It takes connections and never answers: only time limits help."""
    stack.start("worker")
    before = [write()]
    relayed()
    os.kill(stack.parts["broker"].pid, signal.SIGSTOP)
    try:
        entries, took = write_meanwhile(write)
    finally:
        os.kill(stack.parts["broker"].pid, signal.SIGCONT)
    assert max(took) < PATIENCE
    relayed()
    once_each(before + entries)
