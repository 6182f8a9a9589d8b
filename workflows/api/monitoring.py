"""A model in service: the windows that judge it, and feedback whose score never came."""

from datetime import datetime

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Moment, Stored, Text
from governance.api.paging import Paging
from projects.api.use_cases import USE_CASES
from workflows.models import Feedback, Release, Window
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


class UnmatchedFilter(Paging):
    """How long the score has been missing."""

    older_than = Moment(required=False, help_text="received before; by default: now")


class UnmatchedOut(outputs.Row):
    """Feedback whose score never came."""

    class Meta:
        model = Feedback
        fields = ["id", "prediction_id", "actual", "event_at", "received_at"]


class Unmatched(Endpoint):
    about = USE_CASES

    @lists(UnmatchedOut, asks=UnmatchedFilter)
    def get(self, older_than: datetime | None = None) -> QuerySet:
        """Feedback that still waits for its score."""
        return feedback.unmatched(self.row, older_than=older_than or self.now)


class Windows(Endpoint):
    about = Release.objects.all()

    @lists(WindowOut, asks=WindowFilter, orders=("starts_at",))
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
