"""Finds and ends every process that descends from this one."""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def children_of(pid: int) -> list[int]:
    """The direct children of a process, over all its threads; none where there is no /proc."""
    found: list[int] = []
    for listing in (PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            found.extend(int(child) for child in listing.read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children, and so on, nearest first."""
    found = children_of(pid)
    for child in found:  # grows while it is walked
        found.extend(children_of(child))
    return found


def reap(besides: int = 0) -> None:
    """Collect the exit status of adopted children that have ended, so that none stays a zombie.

    `besides` is the child whose status somebody else waits for.
    """
    for child in children_of(os.getpid()):
        if child != besides:
            with suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)


def signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def end_descendants(patience: float = 5.0) -> None:
    """SIGTERM to whoever is left, SIGKILL after `patience` seconds, until nobody is left.

    Needs `kin.adopt_orphans()` before, which makes this process the parent of every orphan;
    without it (that is: not on Linux) the supervisor's own ending of its parts has to do.
    """
    if not sys.platform.startswith("linux"):
        return
    signal_all(descendants(os.getpid()), signal.SIGTERM)
    until = time.monotonic() + patience
    while left := descendants(os.getpid()):
        if time.monotonic() > until:
            signal_all(left, signal.SIGKILL)
        reap()
        time.sleep(0.05)
