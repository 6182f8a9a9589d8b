"""Finishing and the effect are one: both happen, exactly once, or neither."""

from datetime import timedelta

import pytest
from django.db import transaction

from governance.models import LedgerEntry
from governance.services import deliveries, ledger
from governance.services.deliveries import claim, deliver, finish
from tests.governance.deliveries.conftest import KIND, SYSTEM, delivery_of

pytestmark = pytest.mark.django_db
EFFECT = "run.linked"


@pytest.fixture
def effect(now):
    """An effect that would show if it happened twice."""

    def write() -> None:
        ledger.record(actor=SYSTEM, kind=EFFECT, scope=None, now=now)

    return write


def effects() -> int:
    return LedgerEntry.objects.filter(kind=EFFECT).count()


def test_it_is_done_with_its_effect(seen, write, effect, now):
    entry = write()
    assert finish(claim(now=now), effect, now=now)
    delivery = delivery_of(entry)
    assert delivery.done_at == now
    assert delivery.lease is None
    assert effects() == 1


def test_finishing_twice_has_one_effect(seen, write, effect, now):
    write()
    claimed = claim(now=now)
    assert finish(claimed, effect, now=now)
    assert not finish(claimed, effect, now=now)
    assert effects() == 1


def test_who_came_back_after_the_lease_has_no_effect(seen, write, effect, now):
    """A worker that was frozen wakes up after another has taken its place."""
    write()
    frozen = claim(now=now)
    other = claim(now=now + timedelta(minutes=2))
    assert not finish(frozen, effect, now=now)
    assert effects() == 0
    assert finish(other, effect, now=now)
    assert effects() == 1


def test_who_came_back_after_the_lease_cant_fail_it_either(seen, write, now):
    entry = write()
    frozen = claim(now=now)
    other = claim(now=now + timedelta(minutes=2))
    assert not deliveries.fail(frozen, ValueError("late"), now=now)
    assert delivery_of(entry).token == other.token
    assert delivery_of(entry).error == ""


def test_an_effect_that_fails_leaves_nothing_and_is_tried_again(readers, write, clock, effect):
    first = [True]

    @readers.subscribe("reader", [KIND])
    def read(entry, *, attempt):
        def half():
            effect()
            if first:
                first.clear()
                raise ValueError("halfway")

        return half

    entry = write()
    assert not deliver(claim(now=clock()), clock=clock)
    assert effects() == 0
    assert delivery_of(entry).error == "ValueError: halfway"
    clock.forward(seconds=2)
    assert deliver(claim(now=clock()), clock=clock)
    assert effects() == 1
    assert delivery_of(entry).error == ""
    assert delivery_of(entry).attempts == 2


def test_the_reader_is_called_outside_any_transaction(fresh_database, readers, write, now):
    inside = []

    @readers.subscribe("reader", [KIND])
    def read(entry, *, attempt):
        inside.append(transaction.get_connection().in_atomic_block)
        return lambda: inside.append(transaction.get_connection().in_atomic_block)

    write()
    deliver(claim(now=now))
    assert inside == [False, True]
