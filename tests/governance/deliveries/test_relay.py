"""The relay rings for what is due until it is done, and says how things stand."""

from datetime import timedelta

import pytest

from governance import heartbeat, relay, wake
from governance.models import Delivery, LedgerPending
from governance.services.deliveries import claim, work_off
from tests.governance.deliveries.conftest import delivery_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(seen, monkeypatch) -> list:
    """One item for each time that a worker was rung for."""
    rings: list = []
    monkeypatch.setattr(wake, "_ring", [lambda: rings.append(1)])
    return rings


def test_it_is_quiet_when_nothing_is_due(rung, now):
    assert relay.relay_step(now) == 0
    assert rung == []


def test_it_rings_again_and_again_for_what_nobody_took(rung, write, now):
    write()
    rung.clear()
    for step in range(3):
        assert relay.relay_step(now + timedelta(seconds=step)) == 1
    assert len(rung) == 3


def test_it_rings_for_what_was_left_behind_by_a_lost_worker(rung, write, now):
    write()
    claim(now=now)
    assert relay.relay_step(now + timedelta(seconds=30)) == 0
    assert relay.relay_step(now + timedelta(seconds=61)) == 1


def test_it_rings_when_a_wait_is_over(rung, write, now):
    write()
    Delivery.objects.update(run_after=now + timedelta(seconds=10))
    assert relay.relay_step(now) == 0
    assert relay.relay_step(now + timedelta(seconds=10)) == 1


def test_it_doesnt_ring_more_often_than_workers_can_come(rung, write, now):
    for number in range(9):
        write(f"use-case-{number}")
    assert relay.relay_step(now) == relay.MOST_RINGS
    assert len(rung) == relay.MOST_RINGS


def test_a_broker_that_is_down_doesnt_stop_it(rung, write, now, monkeypatch):
    def broken():
        raise ConnectionError("refused")

    write()
    monkeypatch.setattr(wake, "_ring", [broken])
    assert relay.relay_step(now) == 1


def test_it_shows_that_the_runner_lives(rung, now):
    relay.relay_step(now)
    pulses = {pulse.part: pulse for pulse in heartbeat.status(now)}
    assert pulses["runner"].seen_at == now
    assert not pulses["runner"].stale


def test_sealing_is_a_step_too(rung, write, now, tmp_path, settings):
    settings.PITWALL_HOME = tmp_path
    write()
    assert relay.seal_step(now).size == 1
    assert not LedgerPending.objects.exists()
    assert relay.seal_step(now) is None


def test_it_says_what_waits_since_when_and_what_is_dead(rung, write, clock, now):
    write()
    write("digits")
    dead = write("blocked")
    Delivery.objects.filter(pk=delivery_of(dead).pk).update(dead_at=now)
    clock.forward(seconds=90)
    assert relay.standing(clock()) == relay.Standing(2, timedelta(seconds=90), 1)
    work_off(clock=clock)
    assert relay.standing(clock()) == relay.Standing(0, timedelta(), 1)
