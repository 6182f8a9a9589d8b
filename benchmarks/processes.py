"""Server processes under measurement: started, and asked what they have used."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0
# Tells the kernel to forget the peak of a process's memory (proc(5), clear_refs).
FORGET_PEAK = "5"


class Process:
    """One server and what it started; `ready` is an address that answers 200 when it is up."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, ready: str = ""
    ) -> None:
        self._log, self._ready = log, ready
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=dict(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers; RuntimeError with the end of its log where it doesn't."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if _answers(self._ready):
                return
            time.sleep(0.2)
        raise RuntimeError(f"No answer: {self.last_words()}")

    def last_words(self) -> str:
        """Whether it still runs, and the end of its log."""
        code = self._process.poll()
        state = "runs" if code is None else f"ended with {code}"
        return f"{self._log} {state}\n{self._log.read_text()[-3000:]}"

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_ms(self) -> float:
        """Milliseconds of CPU of the process and the children it has now."""
        return sum(_cpu_ns(pid) for pid in self._pids()) / 1e6

    def forget_peak(self) -> None:
        for pid in self._pids():
            Path(f"/proc/{pid}/clear_refs").write_text(FORGET_PEAK)

    def memory_mb(self, *, peak: bool = False) -> float:
        """Resident memory now or, with `peak`, at most since `forget_peak`; in MB."""
        field = "VmHWM:" if peak else "VmRSS:"
        return sum(_kilobytes(pid, field) for pid in self._pids()) / 1000

    def _pids(self) -> list[int]:
        found, todo = [], [self._process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                todo += [int(child) for child in children.read_text().split()]
        return found


def _cpu_ns(pid: int) -> int:
    """What /proc/<pid>/stat tells in hundredths of a second: the process's own clock, exact.

    The number of a process's CPU clock is made of its pid (clock_getcpuclockid(3)).
    """
    return time.clock_gettime_ns((~pid << 3) | 2)


def _kilobytes(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (our own server)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **changes: str) -> dict[str, str]:
    """This process's environment for a part, without what would point it elsewhere."""
    ours = ("PITWALL_", "MLFLOW_", "DATABASE_URL", "REDIS_URL", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    home.mkdir(parents=True, exist_ok=True)
    return kept | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PITWALL_HOME": str(home),
        "PORT": str(free_port()),
        "PITWALL_GATEWAY_PORT": str(free_port()),
        "PITWALL_MLFLOW_PORT": str(free_port()),
        **changes,
    }
