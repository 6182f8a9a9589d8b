"""One child process under watch: started, read, bounded, stopped, and what became of it."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workflows.sandbox import reasons, usage
from workflows.sandbox.inside.supervise import descendants, kill_descendants
from workflows.sandbox.job import Limits, Result, Words
from workflows.sandbox.log import Log, Pipe

GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Launch:
    """How to start a child; `watched` is the folder whose size nobody bounds but us.

    `words` says which of its last words may be told.
    """

    command: list[str]
    env: Mapping[str, str]
    descriptors: tuple[int, ...]
    watched: Path | None
    words: Words


@dataclass(frozen=True)
class _Stop:
    why: str
    deadline: float


class Child:
    """A child that starts at once and is looked after by a thread of its own.

    The kernel kills a child when the *thread* that started it ends (prctl(2), PR_SET_PDEATHSIG), so that
    thread starts it too; whichever thread asked for it may end before. When this process ends, the child does.
    """

    def __init__(
        self,
        launch: Launch,
        *,
        limits: Limits,
        log: Path,
        on_line: Callable[[str], None] | None,
        clean_up: contextlib.ExitStack,
    ) -> None:
        self.pid: int | None = None
        self._launch, self._limits = launch, limits
        self._log_path, self._on_line, self._clean_up = log, on_line, clean_up
        self._result: Result | None = None
        self._stop: _Stop | None = None
        self._asked = False
        self._started, self._ended = threading.Event(), threading.Event()
        threading.Thread(target=self._live, name="sandbox-child", daemon=True).start()
        self._started.wait()

    def poll(self) -> Result | None:
        """How it ended, or None while it runs."""
        return self._result

    def wait(self, timeout: float | None = None) -> Result | None:
        """How it ended; None when it still runs after `timeout` seconds."""
        self._ended.wait(timeout)
        return self._result

    def stop(self, *, why: str = "stopped", grace_seconds: float = GRACE_SECONDS) -> Result:
        """Ask it to end (SIGTERM), kill all of it after `grace_seconds`, and return when it has ended."""
        self._stop = self._stop or _Stop(why, time.monotonic() + grace_seconds)
        self._ended.wait()
        assert self._result is not None  # noqa: S101 - set before the event
        return self._result

    def memory(self) -> int:
        """Bytes that all its processes hold now (PSS); 0 when it has ended."""
        if self.pid is None or self._result is not None:
            return 0
        return sum(map(usage.memory, [self.pid, *descendants(self.pid)]))

    def _live(self) -> None:
        began = time.monotonic()
        returncode, reason = -1, ""
        try:
            returncode, reason = self._run(began)
        except Exception as error:  # noqa: BLE001 - the thread has nobody above it: the error is the child's end
            reason = f"failed: {error}"
        finally:
            with contextlib.suppress(OSError):
                self._clean_up.close()
            self._result = Result(returncode, reason, time.monotonic() - began)
            self._started.set()
            self._ended.set()

    def _run(self, began: float) -> tuple[int, str]:
        with (
            Log(self._log_path, self._limits.log, self._on_line) as log,
            self._process() as process,
        ):
            self.pid = process.pid
            self._started.set()
            try:
                reason = self._watch(process, log, began)
            finally:
                kill_descendants(process.pid)
                process.kill()
            returncode = process.wait()
            log.finish()
            tail = list(log.tail)
            return returncode, reason or reasons.why(
                returncode, tail, self._limits, self._launch.words
            )

    def _process(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._launch.command,
            env=dict(self._launch.env),
            pass_fds=self._launch.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
        )

    def _watch(self, process: subprocess.Popen[bytes], log: Log, began: float) -> str:
        """Read what it prints until it ends; the reason, when we end it."""
        assert process.stdout is not None  # noqa: S101 - asked for with PIPE
        watch = usage.Watch(process.pid, self._limits, self._launch.watched)
        # Something that ends by itself may turn bad at once; what serves for days is looked at less often.
        pause = 0.1 if self._limits.wall_seconds is not None else 0.5
        next_look = 0.0
        with Pipe(process.stdout, log) as pipe:
            while process.poll() is None:
                pipe.read(wait=pause)
                if time.monotonic() < next_look:
                    continue
                next_look = time.monotonic() + pause
                if reason := self._overdue(process.pid, began) or watch.excess():
                    return f"killed: {reason}" if self._stop is None else self._stop.why
            pipe.read(wait=0)
        return self._stop.why if self._stop is not None else ""

    def _overdue(self, pid: int, began: float) -> str:
        """That its time is up; a child that was asked to stop is told once and has its grace."""
        now = time.monotonic()
        if self._stop is not None:
            if not self._asked:
                self._asked = True
                _ask_to_end(pid)
            return self._stop.why if now > self._stop.deadline else ""
        if self._limits.wall_seconds is not None and now - began > self._limits.wall_seconds:
            return f"it ran longer than {self._limits.wall_seconds:g} s"
        return ""


def _ask_to_end(pid: int) -> None:
    """SIGTERM to what runs below the wrapper: the wrapper itself would take everything down with it at once."""
    for process in descendants(pid):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGTERM)
