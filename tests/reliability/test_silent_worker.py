"""A worker that says nothing is seen: its sign of life comes through clock, broker and queue."""

import os
import signal

import pytest
from django.utils import timezone

from governance import heartbeat
from governance.models import Heartbeat
from portal.celery import app
from tests.fixtures.parts import wait_until

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]


def last_seen():
    return Heartbeat.objects.filter(part=heartbeat.WORKER).values_list("seen_at", flat=True).first()


def test_the_clock_asks_for_a_sign_of_life_and_the_worker_gives_it(stack):
    stack.start("worker", "beat")
    wait_until(last_seen, f"a sign of life\n{stack.logs()[-4000:]}", 40)
    assert not heartbeat.status(timezone.now())[0].stale


def test_a_frozen_worker_gives_none(stack):
    stack.start("worker")
    app.send_task("governance.pulse")
    wait_until(last_seen, "a sign of life")
    seen = last_seen()
    os.killpg(stack.parts["worker"].pid, signal.SIGSTOP)
    try:
        app.send_task("governance.pulse")
        with pytest.raises(AssertionError, match="another"):
            wait_until(lambda: last_seen() != seen, "another sign of life", 3)
    finally:
        os.killpg(stack.parts["worker"].pid, signal.SIGCONT)
    assert heartbeat.status(seen + heartbeat.STALE_AFTER * 2)[0].stale
