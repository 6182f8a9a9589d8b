"""Fixtures of deliveries: readers that the test registers, and entries for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from governance import subscriptions, wake
from governance.actors import Actor
from governance.models import Delivery, LedgerEntry, Scope
from governance.services import ledger

SYSTEM = Actor.system("tests")
KIND = "policy.drafted"


class Clock:
    """A clock that the test moves."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **time) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def readers(monkeypatch):
    """The registry with no reader but those that the test registers; nobody is rung for."""
    monkeypatch.setattr(subscriptions, "_subscriptions", {})
    monkeypatch.setattr(wake, "_ring", [])
    return subscriptions


@pytest.fixture
def seen(readers) -> list:
    """What an ordered reader called `reader` was given: entry and attempt."""
    calls: list = []

    @readers.subscribe("reader", [KIND])
    def read(entry, *, attempt):
        calls.append((entry.pk, attempt))

    return calls


@pytest.fixture
def write(monkeypatch, now) -> Callable[..., LedgerEntry]:
    """Write an entry, recorded at `now` instead of at the wall clock's time."""

    def entry(scope: str | None = "late-arrivals", kind: str = KIND) -> LedgerEntry:
        monkeypatch.setattr(ledger.timezone, "now", lambda: now)
        with transaction.atomic():
            row = Scope.objects.get_or_create(key=scope, label=scope)[0] if scope else None
            return ledger.record(actor=SYSTEM, kind=kind, scope=row, now=now)

    return entry


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


def delivery_of(entry: LedgerEntry, reader: str = "reader") -> Delivery:
    return Delivery.objects.get(entry_id=entry.pk, subscriber=reader)
