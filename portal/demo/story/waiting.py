"""Wait for what the runner and the worker do, and say what they said when it went wrong."""

import time
from collections.abc import Callable
from typing import TypeVar

from workflows.models import Evaluation, Job, MlflowBinding, Release
from workflows.services.jobs import UNFINISHED
from workflows.words import EvaluationState, JobState, ReleaseState

T = TypeVar("T")
LONGEST = 300.0
STEP = 0.3


class Stuck(Exception):
    """Something that the story waits for failed or never came."""


def until(found: Callable[[], T | None], what: str, longest: float = LONGEST) -> T:
    """The first value that isn't None or false; raises Stuck after `longest` seconds."""
    end = time.monotonic() + longest
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(STEP)
    raise Stuck(f"{what} took longer than {longest:.0f} s; see the logs in the data folder.")


def workspace(scope) -> MlflowBinding:
    """The use case's workspace, which the worker makes after the first cycle's entry."""
    return until(lambda: MlflowBinding.objects.filter(scope=scope).first(), "The MLflow workspace")


def job(job_id: int, say: Callable[[str], None]) -> Job:
    """A job that has ended well; its progress is said as it goes."""

    def ended() -> Job | None:
        row = Job.objects.get(pk=job_id)
        say(f"{row.title}: {row.progress} % {row.step}".strip())
        return None if row.state in UNFINISHED else row

    row = until(ended, "The job")
    if row.state != JobState.DONE:
        raise Stuck(f"{row.title}: {row.get_state_display()}. {row.reason}")
    return row


def evaluations(scope) -> None:
    """All measurements of a use case have ended."""
    pending = (EvaluationState.WANTED, EvaluationState.RUNNING)
    rows = Evaluation.objects.filter(scope=scope)
    until(lambda: not rows.filter(state__in=pending).exists(), "Measuring")
    failed = rows.filter(state=EvaluationState.FAILED).first()
    if failed is not None:
        raise Stuck(f"{failed}: {failed.reason}")
    until(lambda: not Job.objects.filter(scope=scope, state__in=UNFINISHED).exists(), "Comparing")


def live(release_id: int) -> Release:
    """A release whose process is healthy."""

    def settled() -> Release | None:
        row = Release.objects.get(pk=release_id)
        return None if row.state == ReleaseState.STARTING else row

    row = until(settled, "The release")
    if row.state != ReleaseState.LIVE:
        raise Stuck(f"The release is {row.get_state_display()}: {row.reason}")
    return row
