"""Keeps a child's processes together where there is no process namespace: none outlives the guardian."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from .system import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl


def stay_as_guardian() -> None:
    """Fork: the child returns from here; this process waits for it, kills what it left behind, and ends alike.

    Orphans of the child come to this process rather than to init, and when our own parent dies
    this process is told by SIGTERM, so they end too.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:
        os._exit(1)
    child = os.fork()
    if child == 0:
        os.setsid()
        return
    signal.signal(signal.SIGTERM, _end_everything)
    status = _wait_for(child)
    kill_descendants(os.getpid())
    os._exit(status)


def _wait_for(child: int) -> int:
    """The exit status of `child`, 128 + n for signal n; reaps whatever else ends meanwhile."""
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _end_everything(_signal: int, _frame: FrameType | None) -> None:
    kill_descendants(os.getpid())
    os._exit(128 + signal.SIGTERM)


def kill_descendants(pid: int) -> None:
    """SIGKILL every process below `pid` until none is left: freezing first keeps a fork bomb from outrunning us."""
    while living := descendants(pid):
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in living:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(process, number)
        if pid == os.getpid():
            _reap()
        time.sleep(0.002)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def descendants(pid: int) -> list[int]:
    """Processes below `pid`, parents before children; empty where there is no /proc."""
    found, waiting = [], [pid]
    while waiting:
        below = _children(waiting.pop())
        found += below
        waiting += below
    return found


def _children(pid: int) -> list[int]:
    """Children of every thread of `pid`, from proc(5)'s task/*/children."""
    numbers: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                numbers += [int(word) for word in (task / "children").read_text().split()]
    return numbers
