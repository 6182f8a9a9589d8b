"""kill -9 of the runner while it seals: the tree is whole, and the next one goes on."""

import signal
import subprocess
import sys

import pytest

from governance import relay
from governance.models import LedgerLeaf, LedgerPending
from governance.services.verification import verify
from tests.fixtures.parts import ROOT
from tests.reliability.faulty import sealer

pytestmark = [pytest.mark.slow_parts, pytest.mark.xdist_group("parts")]


@pytest.mark.parametrize("point", sealer.POINTS)
def test_a_killed_sealer_leaves_no_trace(stack, write, now, point):
    for _ in range(3):
        write()
    relay.seal_step(now)
    for _ in range(4):
        write()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.reliability.faulty.sealer", point],
        env=stack.environment,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert LedgerLeaf.objects.count() == 3
    assert LedgerPending.objects.count() == 4
    assert verify().ok
    assert relay.seal_step(now).size == 7
    assert verify().ok
