"""Data plans, the dataset versions made by them, and whether there is enough."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models.sources import DataSource, Place
from projects.models.use_cases import UseCase
from projects.words import Part, StepKind, VerdictOutcome


class DataPlan(models.Model):
    """How data is made ready, as of one number; never edited, only followed by another."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="data_plans")
    number = models.PositiveIntegerField()
    sources = models.ManyToManyField(DataSource, related_name="+")
    label_definition = models.TextField(blank=True)
    target_column = models.CharField(max_length=80)
    positive_label = models.CharField(
        max_length=80, blank=True, help_text="the label to find; empty when there are several"
    )
    key_column = models.CharField(max_length=80, blank=True)
    split_rule = models.TextField()
    thresholds = models.TextField(
        default="{}", help_text="canonical JSON: part → rows wanted at least"
    )
    checks = models.TextField(
        default="[]", help_text="canonical JSON: what each new version must pass"
    )
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use_case", "number"], name="one_data_plan_a_number")
        ]
        ordering = ["use_case_id", "number"]

    def __str__(self) -> str:
        return f"data plan {self.number}"


class PlanStep(models.Model):
    """One preparation step, with the revision of the code that does it."""

    plan = models.ForeignKey(DataPlan, on_delete=models.PROTECT, related_name="steps")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    title = models.CharField(max_length=300)
    code_revision = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "n"], name="one_step_a_place")]
        ordering = ["plan_id", "n"]

    def __str__(self) -> str:
        return f"{self.n}. {self.title}"


class DatasetVersion(models.Model):
    """Data made by a plan, known by the SHA-256 of its bytes and kept in Pitwall's store."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(DataPlan, on_delete=models.PROTECT, related_name="versions")
    part = models.CharField(max_length=8, choices=Part.choices)
    label = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    columns = models.TextField(help_text="canonical JSON: the names, in order")
    check_results = models.TextField(help_text="canonical JSON: [{key, passed, reason}]")
    passed = models.BooleanField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    size_bytes = models.BigIntegerField()
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "part", "sha256"], name="one_dataset_version_a_digest"
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_part_display()})"


class Verdict(models.Model):
    """One round of the dialogue on sufficiency: so much was asked for, so much was delivered."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(DataPlan, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveIntegerField()
    part = models.CharField(max_length=8, choices=Part.choices, default=Part.TRAIN)
    asked_rows = models.BigIntegerField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    note = models.TextField(blank=True)
    delivered = models.ForeignKey(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_rows = models.BigIntegerField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=12, choices=VerdictOutcome.choices, default=VerdictOutcome.ASKED
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "round"], name="one_verdict_a_round")
        ]
        ordering = ["plan_id", "round"]

    def __str__(self) -> str:
        return f"round {self.round}: {self.get_outcome_display()}"
