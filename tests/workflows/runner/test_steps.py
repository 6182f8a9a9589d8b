"""Steps of the main loop fail each for itself."""

import itertools
import logging
import threading

from workflows.runner import main
from workflows.runner.steps import LONGEST_WAIT, Step


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_step_is_taken_when_it_is_due():
    clock, taken = Clock(), []
    step = Step("count", lambda: taken.append(1), every=2, clock=clock)
    for second in range(5):
        clock.now = 100.0 + second
        step.take()
    assert len(taken) == 3


def test_a_step_that_fails_is_logged_and_waits_ever_longer_and_recovers(caplog):
    clock, calls, broken = Clock(), [], [True]

    def act() -> None:
        calls.append(clock.now)
        if broken:
            raise OSError("away")

    step = Step("act", act, every=1, clock=clock)
    with caplog.at_level(logging.ERROR):
        while clock.now < 300:
            step.take()
            clock.now += 1
    gaps = [after - before for before, after in itertools.pairwise(calls)]
    assert gaps[:5] == [2, 4, 8, 16, LONGEST_WAIT]
    assert max(gaps) == LONGEST_WAIT
    assert "The step act failed (1 in a row)." in caplog.text
    broken.clear()
    clock.now += LONGEST_WAIT
    step.take()
    assert step.failures == 0
    clock.now += 1
    step.take()
    assert calls[-1] == clock.now


def test_there_is_one_runner_a_home(tmp_path):
    path, stop = tmp_path / "lock", threading.Event()
    with main.only_one(path, stop) as first:
        assert first
        stop.set()
        with main.only_one(path, stop) as second:
            assert not second
    with main.only_one(path, threading.Event()) as third:
        assert third
