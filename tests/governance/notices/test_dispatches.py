"""What is sent is claimed before and marked after; it is tried again, and dies in sight."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from governance.errors import Denied, StaleState
from governance.models import Channel, Dispatch, LedgerEntry
from governance.noticing import NoticeKind
from governance.services import dispatches
from governance.services.dispatches import ATTEMPTS, LEASE, claim, fail, finish

VOTE = NoticeKind.VOTE


@pytest.fixture
def waiting(desk):
    """Two things for Ana and one for Sam, all at once, by e-mail."""
    desk.tell("ana", "sam", kind=VOTE)
    desk.tell("ana", kind=VOTE)
    return desk


def test_what_is_due_at_one_address_is_one_message(waiting, cast, now):
    first, second = claim(now=now), claim(now=now)
    assert (first.address, len(first.rows)) == (f"mail:{cast.id('ana')}", 2)
    assert (second.address, len(second.rows)) == (f"mail:{cast.id('sam')}", 1)
    assert claim(now=now) is None


def test_what_was_sent_is_never_claimed_again(waiting, now):
    while batch := claim(now=now):
        assert finish(batch, left_out={}, now=now)
    assert claim(now=now + timedelta(days=9)) is None
    assert not Dispatch.objects.filter(done_at=None).exists()


def test_while_one_is_under_way_nothing_else_goes_to_that_address(waiting, cast, now):
    claim(now=now)
    waiting.tell("ana", kind=VOTE)
    assert claim(now=now).address == f"mail:{cast.id('sam')}"
    assert claim(now=now) is None


def test_a_lost_worker_is_missed_and_the_message_stays_the_same(waiting, now):
    lost = claim(now=now)
    waiting.tell("ana", kind=VOTE)
    again = claim(now=now + LEASE + timedelta(seconds=1))
    assert again.key == lost.key
    assert [one.pk for one in again.rows] == [one.pk for one in lost.rows]
    assert again.attempt == 2
    assert not finish(lost, left_out={}, now=now)
    assert finish(again, left_out={}, now=now)


def test_a_failure_is_tried_again_after_growing_waits(waiting, now):
    batch, waits = claim(now=now), []
    for _ in range(3):
        assert fail(batch, "no route", now=now)
        due = Dispatch.objects.get(pk=batch.rows[0].pk).due_at
        waits.append(due - now)
        now = due
        Dispatch.objects.exclude(address=batch.address).update(done_at=now)
        batch = claim(now=now)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]


def test_after_too_many_tries_it_is_dead_and_an_entry_says_so(waiting, now):
    Dispatch.objects.filter(address__endswith=str(waiting.cast.id("sam"))).delete()
    for _ in range(ATTEMPTS):
        now += timedelta(days=1)
        fail(claim(now=now), "no route", now=now)
    assert claim(now=now + timedelta(days=1)) is None
    assert set(Dispatch.objects.values_list("dead_at", "error")) == {(now, "no route")}
    assert LedgerEntry.objects.filter(kind="dispatch.dead").count() == 1


def test_a_message_that_kills_its_workers_is_buried(waiting, now):
    Dispatch.objects.filter(address__endswith=str(waiting.cast.id("sam"))).delete()
    for _ in range(ATTEMPTS):
        assert claim(now=now)
        now += LEASE + timedelta(seconds=1)
    assert claim(now=now) is None
    assert "lost" in Dispatch.objects.first().error


def test_a_dead_one_starts_again_when_somebody_says_so(waiting, cast, now):
    batch = claim(now=now)
    fail(batch, "no route", now=now, for_good=True)
    with pytest.raises(Denied):
        dispatches.retry(actor=cast.ana, dispatch_id=batch.rows[0].pk, now=now)
    dispatches.retry(actor=cast.ada, dispatch_id=batch.rows[0].pk, now=now)
    assert len(claim(now=now).rows) == 2
    with pytest.raises(StaleState):
        dispatches.retry(actor=cast.ada, dispatch_id=batch.rows[0].pk, now=now)


def test_what_was_left_out_says_why(waiting, now):
    batch = claim(now=now)
    gone = batch.rows[0].pk
    finish(batch, left_out={gone: "chosen otherwise"}, now=now)
    assert Dispatch.objects.get(pk=gone).left_out == "chosen otherwise"
    assert Dispatch.objects.get(pk=batch.rows[1].pk).left_out == ""


def test_a_channel_is_never_told_twice_of_one_event(desk, now):
    channel = Channel.objects.create(
        name="c", service="JSON", address="x", kinds=["vote"], created_at=now
    )
    for name in ("ana", "sam"):
        notice = desk.tell(name, kind=VOTE, entry=LedgerEntry.objects.last() or desk.entry())[0]
        Dispatch.objects.create(
            notice=notice, channel=channel, entry_id=notice.entry_id, kind=VOTE,
            address=f"channel:{channel.pk}", due_at=now + timedelta(hours=name == "sam"),
        )  # fmt: skip
    Dispatch.objects.filter(channel=None).delete()
    finish(claim(now=now), left_out={}, now=now)
    assert claim(now=now + timedelta(hours=2)) is None
    assert Dispatch.objects.latest("pk").left_out == dispatches.SAID


def in_threads(count, function):
    """What each of so many workers gets, all of whom begin at once."""

    def one(_):
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db  # first, so that its transaction is not that of the copy
@pytest.mark.postgresql
def test_an_address_at_which_somebody_is_just_at_work_is_passed_over(fresh_database, desk, now):
    for name in ("ana", "ana", "sam"):
        desk.tell(name, kind=VOTE)
    first = Dispatch.objects.order_by("pk").first()
    with transaction.atomic():
        Dispatch.objects.select_for_update(of=("self",)).get(pk=first.pk)
        [claimed] = in_threads(1, lambda: claim(now=now))
    assert claimed.address == f"mail:{desk.cast.id('sam')}"


def test_workers_at_once_begin_one_message_at_an_address(fresh_database, desk, now):
    for _ in range(8):
        desk.tell("ana", "sam", "dee", kind=VOTE)
    claimed = [one for one in in_threads(4, lambda: claim(now=now)) if one]
    assert len({one.address for one in claimed}) == len(claimed)
    assert all(len(one.rows) == 8 for one in claimed)
