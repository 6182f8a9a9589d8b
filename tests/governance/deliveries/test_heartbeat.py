"""A worker that went silent is seen, although its process still runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import heartbeat, tasks

pytestmark = pytest.mark.django_db


def pulse(part, now):
    [found] = [one for one in heartbeat.status(now) if one.part == part]
    return found


@pytest.mark.parametrize("part", ["worker", "runner"])
def test_a_part_that_was_never_seen_is_stale(part, now):
    assert pulse(part, now) == heartbeat.Pulse(part, None, stale=True)


def test_a_part_that_was_just_seen_is_well(now):
    heartbeat.beat("worker", now=now)
    later = now + timedelta(seconds=60)
    assert pulse("worker", later) == heartbeat.Pulse("worker", now, stale=False)


def test_a_part_that_was_silent_for_a_minute_is_stale(now):
    heartbeat.beat("worker", now=now)
    assert pulse("worker", now + timedelta(seconds=61)).stale


def test_it_writes_at_most_every_few_seconds(now):
    assert heartbeat.beat("runner", now=now)
    assert not heartbeat.beat("runner", now=now + timedelta(seconds=1))
    assert heartbeat.beat("runner", now=now + timedelta(seconds=6))
    assert pulse("runner", now).seen_at == now + timedelta(seconds=6)


def test_the_workers_sign_of_life_is_a_task():
    tasks.pulse()
    assert not pulse("worker", timezone.now()).stale
