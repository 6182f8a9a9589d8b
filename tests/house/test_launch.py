"""`python -m portal.launch`, which is what `make run` runs: start, restart, end, without an orphan."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.launch import family
from portal.launch.supervisor_client import PartState, SupervisorClient
from tests.fixtures.parts import ROOT, answers, free_port, wait_until

pytestmark = [
    pytest.mark.slow_parts,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux can adopt orphans"),
]


class Launched:
    """A launcher in a session of its own, with a home of its own, and what descends from it."""

    def __init__(self, home: Path, **changes: str) -> None:
        self.home = home
        self.port = int(changes.get("PORT") or free_port())
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PITWALL_", "MLFLOW_", "DJANGO_"))
            and name not in ("DATABASE_URL", "REDIS_URL")
        }
        self.environment = inherited | {
            "PITWALL_HOME": str(home),
            "PORT": str(self.port),
            "PITWALL_DEMO": "0",
            **changes,
        }
        self.output = Path(tempfile.mkstemp(prefix="output-", dir=home)[1])
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.launch"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.seen: set[int] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def said(self) -> str:
        return self.output.read_text()

    def part(self, name: str) -> PartState:
        parts = SupervisorClient(self.home / "run" / "supervisor.sock").states()
        return next((p for p in parts if p.name == name), PartState(name, "ABSENT", 0, ""))

    def log(self, name: str) -> str:
        path = self.home / "log" / f"{name}.log"
        return path.read_text() if path.exists() else "it has no log"

    def note_descendants(self) -> set[int]:
        self.seen |= set(family.descendants(self.process.pid))
        return self.seen

    def wait_until_up(self, *names: str) -> None:
        """The page answers, and the named parts run."""
        wait_until(lambda: answers(f"{self.url}healthz"), f"a page\n{self.said()}", 120)
        for name in names:
            wait_until(
                lambda n=name: self.part(n).state == "RUNNING", f"{name} runs\n{self.log(name)}", 60
            )
        self.note_descendants()

    def wait_until_all_ended(self) -> None:
        wait_until(lambda: not self.survivors(), "every descendant has ended", 60)

    def survivors(self) -> list[int]:
        return [pid for pid in self.seen | {self.process.pid} if lives(pid)]


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected doesn't."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # the second: it ended between open and read
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def home() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="pitwall-launch-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def launch(home: Path) -> Iterator[Callable[..., Launched]]:
    """Starts launchers in the same home, one after the other; whatever runs at the end is ended."""
    started: list[Launched] = []

    def start(**changes: str) -> Launched:
        started.append(Launched(home, **changes))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(90)


def test_it_starts_all_restarts_what_dies_and_ends_all_on_sigterm(launch, home):
    launched = launch()
    launched.wait_until_up("broker", "gateway", "worker", "beat")
    wait_until(lambda: f"Pitwall is at {launched.url}" in launched.said(), "its address is said")
    _restarts_what_dies(launched)
    _refuses_a_second_in_the_same_home(launch, home, launched)

    launched.process.terminate()
    assert launched.process.wait(90) == 0
    assert launched.survivors() == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", launched.port)) != 0

    _killed_with_9_leaves_no_orphan(launch(), "supervisor")


def test_ctrl_c_ends_all_and_a_second_start_takes_the_work_up(launch, home):
    launched = launch()
    launched.wait_until_up("broker")
    os.killpg(launched.process.pid, signal.SIGINT)
    assert launched.process.wait(90) == 0
    assert launched.survivors() == []

    secret = (home / "secret-key").read_text()
    database = (home / "pitwall.sqlite3").stat().st_ino
    again = launch(PORT=str(launched.port))
    again.wait_until_up("broker")
    assert (home / "secret-key").read_text() == secret
    assert (home / "pitwall.sqlite3").stat().st_ino == database

    _killed_with_9_leaves_no_orphan(again, "launcher")


def test_a_taken_port_is_named_with_a_way_out(launch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        launched = launch(PORT=str(port))
        assert launched.process.wait(60) == 1
    assert f"Port {port} is taken by another program" in launched.said()
    assert "PORT=" in launched.said().split("another one:")[1]


def _restarts_what_dies(launched: Launched) -> None:
    for name in ("broker", "web", "worker"):
        before = launched.part(name).pid
        os.kill(before, signal.SIGKILL)
        wait_until(
            lambda n=name, b=before: launched.part(n).pid not in (0, b), f"{name} starts again"
        )
    launched.wait_until_up("broker", "web", "worker")


def _refuses_a_second_in_the_same_home(launch, home: Path, launched: Launched) -> None:
    said = launched.said()
    second = launch(PORT=str(free_port()))
    assert second.process.wait(60) == 1
    assert f"already runs in {home}: {launched.url}" in second.said()
    assert launched.process.poll() is None, said


def _killed_with_9_leaves_no_orphan(launched: Launched, victim: str) -> None:
    launched.wait_until_up("broker", "worker")
    supervisor = family.children_of(launched.process.pid)[0]
    os.kill(launched.process.pid if victim == "launcher" else supervisor, signal.SIGKILL)
    launched.process.wait(90)
    launched.wait_until_all_ended()
