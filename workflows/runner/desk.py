"""The desk where long work is done: claimed, at most two jobs at once, each in a thread of its own."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils import timezone

from governance.errors import Unreachable
from workflows import timing
from workflows.models import Job
from workflows.runner import archiving, comparing, measuring, smoking, training
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Worksheet
from workflows.sandbox import Sandbox
from workflows.services import jobs
from workflows.words import JobKind, JobState

logger = logging.getLogger(__name__)

AT_ONCE = 2
BEAT_SECONDS = 2.0
# Once is bad luck; a job that was lost this often takes its runner down with it.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Trade:
    """How one kind of job is done, and how it ends when nobody can do it."""

    work: Callable[[Worksheet], Conclusion]
    give_up: Callable[[Worksheet, JobState, str], Conclusion]


TRADES = {
    JobKind.EVALUATION: Trade(measuring.work, measuring.give_up),
    JobKind.COMPARISON: Trade(comparing.work, comparing.give_up),
    JobKind.SMOKE: Trade(smoking.work, smoking.give_up),
    JobKind.EXPORT: Trade(archiving.work, archiving.give_up),
    JobKind.TRAINING: Trade(training.work, training.give_up),
}


class TakenOver(Exception):
    """Another runner has this job: nothing of ours may be written."""


class Worker(threading.Thread):
    """Does one job to its end, and writes that end together with what it brought."""

    def __init__(self, sheet: Worksheet, after: "Worker | None" = None) -> None:
        """`after` worked on the same job until its lease lapsed: it has to be gone first."""
        super().__init__(name=f"job-{sheet.job.pk}", daemon=True)
        self.sheet, self._after = sheet, after
        self.leaving = threading.Event()

    def run(self) -> None:
        job = self.sheet.job
        if self._after is not None:
            self._after.leave()
            self._after.join()
        try:
            conclusion = self._work()
            if not self.leaving.is_set():
                with database():
                    _tell(self.sheet)
                    conclude(job, conclusion)
        except TakenOver:
            logger.warning("Job %s was taken over by another runner.", job.pk)
        except Unreachable as error:
            logger.warning("Job %s is put off: %s", job.pk, error)
            self._put_off(error.message, counts=False)
        except Exception as error:
            logger.exception("Job %s failed; it is tried again when its lease lapses.", job.pk)
            self._put_off(f"{type(error).__name__}: {error}", counts=True)

    def _work(self) -> Conclusion:
        job, trade = self.sheet.job, TRADES[JobKind(self.sheet.job.kind)]
        if job.attempts <= MOST_ATTEMPTS:
            return trade.work(self.sheet)
        reason = f"Given up: it was begun {MOST_ATTEMPTS} times and never ended. {job.step}"
        return trade.give_up(self.sheet, JobState.FAILED, reason.strip())

    def _put_off(self, why: str, *, counts: bool) -> None:
        """Where even that fails, the lease lapses by itself."""
        with database(), contextlib.suppress(DatabaseError):
            jobs.put_off(job=self.sheet.job, why=why, counts=counts, now=timezone.now())

    def leave(self) -> None:
        """Stop without an end: the job is another runner's, or the next one's."""
        self.leaving.set()
        self.sheet.cancel.set()


def conclude(job: Job, conclusion: Conclusion) -> None:
    """Write what a job brought and that it ended, both or neither. Raises TakenOver."""
    now = timing.after(job.wanted_at, job.recorded_at, clock=timezone.now())
    with transaction.atomic():
        ended = conclusion(now)
        written = jobs.finish(
            job=job, state=ended.state, reason=ended.reason, result=dict(ended.result), now=now
        )
        if not written:
            raise TakenOver


class Desk:
    """Every job that this runner has claimed and not ended."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._workers: list[Worker] = []
        self._next_beat = 0.0

    def step(self) -> None:
        """Tell that the work goes on, and claim more while there is room."""
        self._workers = [worker for worker in self._workers if worker.is_alive()]
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            for worker in self._workers:
                _beat(worker)
        while len(self._workers) < AT_ONCE and (job := jobs.claim(now=timezone.now())):
            before = next(
                (one for one in reversed(self._workers) if one.sheet.job.pk == job.pk), None
            )
            worker = Worker(Worksheet(job, self._sandbox), after=before)
            self._workers.append(worker)
            worker.start()

    def close(self, patience: float) -> None:
        """Stop all work and give it back, for the next runner to begin again."""
        for worker in self._workers:
            worker.leave()
        until = time.monotonic() + patience
        for worker in self._workers:
            worker.join(max(0.0, until - time.monotonic()))
            jobs.give_back(job=worker.sheet.job, now=timezone.now())


def _beat(worker: Worker) -> None:
    sheet = worker.sheet
    if worker.leaving.is_set() or _tell(sheet):
        return
    still_ours = Job.objects.filter(
        pk=sheet.job.pk, token=sheet.job.token, state=JobState.RUNNING
    ).exists()
    if still_ours:
        sheet.cancel.set()
    elif worker.is_alive():
        worker.leave()


def _tell(sheet: Worksheet) -> bool:
    """Renew the lease and write how far the job is; false when it should end early."""
    return jobs.beat(
        job=sheet.job,
        progress=sheet.progress,
        step=sheet.step,
        log_path=sheet.log_path,
        now=timezone.now(),
    )
