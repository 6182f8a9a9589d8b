"""Runs mirrored from MLflow, nominated versions, and what Pitwall measured of them."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Stored, Text
from governance.api.paging import Paging
from governance.api.parsing import parsed
from projects.api.use_cases import USE_CASES
from workflows.api.cycles import CYCLES
from workflows.models import Candidate, Comparison, Evaluation, Run
from workflows.services import candidates, evaluations
from workflows.words import RunStatus

RUNS = Run.objects.select_related("scope", "author")
CANDIDATES = Candidate.objects.select_related("scope", "author", "nominated_by")
EVALUATIONS = Evaluation.objects.select_related("scope", "asked_by")


class RunFilter(Paging):
    """Which runs to show."""

    status = Choice(RunStatus.choices, required=False)
    cycle = Id(required=False)
    run_id = Text(required=False)


class RunOut(outputs.InUseCase):
    """A run of the team's own, as MLflow last told it."""

    params = Stored()
    metrics = Stored()
    tags = Stored()
    datasets = Stored()

    class Meta:
        model = Run
        fields = [
            "id", "use_case", "run_id", "experiment_name", "name", "cycle", "author",
            "claimed_user", "status", "started_at", "ended_at", "params", "metrics", "tags",
            "datasets", "artifact_uri", "seen_at",
        ]  # fmt: skip


class CandidateIn(serializers.Serializer):
    """A registered model version, and who trained it if that isn't you."""

    model = Text()
    version = Text()
    author_id = Id(required=False)


class CandidateOut(outputs.InUseCase):
    """A nominated version, with what its run claims."""

    signature = Stored()
    claimed = Stored()
    missing = Stored()

    class Meta:
        model = Candidate
        fields = [
            "id", "use_case", "cycle", "model", "version", "run", "mlflow_run_id", "artifacts_sha",
            "signature", "claimed", "threshold", "missing", "author", "nominated_by",
            "nominated_at", "superseded_at",
        ]  # fmt: skip


class EvaluationOut(outputs.InUseCase):
    """What Pitwall measured of a version on one dataset version."""

    metrics = Stored()
    segments = Stored()

    class Meta:
        model = Evaluation
        fields = [
            "id", "use_case", "candidate", "dataset", "purpose", "n", "state", "metrics",
            "segments", "rows", "reason", "artifacts_sha", "asked_by", "asked_at", "ended_at",
            "mlflow_run_id",
        ]  # fmt: skip


class ComparisonOut(outputs.InUseCase):
    """Challenger against champion on the same data."""

    differences = Stored()

    class Meta:
        model = Comparison
        fields = [
            "id", "use_case", "challenger", "champion", "state", "differences", "reason", "ended_at",
        ]  # fmt: skip


class Runs(Endpoint):
    about = USE_CASES

    @lists(RunOut, asks=RunFilter)
    def get(self, **given) -> QuerySet:
        """The team's runs."""
        return filtered(RUNS.filter(scope=self.row.scope), **given)


class RunRow(Endpoint):
    about = RUNS

    @shows(RunOut)
    def get(self) -> Run:
        """One run."""
        return self.row


class Candidates(Endpoint):
    about = CYCLES
    asks_mlflow = True
    found: candidates.Found | None = None

    def prepare(self, request: Request) -> None:
        wanted = parsed(CandidateIn, request.data)
        model, version = wanted["model"], wanted["version"]
        self.found = candidates.find(cycle_id=self.pk, model=model, version=version, **self.who)

    @lists(CandidateOut)
    def get(self) -> QuerySet:
        """The versions nominated in a lap."""
        return CANDIDATES.filter(cycle=self.row)

    @act(CandidateIn, CandidateOut)
    def post(self, **given) -> Candidate:
        """Nominate a version; Pitwall measures it on the pinned held-out data."""
        return candidates.nominate(cycle_id=self.pk, found=self.found, **self.who, **given)


class Evaluations(Endpoint):
    about = CANDIDATES

    @lists(EvaluationOut)
    def get(self) -> QuerySet:
        """What was measured of a version."""
        return EVALUATIONS.filter(candidate=self.row)

    @act(None, EvaluationOut)
    def post(self) -> Evaluation:
        """Measure it again; policy says how often."""
        return evaluations.ask(candidate_id=self.pk, **self.who)


class Comparisons(Endpoint):
    about = CANDIDATES

    @lists(ComparisonOut)
    def get(self) -> QuerySet:
        """The version against the one in service."""
        rows = Comparison.objects.filter(challenger__candidate=self.row)
        return rows.select_related("scope")
