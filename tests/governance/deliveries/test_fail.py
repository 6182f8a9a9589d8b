"""What fails is tried again after growing waits, then set aside where officers see it."""

from datetime import timedelta

import pytest

from governance import canonical
from governance.errors import Unreachable
from governance.models import Delivery, LedgerEntry
from governance.services import deliveries
from governance.services.deliveries import claim, fail
from tests.governance.deliveries.conftest import KIND, delivery_of

pytestmark = pytest.mark.django_db


def test_the_error_is_kept(seen, write, now):
    entry = write()
    fail(claim(now=now), Unreachable("MLflow doesn't answer."), now=now)
    assert delivery_of(entry).error == "Unreachable: MLflow doesn't answer."


@pytest.mark.parametrize("said", ["a\x00b", "x" * 100_000])
def test_any_error_can_be_kept(seen, write, now, said):
    entry = write()
    assert fail(claim(now=now), ValueError(said), now=now)
    assert 0 < len(delivery_of(entry).error) <= deliveries.LONGEST_ERROR


def test_waits_grow(seen, write, clock):
    entry = write()
    waits = []
    for _ in range(6):
        fail(claim(now=clock()), ValueError("no"), now=clock())
        waits.append((delivery_of(entry).run_after - clock()).total_seconds())
        clock.now = delivery_of(entry).run_after
    assert waits == [2, 4, 8, 16, 32, 64]


def test_all_waits_together_outlast_an_hour():
    total = sum(
        (deliveries.wait_after(attempt) for attempt in range(1, deliveries.ATTEMPTS)), timedelta()
    )
    assert timedelta(hours=1) < total < timedelta(hours=2)


def die(entry, clock, reader="reader"):
    while delivery_of(entry, reader).dead_at is None:
        clock.now = max(clock.now, delivery_of(entry, reader).run_after)
        fail(claim(now=clock()), ValueError("no"), now=clock())
    return delivery_of(entry, reader)


def test_after_the_last_attempt_it_is_dead_and_the_record_says_so(seen, write, clock):
    entry = write()
    dead = die(entry, clock)
    assert dead.attempts == deliveries.ATTEMPTS
    assert dead.error == "ValueError: no"
    said = LedgerEntry.objects.get(kind="delivery.dead")
    assert said.scope == "late-arrivals"
    assert canonical.loads(said.body)["data"] == {
        "reader": "reader", "entry": entry.pk, "attempts": deliveries.ATTEMPTS,
    }  # fmt: skip


def test_a_dead_letter_isnt_tried_again(seen, write, clock):
    die(write(), clock)
    clock.forward(days=30)
    assert claim(now=clock()) is None


def test_a_dead_letter_about_a_dead_letter_ends_it(readers, write, clock):
    """Or a reader of dead letters that dies would have itself to read about, for ever."""
    readers.subscribe("first", [KIND])(lambda entry, *, attempt: None)
    readers.subscribe("second", ["delivery.dead"])(lambda entry, *, attempt: None)
    die(write(), clock, "first")
    about = LedgerEntry.objects.get(kind="delivery.dead")
    Delivery.objects.filter(entry_id=about.pk).update(run_after=clock())
    die(about, clock, "second")
    assert LedgerEntry.objects.filter(kind="delivery.dead").count() == 1
