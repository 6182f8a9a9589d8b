"""kill -9 at any point of a task: nothing is lost, nothing is done twice."""

import pytest

from governance.models import Delivery
from tests.fixtures.parts import wait_until
from tests.reliability.conftest import once_each
from tests.reliability.faulty import readers

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]


@pytest.mark.parametrize("point", readers.POINTS)
def test_the_whole_worker_is_killed(stack, write, relayed, point):
    stack.start("worker")
    readers.kill_at(point, "worker")
    entries = [write(), write()]
    worker = stack.parts["worker"]
    wait_until(lambda: not worker.alive, f"the worker is killed\n{stack.logs()[-4000:]}")
    stack.start("worker")
    relayed()
    once_each(entries)
    first = Delivery.objects.get(entry_id=entries[0].pk)
    assert first.attempts == (1 if point == "after the commit" else 2)


@pytest.mark.parametrize("point", ["after the outside act", "after the effect"])
def test_a_process_of_the_pool_is_killed(stack, write, relayed, point):
    """The worker itself lives on and starts another."""
    stack.start("worker")
    readers.kill_at(point, "process")
    entries = [write(), write()]
    wait_until((readers.folder() / "killed").exists, "the process is killed")
    relayed()
    assert stack.parts["worker"].alive
    once_each(entries)
    assert Delivery.objects.get(entry_id=entries[0].pk).attempts == 2


def test_what_was_written_while_there_was_no_worker_is_done_when_there_is(stack, write, relayed):
    entries = [write() for _ in range(5)]
    stack.start("worker")
    relayed()
    once_each(entries)
