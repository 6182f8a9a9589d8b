"""Nominated model versions and what Pitwall measured of them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models import DatasetVersion
from workflows.models.cycles import Cycle
from workflows.models.links import MlflowServer, Run
from workflows.words import EvaluationPurpose, EvaluationState


class Candidate(models.Model):
    """A model version that somebody nominated in a cycle, frozen by the hash of its artifacts."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="candidates")
    server = models.ForeignKey(MlflowServer, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=250)
    version = models.CharField(max_length=40)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mlflow_run_id = models.CharField(max_length=64, blank=True)
    artifacts_sha = models.CharField(max_length=64, blank=True)
    signature = models.TextField(default="{}", help_text="JSON: inputs and outputs")
    claimed = models.TextField(default="{}", help_text="JSON: metric → decimal text, nan or inf")
    threshold = models.DecimalField(
        max_digits=8,
        decimal_places=6,
        default=Decimal("0.5"),
        help_text="decision threshold, claimed",
    )
    missing = models.TextField(default="[]", help_text="JSON: requirements the environment lacks")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    makers = models.ManyToManyField(
        User, related_name="+", help_text="by whose keys it came: none of them votes on it"
    )
    nominated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server", "scope", "model", "version", "cycle"],
                name="one_candidate_a_model_version",
            ),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(superseded_at=None),
                name="one_nominated_candidate_a_cycle",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} v{self.version}"


class Evaluation(models.Model):
    """What Pitwall itself measured of a candidate on one dataset version.

    `n` numbers the tries on one held-out digest; measurements of a champion, made only to
    compare, and of single periods have none.
    """

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="evaluations")
    dataset = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(
        max_length=10, choices=EvaluationPurpose.choices, default=EvaluationPurpose.CANDIDATE
    )
    n = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=EvaluationState.choices, default=EvaluationState.WANTED
    )
    metrics = models.TextField(default="{}", help_text="JSON: metric → {value, low, high}")
    segments = models.TextField(default="[]", help_text="JSON: [{segment, rows, metrics}]")
    rows = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    predictions_path = models.CharField(max_length=400, blank=True)
    artifacts_sha = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    mlflow_run_id = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "n"], name="one_evaluation_a_try"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"E-{self.pk} of {self.candidate}"


class Comparison(models.Model):
    """Challenger against champion, row by row on the same data."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    challenger = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    champion = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=EvaluationState.choices, default=EvaluationState.WANTED
    )
    differences = models.TextField(default="{}", help_text="JSON: metric → {value, low, high}")
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenger", "champion"], name="one_comparison_a_pair")
        ]

    def __str__(self) -> str:
        return f"C-{self.pk}"
