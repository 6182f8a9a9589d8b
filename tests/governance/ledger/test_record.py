"""One change, one entry, in the transaction of the change."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from governance import canonical, subscriptions
from governance.actors import Actor
from governance.models import Delivery, LedgerEntry, LedgerPending, Scope
from governance.services import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(monkeypatch):
    """No reader but those that the test registers."""
    monkeypatch.setattr(subscriptions, "_subscriptions", {})
    return subscriptions


def record(actor, now, **changes):
    scope = Scope.objects.create(key="late-arrivals", label="Late arrivals")
    given = {"kind": "brief.revised", "subject": "brief:7", "number": 2} | changes
    return ledger.record(actor=actor, scope=scope, now=now, **given)


def test_the_body_says_who_did_what_when_and_where(cast, now):
    body = canonical.loads(record(cast.ana, now).body)
    assert body["kind"] == "brief.revised"
    assert body["scope"] == "late-arrivals"
    assert body["subject"] == "brief:7"
    assert body["actor"] == {"key": cast.ana.key, "name": "Ana", "via": "page"}
    assert body["data"] == {"number": 2}
    assert body["occurred_at"] == canonical.moment_text(now)


def test_what_happened_long_ago_is_recorded_now(cast, now):
    entry = record(cast.ana, now - timedelta(weeks=10))
    assert entry.occurred_at == now - timedelta(weeks=10)
    assert timezone.now() - entry.recorded_at < timedelta(minutes=1)


def test_the_body_is_canonical(cast, now):
    body = record(cast.ana, now).body
    assert canonical.dumps(canonical.loads(body)) == body


def test_the_entry_waits_to_be_sealed(cast, now):
    entry = record(cast.ana, now)
    assert LedgerPending.objects.filter(entry_id=entry.pk).exists()


def test_each_reader_of_the_kind_gets_a_delivery(cast, now, readers):
    readers.subscribe("one", ["brief.revised"])(lambda entry, *, attempt: None)
    readers.subscribe("two", ["brief.revised", "plan.revised"])(lambda entry, *, attempt: None)
    readers.subscribe("three", ["plan.revised"])(lambda entry, *, attempt: None)
    entry = record(cast.ana, now)
    asked = Delivery.objects.filter(entry_id=entry.pk)
    assert set(asked.values_list("subscriber", "scope")) == {
        ("one", "late-arrivals"),
        ("two", "late-arrivals"),
    }
    assert {one.run_after for one in asked} == {entry.recorded_at}


def test_workers_are_woken_at_commit_and_not_before(
    cast, now, readers, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr("governance.wake._ring", [lambda: rung.append(1)])
    readers.subscribe("one", ["brief.revised"])(lambda entry, *, attempt: None)
    with django_capture_on_commit_callbacks(execute=True):
        record(cast.ana, now)
        assert rung == []
    assert rung == [1]


def test_a_change_that_is_undone_leaves_no_entry(cast, now):
    before = LedgerEntry.objects.count(), Delivery.objects.count(), LedgerPending.objects.count()
    with transaction.atomic():
        record(cast.ana, now)
        transaction.set_rollback(True)
    assert before == (
        LedgerEntry.objects.count(), Delivery.objects.count(), LedgerPending.objects.count()
    )  # fmt: skip


def test_an_unknown_kind_is_refused(cast, now):
    with pytest.raises(ValueError, match=r"brief\.burnt is no kind"):
        record(cast.ana, now, kind="brief.burnt")


@pytest.mark.parametrize("value", [0.5, "a\x00", "\ud800", 2**60, object()])
def test_data_without_a_canonical_form_is_refused(cast, now, value):
    before = LedgerEntry.objects.count()
    with pytest.raises(ValueError, match=r"canonical|NUL|surrogate|past"):
        record(cast.ana, now, number=value)
    assert LedgerEntry.objects.count() == before


def test_it_refuses_to_record_outside_a_transaction(fresh_database, now):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        ledger.record(actor=Actor.system("tests"), kind="policy.drafted", scope=None, now=now)
    assert not LedgerEntry.objects.exists()
