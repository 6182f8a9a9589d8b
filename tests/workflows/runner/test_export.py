"""The runner makes an archive by itself, and leaves none when it is cancelled on the way."""

import zipfile

import pytest
from django.utils import timezone

from governance.services import sealing
from tests.fixtures.parts import wait_until
from workflows.exports import writing
from workflows.models import Job
from workflows.runner import desk as desks
from workflows.runner.desk import Desk
from workflows.sandbox import Level, Sandbox
from workflows.services import exports, jobs
from workflows.words import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(fresh_database, lap, monkeypatch) -> Job:
    monkeypatch.setattr(desks, "BEAT_SECONDS", 0.05)
    lap.start()
    sealing.seal(now=lap.now)
    return exports.ask(actor=lap.cast.ana, use_case_id=lap.use_case.pk, now=lap.tick())


def worked_off(job: Job, desk: Desk) -> Job:
    def ended() -> bool:
        desk.step()
        job.refresh_from_db()
        return job.state not in jobs.UNFINISHED

    wait_until(ended, "the export has ended", 30)
    return job


def test_it_is_made_by_the_runner(asked):
    job = worked_off(asked, Desk(Sandbox(Level.NONE)))
    assert (job.state, job.progress, job.reason) == (JobState.DONE, 100, "")
    with zipfile.ZipFile(exports.path_of(job)) as archive:
        assert archive.testzip() is None


def test_one_that_is_cancelled_on_the_way_leaves_nothing(asked, lap, monkeypatch):
    begun = writing.Writer.write

    def cancelled(writer, path):
        jobs.cancel(actor=lap.cast.ana, job_id=asked.pk, now=timezone.now())
        path.touch()
        wait_until(writer.stop, "the heartbeat has told", 30)
        return begun(writer, path)

    monkeypatch.setattr(writing.Writer, "write", cancelled)
    desk = Desk(Sandbox(Level.NONE))
    job = worked_off(asked, desk)
    assert job.state == JobState.CANCELLED
    assert list(exports.path_of(job).parent.iterdir()) == []
