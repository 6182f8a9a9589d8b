"""Archives of a use case: asked for, made by the runner, handed out for some days, then deleted."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.access import visible
from governance.actors import Actor
from governance.errors import StaleState
from governance.models import Checkpoint
from governance.services import ledger
from projects import access
from workflows.models import Job
from workflows.services import jobs
from workflows.words import JobKind, JobState

EXPORTS = Job.objects.filter(kind=JobKind.EXPORT).select_related("scope", "wanted_by")
FILE = re.compile(r"([0-9]{1,18})(?:-([0-9a-f]{32}))?\.(?:zip|part)")
AGAIN = gettext_lazy("Ask for another export of the use case.")


def ask(*, actor: Actor, use_case_id: int, now: datetime) -> Job:
    """Have an archive made; while one is being made, that one. Raises NotVisible, Denied."""
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "use_case.export", use_case, now=now)
        return jobs.want(
            actor=actor,
            scope=use_case.scope,
            kind=JobKind.EXPORT,
            subject_type="use_case",
            subject_id=use_case.pk,
            title=f"Export {use_case.title}",
            now=now,
        )


def made(
    *, job: Job, draft: Path, checkpoint: Checkpoint, manifest: str, archive: str, now: datetime
) -> dict:
    """Give a written archive its name and record the digest of its manifest (both SHA-256).

    What the job brought. Call it inside the transaction that ends the job.
    """
    draft.replace(path_of(job))
    size, until = path_of(job).stat().st_size, now + _kept()
    ledger.record(
        actor=jobs.RUNNER,
        kind="use_case.exported",
        scope=job.scope,
        subject=f"job:{job.pk}",
        now=now,
        wanted_by=str(job.wanted_by.uuid) if job.wanted_by else None,
        manifest_sha256=manifest,
        archive_sha256=archive,
        size=size,
        record_size=checkpoint.size,
        record_root=checkpoint.root,
        until=until,
    )
    return {"manifest_sha256": manifest, "sha256": archive, "size": size, "until": until}


def open_archive(*, actor: Actor, job_id: int, now: datetime) -> tuple[Job, BinaryIO]:
    """An archive's bytes. Raises NotVisible, Denied, and StaleState before and after it is there."""
    job = visible(EXPORTS.all(), actor, now, pk=job_id)
    access.authorised(actor, "use_case.export", access.use_case_of(job.scope), now=now)
    if job.state != JobState.DONE:
        raise StaleState(
            _("This export is %(state)s; there is no archive of it.")
            % {"state": job.get_state_display()}
        )
    try:
        if is_kept(job, now):
            return job, path_of(job).open("rb")
    except FileNotFoundError:
        pass
    raise StaleState(_("This archive was deleted; it is kept for a while only."), remedy=AGAIN)


def is_kept(job: Job, now: datetime) -> bool:
    """Whether the archive of this job may still be fetched."""
    return job.state == JobState.DONE and job.ended_at is not None and now < job.ended_at + _kept()


def sweep(*, now: datetime) -> None:
    """Delete archives that have lain long enough, and drafts that nobody writes any more."""
    for file in _folder().glob("*"):
        if (named := FILE.fullmatch(file.name)) and not _needed(int(named[1]), named[2], now):
            file.unlink(missing_ok=True)


def path_of(job: Job) -> Path:
    """Where the archive lies."""
    return _folder() / f"{job.pk}.zip"


def draft_of(job: Job) -> Path:
    """Where this runner writes it: another that takes the job over has another token."""
    return _folder() / f"{job.pk}-{job.token.hex if job.token else '0' * 32}.part"


def _folder() -> Path:
    folder = Path(settings.PITWALL_HOME) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _needed(job_id: int, token: str | None, now: datetime) -> bool:
    job = EXPORTS.filter(pk=job_id).first()
    if job is None:
        return False
    if token is None:
        # A job that runs may be about to end with the archive that has its name already.
        return job.state == JobState.RUNNING or is_kept(job, now)
    return job.state == JobState.RUNNING and job.token is not None and job.token.hex == token


def _kept() -> timedelta:
    return timedelta(hours=settings.EXPORT_HOURS)
