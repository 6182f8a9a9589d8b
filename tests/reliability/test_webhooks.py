"""Webhooks whose receiver is down, refuses, or is told twice: nothing lost, in order, known again."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from governance import subscriptions, wake
from governance.models import Scope, WebhookMessage
from governance.services import deliveries, ledger, webhook_sending, webhooks
from portal import clock as wall
from portal.webhooks import sending
from tests.cast import SETUP

pytestmark = pytest.mark.django_db  # first, so that its transaction is not that of the copy
CASES, EACH, WORKERS = 5, 100, 4
OUTAGE = timedelta(minutes=10)


class Clock:
    """A clock that all workers read and the test alone moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Ahead of the host's, which says when an entry was recorded and so when it is due."""
    found = Clock(timezone.now() + timedelta(minutes=1))
    monkeypatch.setattr(wall, "now", found)
    return found


@pytest.fixture
def told(fresh_database, cast, clock, receiver, monkeypatch) -> list[Scope]:
    """Use cases whose findings one webhook of the site tells to the receiver; the ledger has no other reader."""
    kept = {"webhooks": subscriptions.reader("webhooks")}
    monkeypatch.setattr(subscriptions, "_subscriptions", kept)
    monkeypatch.setattr(wake, "_ring", [])
    webhooks.create(
        actor=cast.ola,
        scope_id=None,
        name="pipeline",
        address=receiver.address,
        events=["finding.opened"],
        now=clock(),
    )
    return [cast.team("dov", key=f"case-{n}", label=f"Case {n}") for n in range(CASES)]


def happen(scopes: list[Scope], each: int, now: datetime) -> None:
    """Findings of all use cases by turns, as many of each."""
    with transaction.atomic():
        for n in range(each):
            for scope in scopes:
                ledger.record(
                    actor=SETUP,
                    kind="finding.opened",
                    scope=scope,
                    subject=f"finding:{n}",
                    now=now,
                )


def at_once(work, count: int = WORKERS) -> None:
    """Let so many workers do it, each on a connection of its own, until there is no more to do."""

    def one(_: int) -> None:
        try:
            while work():
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, range(count)))


def next_moment(now: datetime) -> datetime | None:
    """When something is due that isn't yet, or None when nothing waits."""
    waiting = WebhookMessage.objects.filter(done_at=None, dead_at=None)
    moments = waiting.values_list("due_at", "webhook__rests_until")
    return min((one for row in moments for one in row if one and one > now), default=None)


def send_until(clock: Clock, end: datetime) -> None:
    """Let the workers send, and time pass, until nothing waits or the end has come."""
    while True:
        at_once(lambda: sending.send_due(clock=clock))
        then = next_moment(clock())
        if then is None or then >= end:
            clock.now = end
            return
        clock.now = then


def numbers(receiver) -> dict[str, list[int]]:
    """The findings of each use case in the order in which they first came."""
    found = defaultdict(list)
    for one in receiver.first:
        found[one.said["data"]["use_case"]].append(int(one.said["data"]["subject"].split(":")[1]))
    return found


def test_500_events_reach_a_receiver_that_was_down_once_each_and_in_order(told, clock, receiver):
    refused = {"case-2": "finding:30"}
    took: dict[str, int] = defaultdict(int)
    lock = threading.Lock()

    def answer(came):
        data = came.said["data"]
        if refused.get(data["use_case"]) == data["subject"]:
            return 422, "no such finding"
        with lock:
            took[came.id] += 1
        return 200, "thanks"

    receiver.answer = answer
    receiver.down()
    began = clock()
    happen(told, EACH, clock())
    at_once(lambda: deliveries.work_off(clock=clock))
    assert WebhookMessage.objects.count() == CASES * EACH

    send_until(clock, began + OUTAGE)
    assert receiver.came == []
    receiver.up()
    send_until(clock, clock() + timedelta(seconds=305))

    # However long the one that is refused is tried again, the other use cases are through.
    held_up = numbers(receiver).pop("case-2")
    others = {key: found for key, found in numbers(receiver).items() if key != "case-2"}
    assert others == {f"case-{n}": list(range(EACH)) for n in (0, 1, 3, 4)}
    assert held_up == list(range(31))

    send_until(clock, clock() + timedelta(hours=1))
    assert numbers(receiver)["case-2"] == list(range(EACH))
    assert len(took) == CASES * EACH - 1
    assert set(took.values()) == {1}
    dead = WebhookMessage.objects.get(done_at=None)
    assert (dead.dead_at is not None, dead.error) == (True, "The receiver answered 422.")
    assert dead.tries.filter(status=422).count() == webhook_sending.REFUSALS


def test_a_worker_that_dies_after_sending_sends_it_again_as_the_same(
    told, clock, receiver, monkeypatch
):
    happen(told[:1], 2, clock())
    deliveries.work_off(clock=clock)
    with monkeypatch.context() as patch:
        patch.setattr(sending.webhook_sending, "settle", _die)
        with pytest.raises(SystemExit):
            sending.send_due(clock=clock)
    assert len(receiver.came) == 1
    # Until its lease is over nobody knows, and what comes after it waits.
    assert sending.send_due(clock=clock) == 0
    clock.now += webhook_sending.LEASE
    assert sending.send_due(clock=clock) == 2
    first, again, second = receiver.came
    assert first.id == again.id != second.id
    assert first.body == again.body
    assert numbers(receiver)["case-0"] == [0, 1]


def test_who_comes_after_a_slow_worker_settles_it_alone(told, clock, receiver):
    happen(told[:1], 1, clock())
    deliveries.work_off(clock=clock)
    slow = webhook_sending.claim(now=clock())
    clock.now += webhook_sending.LEASE
    assert sending.send_due(clock=clock) == 1
    assert not webhook_sending.settle(slow, webhook_sending.Answer(status=500), now=clock())
    row = WebhookMessage.objects.get()
    assert (row.done_at, row.tries.count()) == (clock(), 1)


def _die(*_: object, **__: object) -> None:
    raise SystemExit
