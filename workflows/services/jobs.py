"""Long work: wanted by services, done by the runner, with progress, log and cancel."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical
from governance.access import visible
from governance.actors import Actor
from governance.errors import StaleState
from governance.models import Scope
from governance.services import ledger
from workflows import access
from workflows.models import Job
from workflows.words import JobKind, JobState

LEASE = timedelta(seconds=30)
UNFINISHED = (JobState.WANTED, JobState.RUNNING)
RUNNER = Actor.system("runner")


def want(
    *,
    actor: Actor,
    scope: Scope,
    kind: str,
    subject_type: str,
    subject_id: int,
    title: str,
    spec: dict | None = None,
    now: datetime,
) -> Job:
    """Write down wanted work; call it inside the transaction that wants it. One a subject at a time."""
    job, created = Job.objects.get_or_create(
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        state__in=UNFINISHED,
        defaults={
            "scope": scope,
            "state": JobState.WANTED,
            "title": title[:200],
            "spec": canonical.dumps(spec or {}),
            "wanted_by_id": actor.user_id,
            "wanted_at": now,
        },
    )
    if created:
        _record(actor, "job.wanted", job, now)
    return job


def claim(*, now: datetime) -> Job | None:
    """Take the oldest job that nobody works on, or whose runner went silent; its token fences it."""
    free = Q(state=JobState.WANTED) | Q(state=JobState.RUNNING, lease__lt=now)
    found = Job.objects.filter(free).order_by("pk").first()
    if found is None:  # most often, so no transaction is begun for it
        return None
    with transaction.atomic():
        taken = Job.objects.filter(free, pk=found.pk).update(
            state=JobState.RUNNING,
            token=uuid.uuid4(),
            lease=now + LEASE,
            attempts=F("attempts") + 1,
            started_at=now,
        )
        if not taken:
            return None
        job = Job.objects.select_related("scope").get(pk=found.pk)
        _record(RUNNER, "job.started", job, now, attempt=job.attempts)
        return job


def beat(
    *,
    job: Job,
    progress: int | None = None,
    step: str | None = None,
    log_path: str = "",
    now: datetime,
) -> bool:
    """Renew the lease and note progress (0 to 100); false once cancel was asked or it was taken over."""
    changes: dict = {"lease": now + LEASE}
    if progress is not None:
        changes["progress"] = min(100, max(0, progress))
    if step is not None:
        changes["step"] = step[:200]
    if log_path:
        changes["log_path"] = log_path
    mine = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
    return bool(mine.update(**changes)) and mine.filter(cancel_asked_at=None).exists()


def finish(
    *, job: Job, state: str, reason: str = "", result: dict | None = None, now: datetime
) -> bool:
    """End a job as done, failed or cancelled; false when another runner has taken it over."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
        ended = mine.update(
            state=state,
            reason=reason,
            result=canonical.dumps(result or {}),
            ended_at=now,
            lease=None,
            progress=100 if state == JobState.DONE else F("progress"),
        )
        if ended:
            _record(RUNNER, f"job.{state}", job, now)
        return bool(ended)


def give_back(*, job: Job, now: datetime) -> bool:
    """Leave a job to the next runner, because this one ends; false when it was taken over."""
    mine = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
    return bool(
        mine.update(
            state=JobState.WANTED,
            lease=None,
            token=None,
            attempts=F("attempts") - 1,
            step="waiting again",
        )
    )


def put_off(*, job: Job, why: str, counts: bool, now: datetime) -> bool:
    """Try a job again when its lease lapses; `counts` says whether this was one of its attempts."""
    mine = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
    attempts = F("attempts") if counts else F("attempts") - 1
    return bool(mine.update(lease=now + LEASE, token=None, attempts=attempts, step=why[:200]))


def right_to_cancel(job: Job) -> str:
    """The action that whoever cancels a job needs: who may ask for an archive may do without."""
    return "use_case.export" if job.kind == JobKind.EXPORT else "job.cancel"


def cancel(*, actor: Actor, job_id: int, now: datetime) -> Job:
    """Ask for a job to be cancelled: at once where nobody works on it, else at its next heartbeat."""
    with transaction.atomic():
        rows = Job.objects.select_related("scope")
        access.hold(visible(rows, actor, now, pk=job_id).scope)
        job = rows.get(pk=job_id)
        governance_access.authorise(actor, right_to_cancel(job), job.scope, now=now)
        if job.state not in UNFINISHED:
            raise StaleState(
                _("This job is %(state)s already.") % {"state": job.get_state_display()}
            )
        if job.cancel_asked_at is not None:
            return job
        Job.objects.filter(pk=job.pk).update(cancel_asked_at=now)
        _record(actor, "job.cancel_asked", job, now)
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WANTED)
        if waiting.update(
            state=JobState.CANCELLED, ended_at=now, reason="cancelled before it began"
        ):
            _record(actor, "job.cancelled", job, now)
        job.refresh_from_db()
        return job


def _record(actor: Actor, kind: str, job: Job, now: datetime, **data) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=job.scope,
        subject=f"job:{job.pk}",
        now=now,
        job_kind=job.kind,
        of=f"{job.subject_type}:{job.subject_id}",
        **data,
    )
