"""A delivery belongs to one worker at a time, for as long as its lease."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from governance.models import Delivery, LedgerEntry
from governance.services import deliveries
from governance.services.deliveries import claim
from tests.governance.deliveries.conftest import KIND, delivery_of

pytestmark = pytest.mark.django_db


def test_there_is_nothing_to_claim(seen, now):
    assert claim(now=now) is None


def test_it_takes_what_is_due(seen, write, now):
    entry = write()
    claimed = claim(now=now)
    assert (claimed.entry_id, claimed.reader, claimed.attempt) == (entry.pk, "reader", 1)
    delivery = delivery_of(entry)
    assert delivery.token == claimed.token
    assert delivery.lease == now + timedelta(seconds=60)


def test_the_lease_is_as_long_as_the_reader_says(readers, write, now):
    readers.subscribe("slow", [KIND], lease=timedelta(minutes=9))(lambda entry, *, attempt: None)
    entry = write()
    claim(now=now)
    assert delivery_of(entry, "slow").lease == now + timedelta(minutes=9)


def test_nobody_else_gets_it_while_the_lease_lasts(seen, write, now):
    write()
    claim(now=now)
    assert claim(now=now + timedelta(seconds=59)) is None


def test_when_the_lease_is_over_somebody_else_gets_it_with_another_token(seen, write, now):
    write()
    first = claim(now=now)
    second = claim(now=now + timedelta(seconds=60))
    assert second.delivery_id == first.delivery_id
    assert second.token != first.token
    assert second.attempt == 2


def test_it_doesnt_take_what_has_to_wait(seen, write, now):
    write()
    Delivery.objects.update(run_after=now + timedelta(seconds=1))
    assert claim(now=now) is None
    assert claim(now=now + timedelta(seconds=1)) is not None


def test_it_doesnt_take_what_is_done_or_dead(seen, write, now):
    write()
    write("digits")
    Delivery.objects.filter(scope="digits").update(done_at=now)
    Delivery.objects.exclude(scope="digits").update(dead_at=now)
    assert claim(now=now) is None


def test_it_leaves_readers_alone_that_this_program_doesnt_know(seen, write, now):
    write()
    Delivery.objects.update(subscriber="of a newer version")
    assert claim(now=now) is None


def test_an_ordered_reader_gets_a_scope_one_after_another(seen, write, now):
    first, second = write(), write()
    claimed = claim(now=now)
    assert claimed.entry_id == first.pk
    assert claim(now=now) is None, "the first isn't finished"
    deliveries.finish(claimed, None, now=now)
    assert claim(now=now).entry_id == second.pk


def test_a_failure_holds_up_those_behind_it(seen, write, now):
    first, _second = write(), write()
    deliveries.fail(claim(now=now), ValueError("no"), now=now)
    assert claim(now=now) is None
    assert claim(now=now + timedelta(seconds=2)).entry_id == first.pk


def test_a_dead_letter_lets_those_behind_it_pass(seen, write, now):
    first, second = write(), write()
    Delivery.objects.filter(entry_id=first.pk).update(dead_at=now)
    assert claim(now=now).entry_id == second.pk


def test_scopes_and_readers_dont_hold_each_other_up(seen, readers, write, now):
    readers.subscribe("other", [KIND])(lambda entry, *, attempt: None)
    a, b = write(), write("digits")
    claimed = [claim(now=now) for _ in range(4)]
    assert {(one.entry_id, one.reader) for one in claimed} == {
        (a.pk, "reader"), (a.pk, "other"), (b.pk, "reader"), (b.pk, "other"),
    }  # fmt: skip


def test_an_unordered_reader_gets_a_scope_all_at_once(readers, write, now):
    readers.subscribe("any", [KIND], ordered=False)(lambda entry, *, attempt: None)
    entries = [write() for _ in range(3)]
    assert [claim(now=now).entry_id for _ in entries] == [entry.pk for entry in entries]


def test_what_lost_its_worker_in_every_attempt_is_buried(seen, write, now):
    """It may well be what killed them."""
    poison = write()
    after = write()
    for attempt in range(deliveries.ATTEMPTS):
        assert claim(now=now + timedelta(minutes=2 * attempt)).entry_id == poison.pk
    much_later = now + timedelta(days=1)
    assert claim(now=much_later).entry_id == after.pk
    dead = delivery_of(poison)
    assert dead.dead_at == much_later
    assert "worker was lost" in dead.error
    assert LedgerEntry.objects.filter(kind="delivery.dead").count() == 1


@pytest.fixture
def in_threads(fresh_database):
    def run(function, count):
        def one(_):
            try:
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    return run


def test_workers_at_once_never_get_the_same(in_threads, readers, write, now):
    readers.subscribe("any", [KIND], ordered=False)(lambda entry, *, attempt: None)
    entries = [write() for _ in range(12)]

    def three():
        return [claim(now=now) for _ in range(3)]

    claimed = [one.entry_id for batch in in_threads(three, 4) for one in batch if one]
    assert sorted(claimed) == [entry.pk for entry in entries]


def test_workers_at_once_keep_the_order_of_a_scope(in_threads, readers, write, now):
    order = []

    @readers.subscribe("reader", [KIND])
    def read(entry, *, attempt):
        order.append(entry.pk)

    entries = [write() for _ in range(15)]

    def work():
        while Delivery.objects.filter(done_at=None).exists():
            deliveries.work_off(limit=5, clock=lambda: now)

    in_threads(work, 3)
    assert order == [entry.pk for entry in entries]


@pytest.mark.postgresql
def test_a_locked_delivery_is_skipped_instead_of_waited_for(in_threads, readers, write, now):
    readers.subscribe("any", [KIND], ordered=False)(lambda entry, *, attempt: None)
    first, second = write(), write()
    with transaction.atomic():
        Delivery.objects.select_for_update().get(entry_id=first.pk)
        [claimed] = in_threads(lambda: claim(now=now), 1)
    assert claimed.entry_id == second.pk
