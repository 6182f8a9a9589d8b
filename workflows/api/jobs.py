"""Long work: training started, everything listed with progress and log, cancelled."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Several, Stored, Text
from governance.api.paging import Paging
from projects.models import ContractRevision
from workflows.api.cycles import CYCLES
from workflows.models import Job
from workflows.services import jobs, smoke, training
from workflows.words import JobKind, JobState

JOBS = Job.objects.select_related("scope", "wanted_by")
LOG_TAIL = 16_384  # bytes of a log that a person reads


class JobFilter(Paging):
    """Which jobs to show."""

    state = Choice(JobState.choices, required=False)
    kind = Choice(JobKind.choices, required=False)
    use_case = Text(required=False, help_text="its slug")


class JobOut(outputs.InUseCase):
    """One piece of long work."""

    result = Stored()

    class Meta:
        model = Job
        fields = [
            "id", "use_case", "kind", "subject_type", "subject_id", "title", "state", "progress",
            "step", "cancel_asked_at", "attempts", "wanted_by", "wanted_at", "started_at",
            "ended_at", "reason", "result",
        ]  # fmt: skip


class JobDetailOut(JobOut):
    """One piece of long work, with the end of its log."""

    log_tail = serializers.SerializerMethodField()

    class Meta(JobOut.Meta):
        fields = [*JobOut.Meta.fields, "log_tail"]

    def get_log_tail(self, job: Job) -> str:
        return tail(settings.PITWALL_HOME / job.log_path) if job.log_path else ""


class TrainingIn(serializers.Serializer):
    """A registered script, the model it registers versions of, and its arguments."""

    script = Text()
    model = Text()
    arguments = Several(child=Text(), required=False)


class ScriptOut(serializers.Serializer):
    """A training script that an administrator registered."""

    name = serializers.CharField()


def tail(path: Path) -> str:
    """The last bytes of a log as text; nothing while there is no log."""
    try:
        with path.open("rb") as log:
            log.seek(max(path.stat().st_size - LOG_TAIL, 0))
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


class Jobs(Endpoint):
    @lists(JobOut, asks=JobFilter, orders=("wanted_at",))
    def get(self, use_case: str | None = None, **given) -> QuerySet:
        """Long work in the use cases that you may see."""
        return filtered(JOBS.visible_to(self.actor, self.now), scope__key=use_case, **given)


class JobRow(Endpoint):
    about = JOBS

    @shows(JobDetailOut)
    def get(self) -> Job:
        """One job, with its progress and the end of its log."""
        return self.row


class JobCancellation(Endpoint):
    about = JOBS
    shown_as = JobDetailOut

    @act(None, JobOut, status=200)
    def post(self) -> Job:
        """Ask for a job to be cancelled."""
        return jobs.cancel(job_id=self.pk, **self.who)


class Scripts(Endpoint):
    @shows(ScriptOut, many=True)
    def get(self) -> list[dict[str, str]]:
        """The training scripts that there are."""
        return [{"name": name} for name in sorted(training.scripts())]


class Training(Endpoint):
    about = CYCLES

    @act(TrainingIn, JobOut)
    def post(self, **given) -> Job:
        """Train on the lap's pinned data."""
        return training.start(cycle_id=self.pk, **self.who, **given)


class SmokeRun(Endpoint):
    about = ContractRevision.objects.all()

    @act(None, JobOut)
    def post(self) -> Job:
        """Try a contract with the version that is nominated now."""
        return smoke.run(contract_id=self.pk, **self.who)
