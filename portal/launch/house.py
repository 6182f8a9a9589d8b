"""Everything that runs, from the first port to the last descendant's end."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from portal.launch import family, kin
from portal.launch.progress import Report
from portal.launch.supervisor import FILE as SUPERVISOR_FILE
from portal.launch.supervisor_client import SupervisorClient
from portal.launch.terminal import Terminal, table

# The supervisor waits for each part in turn; the longest patience of one is 30 s.
PATIENCE = 90


class AlreadyRunning(Exception):
    """Another Pitwall works in the same home."""


class PreparationFailed(Exception):
    """The database couldn't be brought up to date."""


def lock(runtime: Path) -> IO[str]:
    """Hold the home for this process; AlreadyRunning names the address of who holds it.

    The system lets the lock go when the process ends, however it ends.
    """
    file = (runtime / "launch.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise AlreadyRunning(file.read().strip() or "it is just starting") from None
    return file


class House:
    """One Pitwall: `open()` it, `watch()` it until somebody asks for its end, `close()` it."""

    def __init__(self, environment: Mapping[str, str], terminal: Terminal) -> None:
        self.environment = dict(environment)
        self.home = Path(environment["PITWALL_HOME"])
        self.runtime = Path(environment["PITWALL_RUNTIME"])
        self.address = f"http://127.0.0.1:{environment['PORT']}/"
        self.terminal = terminal
        self.supervisor: subprocess.Popen[bytes] | None = None
        self.client = SupervisorClient(self.runtime / "supervisor.sock")
        self.asked_to_end = threading.Event()

    def open(self) -> None:
        """Migrate, then start the supervisor; raises PreparationFailed."""
        kin.adopt_orphans()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked_to_end.set())
        (self.home / "log").mkdir(exist_ok=True)
        self.prepare()
        if not self.asked_to_end.is_set():
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-c", str(SUPERVISOR_FILE)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                # Ctrl-C is for this process, which then ends the others in their order.
                start_new_session=True,
                preexec_fn=lambda: kin.end_with_parent(signal.SIGTERM),  # noqa: PLW1509
            )

    def prepare(self) -> None:
        """Run bin/prepare, its output in the log."""
        log = self.home / "log" / "prepare.log"
        with log.open("wb") as output:
            preparation = subprocess.run(
                [SUPERVISOR_FILE.parent / "bin" / "prepare", "--static"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                start_new_session=True,
                preexec_fn=kin.end_with_parent,
            )
        if preparation.returncode != 0:
            raise PreparationFailed(f"The database couldn't be prepared; the reason is in {log}")

    def watch(self) -> int:
        """Show what happens until the end is asked for; 0, or 1 when the supervisor died."""
        shown = Report.read(self.home / "run" / "progress.json")
        while not self.asked_to_end.wait(0.5):
            if self.supervisor is None or self.supervisor.poll() is not None:
                self.terminal.say("The supervisor has ended unasked; Pitwall ends with it.")
                return 1
            family.reap(besides=self.supervisor.pid)
            report = Report.read(self.home / "run" / "progress.json")
            self.look_at_parts(report)
            if "address" not in self.terminal.said and self.web_answers():
                self.terminal.once("address", f"Pitwall is at {self.address}  (Ctrl-C ends it)")
            if report != shown or report.state == "done":
                shown = report
                self.show(report)
        return 0

    def look_at_parts(self, report: Report) -> None:
        """Name the parts that the supervisor has given up, and a demo that ended half-way."""
        for part in self.client.states():
            if part.state == "FATAL":
                self.terminal.show_failure(part)
            if part.name == "demo" and part.state == "EXITED" and report.state == "working":
                self.terminal.show_half_a_demo(part)

    def show(self, report: Report) -> None:
        """The demo's progress; its sign-ins once it is done."""
        self.terminal.show(report)
        if report.state == "failed":
            self.terminal.once("demo ended", "  The demo stopped; `make run` takes it up again.")
        if report.state == "done" and report.sign_ins and "sign-ins" not in self.terminal.said:
            self.terminal.once("sign-ins", "Sign in with a name and password of the demo:")
            for line in table(report.sign_ins):
                self.terminal.say(line)

    def web_answers(self) -> bool:
        """Whether the web process answers yet."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with suppress(OSError), direct.open(f"{self.address}healthz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def close(self) -> None:
        """End the supervisor, which ends its parts in order; then whoever is left."""
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.terminal.say("Ending …")
            began = time.monotonic()
            self.supervisor.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.supervisor.wait(PATIENCE)
            self.terminal.say(f"Everything has ended ({time.monotonic() - began:.0f} s).")
        family.end_descendants()


def environment_for(home: Path, runtime: Path) -> dict[str, str]:
    """This process's environment with what the parts have to know."""
    environment = dict(os.environ)
    environment.setdefault("PITWALL_DEMO", "1")
    environment.setdefault("PITWALL_STATIC_COLLECTED", "1")
    return environment | {"PITWALL_HOME": str(home), "PITWALL_RUNTIME": str(runtime)}
