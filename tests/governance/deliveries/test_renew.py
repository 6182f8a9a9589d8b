"""A lease is renewed while its reader is at work, so that it can be short."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.services import deliveries
from governance.services.deliveries import claim, deliver
from tests.governance.deliveries.conftest import KIND, delivery_of

LEASE = timedelta(seconds=0.6)


@pytest.fixture
def slow(fresh_database, readers):
    """A reader that takes three times its lease, and what it is to raise at the end."""
    fault: list[Exception] = []

    @readers.subscribe("reader", [KIND], lease=LEASE)
    def read(entry, *, attempt):
        time.sleep(3 * LEASE.total_seconds())
        if fault:
            raise fault.pop()

    return fault


def test_a_slow_reader_keeps_its_claim(slow, write):
    entry = write()
    claimed = claim(now=timezone.now())
    others: list = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.05):
            others.append(claim(now=timezone.now()))

    asking = threading.Thread(target=ask)
    asking.start()
    assert deliver(claimed)
    over.set()
    asking.join()
    assert len(others) > 5
    assert not any(others)
    assert delivery_of(entry).attempts == 1


def test_nothing_is_renewed_once_it_failed(slow, write):
    entry = write()
    slow.append(ValueError("no"))
    assert not deliver(claim(now=timezone.now()))
    time.sleep(LEASE.total_seconds())
    assert delivery_of(entry).lease is None


def test_a_database_that_is_away_for_a_moment_ends_nothing(slow, write, monkeypatch, caplog):
    entry = write()
    claimed = claim(now=timezone.now())
    held, faults = deliveries._held, [ConnectionError("away")]

    def away(given):
        if threading.current_thread() is not threading.main_thread() and faults:
            raise faults.pop()
        return held(given)

    monkeypatch.setattr(deliveries, "_held", away)
    assert deliver(claimed)
    assert "can't be renewed" in caplog.text
    assert delivery_of(entry).done_at is not None
