"""Data plans, dataset versions and the dialogue on whether there is enough."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from governance.api import outputs
from governance.api.base import PROBLEMS, Endpoint, act, lists, shows
from governance.api.fields import Choice, Id, Mapping, Records, Several, Stored, Text, Upload, Whole
from governance.api.flat import Beneath, with_rows
from governance.api.parsing import parsed
from governance.api.tags import tagging, unless_known
from projects.api.use_cases import USE_CASES
from projects.models import DataPlan, DatasetVersion, PlanStep, Verdict
from projects.services import datasets, plans, verdicts
from projects.words import Part

PLANS = DataPlan.objects.select_related("author").prefetch_related("steps", "sources")
DATASETS = DatasetVersion.objects.select_related("place", "registered_by").prefetch_related(
    "parents"
)
VERDICTS = Verdict.objects.select_related("asked_by", "answered_by")
READ = DataPlan.sources.through.objects.all()
PARENTS = DatasetVersion.parents.through.objects.all()
CSV = "text/csv"


class PlanIn(serializers.Serializer):
    """The next data plan; `based_on` is the number of the one you saw, 0 for the first."""

    source_ids = Several(child=Id())
    target_column = Text()
    split_rule = Text()
    key_column = Text(required=False)
    label_definition = Text(required=False)
    positive_label = Text(required=False)
    steps = Records(default=list, help_text="kind (clean, transform, label), title, code_revision")
    thresholds = Mapping(required=False, help_text="part → rows wanted at least")
    checks = Records(default=list, help_text="check and what it takes, such as column")
    based_on = Whole()


class StepOut(outputs.Row):
    """One preparation step."""

    class Meta:
        model = PlanStep
        fields = ["n", "kind", "title", "code_revision"]


class PlanOut(outputs.Row):
    """How data is made ready, as of one number."""

    steps = StepOut(many=True)
    thresholds = Stored()
    checks = Stored()

    class Meta:
        model = DataPlan
        together = with_rows(
            steps=Beneath(PlanStep.objects.order_by("n"), "plan", StepOut),
            sources=Beneath(
                READ.order_by("datasource__title", "datasource_id"), "dataplan", "datasource"
            ),
        )
        fields = [
            "id", "number", "sources", "target_column", "positive_label", "key_column",
            "label_definition", "split_rule", "steps", "thresholds", "checks", "content_hash",
            "author", "created_at",
        ]  # fmt: skip


class DatasetIn(serializers.Serializer):
    """A CSV (UTF-8, header, commas; gzipped or not), and what it is."""

    file = Upload(allow_empty_file=True)
    part = Choice(Part.choices)
    label = Text()  # type: ignore[assignment]
    place_id = Id()
    parent_ids = Several(child=Id(), required=False)


class DatasetOut(outputs.Row):
    """Data made by a plan, known by the SHA-256 of its text."""

    columns = Stored()
    check_results = Stored()

    class Meta:
        model = DatasetVersion
        together = with_rows(
            parents=Beneath(
                PARENTS.order_by("to_datasetversion"), "from_datasetversion", "to_datasetversion"
            )
        )
        fields = [
            "id", "plan", "part", "label", "sha256", "rows", "columns", "passed", "check_results",
            "place", "size_bytes", "parents", "registered_by", "registered_at",
        ]  # fmt: skip


class VerdictIn(serializers.Serializer):
    """How many rows are wanted of which part."""

    rows = Whole()
    part = Choice(Part.choices, required=False)
    note = Text(required=False)


class VerdictAnswerIn(serializers.Serializer):
    """What is delivered."""

    dataset_id = Id()
    answer = Text(required=False)


class VerdictOut(outputs.Row):
    """One round of the dialogue on sufficiency."""

    class Meta:
        model = Verdict
        fields = [
            "id", "plan", "round", "part", "asked_rows", "asked_by", "asked_at", "note",
            "delivered", "delivered_rows", "answered_by", "answered_at", "answer", "outcome",
        ]  # fmt: skip


class Plans(Endpoint):
    about = USE_CASES
    revises = True

    @lists(PlanOut)
    def get(self) -> QuerySet:
        """Every revision of the data plan."""
        return PLANS.filter(use_case=self.row)

    @act(PlanIn, PlanOut)
    def post(self, **given) -> DataPlan:
        """Write the next revision."""
        made = plans.revise(use_case_id=self.pk, **self.who, **given)
        return PLANS.get(pk=made.pk)


class PlanRow(Endpoint):
    about = PLANS

    @shows(PlanOut)
    def get(self) -> DataPlan:
        """One revision."""
        return self.row


class Datasets(Endpoint):
    about = DataPlan.objects.all()
    parser_classes = [MultiPartParser]
    taken: datasets.Taken | None = None

    def prepare(self, request: Request) -> None:
        given = parsed(DatasetIn, request.data)
        file = given.pop("file").file
        taking = datasets.taken(plan_id=self.pk, file=file, **self.who, **given)
        self.taken = self.kept.enter_context(taking)

    @lists(DatasetOut)
    def get(self) -> QuerySet:
        """The versions made by a plan."""
        return DATASETS.filter(plan=self.row)

    @act(DatasetIn, DatasetOut, media="multipart/form-data")
    def post(self, file: Any, **given) -> DatasetVersion:
        """Register a version: hashed, checked against the plan, kept."""
        if self.taken is None:
            made = datasets.register(plan_id=self.pk, file=file.file, **self.who, **given)
        else:
            made = datasets.register_taken(plan_id=self.pk, one=self.taken, **self.who)
        return DATASETS.get(pk=made.pk)


class DatasetFile(Endpoint):
    about = DatasetVersion.objects.all()

    @tagging
    @extend_schema(responses={(200, CSV): OpenApiTypes.STR, **PROBLEMS})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The CSV of a version that isn't held out."""
        file = datasets.open_file(dataset_id=pk, **self.who)
        answer = FileResponse(file, content_type=CSV, as_attachment=True, filename=f"{pk}.csv")
        return unless_known(request, answer, quote_etag(self.row.sha256))


class HeldOutFile(Endpoint):
    about = DatasetVersion.objects.all()

    @extend_schema(request=None, responses={(200, CSV): OpenApiTypes.STR, **PROBLEMS})
    def post(self, request: Request, pk: int) -> FileResponse:
        """The CSV of a held-out version; that it was opened stays in the record."""
        file = datasets.open_held_out(dataset_id=pk, **self.who)
        return FileResponse(file, content_type=CSV, as_attachment=True, filename=f"{pk}.csv")


class Verdicts(Endpoint):
    about = DataPlan.objects.all()

    @lists(VerdictOut)
    def get(self) -> QuerySet:
        """Every round of the dialogue on a plan."""
        return VERDICTS.filter(plan=self.row)

    @act(VerdictIn, VerdictOut)
    def post(self, **given) -> Verdict:
        """Ask for so many rows."""
        return verdicts.ask(plan_id=self.pk, **self.who, **given)


class VerdictAnswer(Endpoint):
    about = Verdict.objects.all()

    @act(VerdictAnswerIn, VerdictOut, status=200)
    def post(self, **given) -> Verdict:
        """Deliver a version; sufficient if it has the rows that were asked for."""
        return verdicts.answer(verdict_id=self.pk, **self.who, **given)
