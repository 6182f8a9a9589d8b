"""Rows that an archive shows and no address of the API does by itself."""

from rest_framework import serializers

from governance.api import outputs
from governance.models import Gate
from projects.models import Attachment
from workflows.models import Feedback, StageAttempt


class GateOut(outputs.InUseCase):
    """The end of a stage, as lists last saw it."""

    class Meta:
        model = Gate
        fields = ["id", "use_case", "stage", "content_hash", "state", "reason"]


class AttemptOut(outputs.InUseCase):
    """One try at one stage."""

    class Meta:
        model = StageAttempt
        fields = [
            "id", "use_case", "cycle", "stage", "n", "gate", "carried_from", "why", "content_hash",
            "mlflow_run_id", "started_at", "waiting_since", "ended_at", "end",
        ]  # fmt: skip


class AttachmentOut(outputs.InUseCase):
    """A file; `file` is where its bytes are in the archive, null for one that was erased."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = [
            "id", "use_case", "comment", "name", "media_type", "size", "sha256", "file", "added_by",
            "added_at", "erased_at", "erased_by", "erased_why",
        ]  # fmt: skip

    def get_file(self, row: Attachment) -> str | None:
        there = row.erased_at is None and row.sha256 in self.context.get("kept", ())
        return f"attachments/{row.sha256}" if there else None


class FeedbackRowOut(outputs.Row):
    """What turned out to be true of one prediction."""

    class Meta:
        model = Feedback
        fields = ["id", "prediction_id", "actual", "event_at", "received_at", "matched_at"]
