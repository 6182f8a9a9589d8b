"""Jobs on the runner's desk: claimed once, fenced, put off, taken up again, cancelled, given back."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from governance.actors import Actor
from governance.errors import Unreachable
from governance.models import Scope
from tests.fixtures.parts import wait_until
from workflows.models import Job
from workflows.runner import desk as desks
from workflows.runner.desk import AT_ONCE, MOST_ATTEMPTS, Desk, TakenOver, Trade, conclude
from workflows.runner.worksheet import Ended, simply
from workflows.sandbox import Level, Sandbox
from workflows.services import jobs
from workflows.words import JobKind, JobState

SYSTEM = Actor.system("test")


@pytest.fixture
def scope(fresh_database) -> Scope:
    return Scope.objects.create(key="late-arrivals", label="Late arrivals")


@pytest.fixture
def trade(monkeypatch):
    """What comparisons do in this test, instead of comparing: `trade(work)`."""

    def use(work, give_up=lambda sheet, state, reason: simply(state, reason)):
        monkeypatch.setitem(desks.TRADES, JobKind.COMPARISON, Trade(work, give_up))

    return use


@pytest.fixture
def desk(monkeypatch) -> Desk:
    monkeypatch.setattr(desks, "BEAT_SECONDS", 0.05)
    return Desk(Sandbox(Level.NONE))


def want(scope: Scope, number: int = 1) -> Job:
    with transaction.atomic():
        return jobs.want(
            actor=SYSTEM,
            scope=scope,
            kind=JobKind.COMPARISON,
            subject_type="comparison",
            subject_id=number,
            title="Compare",
            now=timezone.now(),
        )


def lapse() -> None:
    Job.objects.update(lease=timezone.now() - timedelta(seconds=1))


def step_until(desk: Desk, true, what: str) -> None:
    def look():
        desk.step()
        return true()

    wait_until(look, what, 10)


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_a_job_is_done_and_its_end_is_written_with_what_it_brought(scope, trade, desk):
    trade(lambda sheet: lambda now: Ended(JobState.DONE, result={"n": 1}))
    job = want(scope)
    step_until(desk, lambda: state_of(job) == JobState.DONE, "done")
    assert (job.result, job.progress, job.attempts) == ('{"n":1}', 100, 1)


def test_no_more_than_two_are_worked_on_at_once(scope, trade, desk):
    release = threading.Event()
    busy = []
    trade(lambda sheet: busy.append(sheet.job.pk) or (release.wait(10) and simply(JobState.DONE)))
    rows = [want(scope, number) for number in range(3)]
    desk.step()
    time.sleep(0.2)
    desk.step()
    assert len(busy) == AT_ONCE
    release.set()
    step_until(desk, lambda: all(state_of(row) == JobState.DONE for row in rows), "all done")


def test_progress_is_written_with_the_heartbeat(scope, trade, desk):
    release = threading.Event()

    def work(sheet):
        sheet.read("::progress 40 fitting")
        release.wait(10)
        return simply(JobState.DONE)

    trade(work)
    job = want(scope)
    step_until(desk, lambda: state_of(job) and job.progress == 40, "progress")
    assert job.step == "fitting"
    release.set()
    step_until(desk, lambda: state_of(job) == JobState.DONE, "done")


def test_a_job_that_is_cancelled_sees_it_at_its_next_heartbeat(scope, trade, desk):
    trade(lambda sheet: sheet.cancel.wait(10) and simply(JobState.CANCELLED, "Cancelled."))
    job = want(scope)
    desk.step()
    Job.objects.update(cancel_asked_at=timezone.now())
    step_until(desk, lambda: state_of(job) == JobState.CANCELLED, "cancelled")


def test_a_job_that_another_runner_took_over_writes_nothing(scope, trade, desk):
    left = threading.Event()
    wrote = []

    def work(sheet):
        sheet.cancel.wait(10)
        left.set()
        return lambda now: wrote.append(1) or Ended(JobState.DONE)

    trade(work)
    job = want(scope)
    desk.step()
    lapse()
    taken = jobs.claim(now=timezone.now())
    assert taken.pk == job.pk
    step_until(desk, left.is_set, "the first runner lets go")
    assert state_of(job) == JobState.RUNNING
    assert (wrote, job.token) == ([], taken.token)


def test_an_end_without_the_token_rolls_back_what_it_brought(scope):
    want(scope)
    mine = jobs.claim(now=timezone.now())
    lapse()
    jobs.claim(now=timezone.now())

    def bring(now):
        Scope.objects.create(key="brought", label="Brought")
        return Ended(JobState.DONE)

    with pytest.raises(TakenOver):
        conclude(mine, bring)
    assert not Scope.objects.filter(key="brought").exists()


def test_while_mlflow_is_away_a_job_waits_and_no_attempt_is_counted(scope, trade, desk):
    answers = iter([Unreachable("MLflow doesn't answer."), None])

    def work(sheet):
        if error := next(answers):
            raise error
        return simply(JobState.DONE)

    trade(work)
    job = want(scope)
    step_until(desk, lambda: state_of(job) and "MLflow" in job.step, "put off")
    assert (job.state, job.attempts) == (JobState.RUNNING, 0)
    desk.step()
    assert state_of(job) == JobState.RUNNING
    lapse()
    step_until(desk, lambda: state_of(job) == JobState.DONE, "done")
    assert job.attempts == 1


def test_what_fails_again_and_again_is_given_up_with_the_last_reason(scope, trade, desk):
    def work(sheet):
        raise ValueError("no such thing")

    trade(work)
    job = want(scope)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        step_until(
            desk,
            lambda: state_of(job) and job.step == "ValueError: no such thing" and job.token is None,
            f"attempt {attempt}",
        )
        assert job.attempts == attempt
        lapse()
        Job.objects.update(step="")
        if attempt == MOST_ATTEMPTS:
            Job.objects.update(step="ValueError: no such thing")
    step_until(desk, lambda: state_of(job) == JobState.FAILED, "given up")
    assert job.reason.endswith("never ended. ValueError: no such thing")


def test_a_runner_that_ends_gives_back_what_it_had_begun(scope, trade, desk):
    trade(lambda sheet: sheet.cancel.wait(10) and simply(JobState.CANCELLED))
    job = want(scope)
    desk.step()
    desk.close(patience=5)
    assert (state_of(job), job.attempts, job.lease) == (JobState.WANTED, 0, None)
