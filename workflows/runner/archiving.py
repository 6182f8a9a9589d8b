"""Export jobs: a use case written into one archive, which the record then has the digest of."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from governance.errors import PitwallError
from projects.models import UseCase
from workflows.exports.writing import Step, Stopped, Writer
from workflows.models import Job
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Ended, Worksheet, simply
from workflows.services import exports
from workflows.words import JobState


def work(sheet: Worksheet) -> Conclusion:
    """Write the archive that the job asks for; a draft that isn't finished goes."""
    draft = exports.draft_of(sheet.job)
    try:
        return _written(sheet, draft)
    except Stopped:
        draft.unlink(missing_ok=True)
        return simply(JobState.CANCELLED, "Cancelled; nothing of it was kept.")
    except PitwallError as error:
        draft.unlink(missing_ok=True)
        return simply(JobState.FAILED, error.message)


def give_up(sheet: Worksheet, state: JobState, reason: str) -> Conclusion:
    """End the job, and what was written of it."""
    exports.draft_of(sheet.job).unlink(missing_ok=True)
    return simply(state, reason)


def _written(sheet: Worksheet, draft: Path) -> Conclusion:
    job = sheet.job
    with database(), _telling(sheet) as step:
        case = UseCase.objects.select_related("scope").get(pk=job.subject_id)
        writer = Writer(case, job.pk, timezone.now(), step, sheet.cancel.is_set)
        written = writer.write(draft)
        step(95, "SHA-256 of the archive")
    with draft.open("rb") as file:
        archive = hashlib.file_digest(file, "sha256").hexdigest()

    def conclude(now: datetime) -> Ended:
        told = exports.made(
            job=job,
            draft=draft,
            checkpoint=written.checkpoint,
            manifest=written.manifest,
            archive=archive,
            now=now,
        )
        return Ended(JobState.DONE, result=told)

    return conclude


@contextmanager
def _telling(sheet: Worksheet) -> Iterator[Step]:
    """Says how far it is: to the job's row, and line by line in its log."""
    log = _log_of(sheet.job)
    sheet.log_path = str(log.relative_to(settings.PITWALL_HOME))
    with log.open("w", encoding="utf-8", buffering=1) as file:

        def step(percent: int, said: str) -> None:
            sheet.say(percent, said)
            file.write(f"{timezone.now():%H:%M:%S} {said}\n")

        yield step


def _log_of(job: Job) -> Path:
    folder = Path(settings.PITWALL_HOME) / "jobs" / str(job.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "log"
