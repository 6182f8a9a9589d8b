"""One call works off what is due, whatever single readers do."""

import pytest

from governance import tasks, wake
from governance.models import Delivery
from governance.services.deliveries import work_off
from tests.governance.deliveries.conftest import KIND, delivery_of

pytestmark = pytest.mark.django_db


def test_it_does_all_that_is_due_in_order(seen, write, clock):
    entries = [write() for _ in range(3)]
    assert work_off(clock=clock) == 3
    assert seen == [(entry.pk, 1) for entry in entries]
    assert not Delivery.objects.filter(done_at=None).exists()
    assert work_off(clock=clock) == 0


def test_it_stops_at_the_limit(seen, write, clock):
    for _ in range(3):
        write()
    assert work_off(limit=2, clock=clock) == 2
    assert len(seen) == 2


def test_a_reader_that_fails_doesnt_keep_the_others_from_theirs(readers, seen, write, clock):
    @readers.subscribe("broken", [KIND])
    def read(entry, *, attempt):
        raise ZeroDivisionError("no")

    entry = write()
    assert work_off(clock=clock) == 2
    assert seen == [(entry.pk, 1)]
    assert delivery_of(entry, "broken").error == "ZeroDivisionError: no"


def test_what_an_effect_writes_is_delivered_too(readers, write, clock, now):
    readers.subscribe("first", [KIND])(lambda entry, *, attempt: lambda: write(kind="plan.revised"))
    got = []
    readers.subscribe("second", ["plan.revised"])(lambda entry, *, attempt: got.append(entry.kind))
    write()
    work_off(clock=clock)
    assert got == ["plan.revised"]


def test_the_task_rings_for_another_when_there_may_be_more(seen, write, monkeypatch):
    rung = []
    monkeypatch.setattr(wake, "_ring", [lambda: rung.append(1)])
    monkeypatch.setattr(tasks, "LIMIT", 2)
    for _ in range(3):
        write()
    tasks.work_off_deliveries()
    assert rung == [1]
    tasks.work_off_deliveries()
    assert rung == [1]
    assert len(seen) == 3
