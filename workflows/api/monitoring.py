"""A model in service: its scores, the feedback on them, and the windows that judge both."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import outputs
from governance.api.base import PROBLEMS, Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Moment, Records, Stored, Text
from governance.api.paging import Paging
from governance.api.parsing import StrictJSONParser, TextParser, parsed
from projects.api.use_cases import USE_CASES
from workflows.models import Feedback, Release, Score, Window
from workflows.services import feedback, windows
from workflows.words import WindowState

WINDOWS = Window.objects.select_related("scope")


class WindowIn(serializers.Serializer):
    """A span of operation; its end isn't part of it."""

    label = Text()  # type: ignore[assignment]
    starts_at = Moment()
    ends_at = Moment()


class WindowFilter(Paging):
    """Which windows to show."""

    state = Choice(WindowState.choices, required=False)


class WindowOut(outputs.InUseCase):
    """A span of operation, judged against the objectives."""

    metrics = Stored()
    drift = Stored()
    verdicts = Stored()

    class Meta:
        model = Window
        fields = [
            "id", "use_case", "release", "label", "starts_at", "ends_at", "scores", "matched",
            "metrics", "drift", "verdicts", "state", "reason", "finding", "judged_at",
            "mlflow_run_id",
        ]  # fmt: skip


class ScoreFilter(Paging):
    """Which scores to show."""

    prediction_id = Text(required=False)


class ScoreOut(outputs.Row):
    """One answer of the version in service."""

    features = Stored()
    output = Stored()

    class Meta:
        model = Score
        fields = [
            "id", "release", "prediction_id", "version", "features", "output", "event_at",
            "received_at",
        ]  # fmt: skip


class FeedbackIn(serializers.Serializer):
    """What turned out to be true."""

    rows = Records(help_text="prediction_id, actual, event_at")


class FeedbackOut(serializers.Serializer):
    """What became of a batch; unmatched rows wait for their scores."""

    kept = serializers.IntegerField()
    matched = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    known = serializers.IntegerField()
    conflicting = serializers.ListField(child=serializers.CharField())


class UnmatchedFilter(Paging):
    """How long the score has been missing."""

    older_than = Moment(required=False, help_text="received before; by default: now")


class UnmatchedOut(outputs.Row):
    """Feedback whose score never came."""

    class Meta:
        model = Feedback
        fields = ["id", "prediction_id", "actual", "event_at", "received_at"]


class Scores(Endpoint):
    about = USE_CASES

    @lists(ScoreOut, asks=ScoreFilter)
    def get(self, **given) -> QuerySet:
        """What was scored; the gateway writes it at /score/."""
        return filtered(Score.objects.filter(scope=self.row.scope), **given)


class FeedbackBatch(Endpoint):
    about = USE_CASES
    parser_classes = [StrictJSONParser, TextParser]

    @extend_schema(
        request={"application/json": FeedbackIn, "text/csv": str},
        responses={201: FeedbackOut, **PROBLEMS},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep feedback, as JSON or as CSV with the header prediction_id,actual,event_at."""
        rows = self._rows(request.data)
        answer = feedback.keep(use_case_id=pk, rows=rows, **self.who)
        return Response(FeedbackOut(answer).data, status=201)

    def _rows(self, body: Any) -> list[feedback.FeedbackRow]:
        if isinstance(body, str):
            return feedback.from_csv(body)
        return feedback.from_json(parsed(FeedbackIn, body)["rows"])


class Unmatched(Endpoint):
    about = USE_CASES

    @lists(UnmatchedOut, asks=UnmatchedFilter)
    def get(self, older_than: datetime | None = None) -> QuerySet:
        """Feedback that still waits for its score."""
        return feedback.unmatched(self.row, older_than=older_than or self.now)


class Windows(Endpoint):
    about = Release.objects.all()

    @lists(WindowOut, asks=WindowFilter)
    def get(self, **given) -> QuerySet:
        """The windows of a release."""
        return filtered(WINDOWS.filter(release=self.row), **given)

    @act(WindowIn, WindowOut)
    def post(self, **given) -> Window:
        """Open a window; the same start gives the same window."""
        return windows.open_(release_id=self.pk, **self.who, **given)


class WindowRow(Endpoint):
    about = WINDOWS

    @shows(WindowOut)
    def get(self) -> Window:
        """One window."""
        return self.row


class Judgement(Endpoint):
    about = WINDOWS

    @act(None, WindowOut, status=200)
    def post(self) -> Window:
        """Measure a window and compare it with the objectives."""
        return windows.judge(window_id=self.pk, **self.who)
