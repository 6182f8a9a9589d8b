"""Scores, the feedback that comes later, and windows that judge one against the other."""

from django.db import models

from governance.models import Finding, Scope
from governance.models.scopes import ScopedQuerySet
from workflows.models.releases import Release
from workflows.words import WindowState


class Score(models.Model):
    """One answer of the version in service."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    prediction_id = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    features = models.TextField(help_text="JSON: column → value")
    output = models.TextField(help_text="JSON: what the model answered for this row")
    event_at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "prediction_id"], name="one_score_a_prediction"
            )
        ]
        indexes = [models.Index(fields=["release", "event_at"], name="score_by_event")]


class Feedback(models.Model):
    """What turned out to be true of one prediction; it may come before its score."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    prediction_id = models.CharField(max_length=120)
    actual = models.CharField(max_length=200)
    event_at = models.DateTimeField()
    received_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "prediction_id"], name="one_feedback_a_prediction"
            )
        ]
        indexes = [
            models.Index(
                fields=["scope", "received_at"],
                condition=models.Q(matched_at=None),
                name="feedback_unmatched",
            )
        ]


class Batch(models.Model):
    """A batch of scores or feedback that was taken in: the same bytes again get the same answer."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, help_text="release:id or use_case:id")
    sha = models.CharField(max_length=64, help_text="SHA-256 of the body as it was sent")
    answer = models.TextField(help_text="JSON: what was answered")
    received_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "sha"], name="one_answer_a_batch")
        ]


class Window(models.Model):
    """A span of operation of one release, judged against the objectives."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="windows")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    label = models.CharField(max_length=60)
    scores = models.BigIntegerField(default=0)
    matched = models.BigIntegerField(default=0)
    metrics = models.TextField(default="{}", help_text="JSON: metric → {value, low, high}")
    drift = models.TextField(default="[]", help_text="JSON: [{feature, psi, ks, …}]")
    verdicts = models.TextField(
        default="[]", help_text="JSON: [{objective, value, outcome, reason}]"
    )
    weeks = models.TextField(
        default="[]",
        help_text="JSON: [{starts_at, ends_at, scores, matched, metrics, drift}], none judged",
    )
    state = models.CharField(
        max_length=8, choices=WindowState.choices, default=WindowState.OPEN, db_index=True
    )
    reason = models.TextField(blank=True)
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    mlflow_run_id = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "starts_at"], name="one_window_a_start")
        ]
        ordering = ["release_id", "starts_at"]

    def __str__(self) -> str:
        return self.label
