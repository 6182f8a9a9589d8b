"""One release's scoring process: started from checked artifacts, watched, and started again when it dies."""

import contextlib
import logging
import threading
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from governance.errors import PitwallError
from workflows import models_store, timing
from workflows.children import scoring
from workflows.models import ModelProcess, Release
from workflows.runner.conditions import Unfit, interpreter_of, require_fit, require_sandbox
from workflows.runner.threads import database
from workflows.sandbox import Child, Sandbox
from workflows.services import processes, releases
from workflows.words import ReleaseState

logger = logging.getLogger(__name__)

HEALTHY_WITHIN = 60.0
LOOK_EVERY = 5.0
PING_TIMEOUT = 10.0
MOST_SILENT = 3
# A child that is asked to end finishes what it has begun to answer.
GRACE_SECONDS = 20.0
LONGEST_WAIT = 300.0
LOGS_KEPT = 10
# A life this long makes the deaths before it forgotten.
LONG_LIFE = 120.0


class Serving(threading.Thread):
    """Keeps the process of one release alive until it is asked to end."""

    def __init__(self, process_id: int, sandbox: Sandbox) -> None:
        super().__init__(name=f"serving-{process_id}", daemon=True)
        self._process_id = process_id
        self._sandbox = sandbox
        self._asked = threading.Event()
        self._for_good = False

    def end(self, *, for_good: bool) -> None:
        """Have it end: `for_good` when its release is over, else with the runner."""
        self._for_good = for_good
        self._asked.set()

    def run(self) -> None:
        deaths = 0
        while not self._asked.is_set():
            began = time.monotonic()
            try:
                reason = self._life()
                if self._asked.is_set():
                    break
                if not self._goes_on(reason):
                    return
            except Exception:
                logger.exception("Serving process %s failed; it is begun again.", self._process_id)
            deaths = 1 if time.monotonic() - began > LONG_LIFE else deaths + 1
            self._asked.wait(min(LONGEST_WAIT, 2.0 ** (deaths - 1)))
        self._note_end()

    def _goes_on(self, reason: str) -> bool:
        """Note a death. A version that never was in service has failed; one that is, is started again."""
        now = timezone.now()
        with database():
            process = _process(self._process_id)
            logger.warning("The process of %s ended: %s", process.release, reason)
            if process.release.state == ReleaseState.STARTING:
                releases.failed(
                    release_id=process.release_id, reason=reason, now=_since(process.release, now)
                )
                processes.failed(process_id=process.pk, reason=reason, now=now)
                return False
            processes.restarted(process_id=process.pk, reason=reason, now=now)
            return True

    def _note_end(self) -> None:
        now = timezone.now()
        with database():
            if self._for_good:
                reason = "Its release is over."
                processes.ended(process_id=self._process_id, reason=reason, now=now)
            else:
                processes.paused(process_id=self._process_id, now=now)

    def _life(self) -> str:
        """From start to end of one child; why it ended."""
        try:
            with database():
                process = _process(self._process_id)
                socket = self._socket(process)
                child = self._start(process, socket)
        except (Unfit, PitwallError, OSError, ValueError) as error:
            return str(error)
        try:
            return self._become_healthy(child, socket) or self._watch(child, socket)
        finally:
            child.stop(grace_seconds=GRACE_SECONDS)
            socket.unlink(missing_ok=True)

    def _socket(self, process: ModelProcess) -> Path:
        """A socket's path for this generation alone, so that nobody is connected to the one before."""
        number = process.generation + 1
        return Path(settings.PITWALL_RUNTIME) / f"m{process.pk}-{number}.sock"

    def _start(self, process: ModelProcess, socket: Path) -> Child:
        candidate = process.release.candidate
        require_sandbox(candidate, self._sandbox)
        if not candidate.artifacts_sha:
            raise Unfit(f"The artifacts of {candidate} were never measured, so nothing names them.")
        model, _ = models_store.kept(candidate)
        interpreter = interpreter_of(candidate.scope_id)
        require_fit(model, interpreter)
        folder = Path(settings.PITWALL_HOME) / "serving" / str(process.release_id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        processes.starting(
            process_id=process.pk,
            socket=str(socket),
            sandbox=self._sandbox.level,
            now=timezone.now(),
        )
        with scoring.listen(socket) as listener:
            job = scoring.scoring_job(
                model=model, folder=folder / "work", listener=listener, interpreter=interpreter
            )
            log = folder / f"{(process.generation + 1) % LOGS_KEPT}.log"
            return self._sandbox.start(job, limits=scoring.SERVING, log=log)

    def _become_healthy(self, child: Child, socket: Path) -> str:
        """Wait for the first answer, then take over; empty, or why it never came."""
        until = time.monotonic() + HEALTHY_WITHIN
        while not scoring.healthy(socket, timeout=1.0):
            if self._asked.is_set():
                return "asked to end"
            if (result := child.poll()) is not None:
                return f"The scoring process {result.reason or 'ended'}"
            if time.monotonic() > until:
                return f"The scoring process wasn't healthy within {HEALTHY_WITHIN:g} s."
            time.sleep(0.05)
        with database():
            now = timezone.now()
            processes.healthy(process_id=self._process_id, pid=child.pid, now=now)
            release = _process(self._process_id).release
            releases.went_live(release_id=release.pk, now=_since(release, now))
        return ""

    def _watch(self, child: Child, socket: Path) -> str:
        """Look after it until it dies, goes silent, or is asked to end; why it ended."""
        silent, next_look = 0, time.monotonic() + LOOK_EVERY
        while not self._asked.wait(0.1):
            if (result := child.poll()) is not None:
                return f"The scoring process {result.reason or 'ended'}"
            if time.monotonic() < next_look:
                continue
            silent = 0 if scoring.healthy(socket, timeout=PING_TIMEOUT) else silent + 1
            if silent >= MOST_SILENT:
                return f"The scoring process didn't answer {MOST_SILENT} health checks in a row."
            self._note_look(silent)
            next_look = time.monotonic() + LOOK_EVERY
        return "asked to end"

    def _note_look(self, silent: int) -> None:
        """A database that is away for a moment is no reason to stop what serves."""
        with database(), contextlib.suppress(DatabaseError):
            now = timezone.now()
            if silent:
                reason = f"It didn't answer {silent} of the last health checks."
                processes.unhealthy(process_id=self._process_id, reason=reason, now=now)
            else:
                processes.seen(process_id=self._process_id, now=now)


def _since(release: Release, clock: datetime) -> datetime:
    """The moment of what became of a release: as long after its execution as it really took."""
    return timing.after(release.executed_at, release.recorded_at, clock=clock)


def _process(process_id: int) -> ModelProcess:
    return ModelProcess.objects.select_related(
        "release__target",
        "release__candidate__scope",
        "release__candidate__cycle__policy_version__policy",
    ).get(pk=process_id)
