"""Cycles and the attempts at their stages."""

from django.db import models
from django.db.models import Q

from governance.models import Finding, Gate, PolicyVersion, Scope
from governance.models.scopes import ScopedQuerySet
from projects.models import DatasetVersion, UseCase
from workflows.words import AttemptEnd, CycleState, Stage


class Cycle(models.Model):
    """One lap of the loop, under one policy version. At most one of a use case is building."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)
    entry_stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DEFINITION)
    state = models.CharField(
        max_length=10, choices=CycleState.choices, default=CycleState.BUILDING, db_index=True
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    mlflow_run_id = models.CharField(max_length=64, blank=True)
    carry_notes = models.TextField(
        default="{}", help_text="JSON: stage → why its gate was carried over or not"
    )
    target = models.ForeignKey(
        "workflows.Target", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use_case", "number"], name="one_cycle_a_number"),
            models.UniqueConstraint(
                fields=["use_case"],
                condition=Q(state=CycleState.BUILDING),
                name="one_building_cycle_a_use_case",
            ),
        ]
        ordering = ["use_case_id", "number"]

    def __str__(self) -> str:
        return f"cycle {self.number} of {self.use_case}"


class CycleData(models.Model):
    """A dataset version pinned to a cycle before its training starts."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="data")
    dataset = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "dataset"], name="one_pin_a_dataset")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} in {self.cycle}"


class StageAttempt(models.Model):
    """One try at one stage: open until its gate opens, its content changes or its cycle ends.

    An attempt that was carried over points to the approving one; votes are never copied.
    """

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="attempts")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    n = models.PositiveIntegerField()
    gate = models.OneToOneField(
        Gate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)
    content_hash = models.CharField(
        max_length=64, blank=True, help_text="of the content that was approved"
    )
    mlflow_run_id = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=AttemptEnd.choices, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "stage", "n"], name="one_attempt_a_number"),
            models.UniqueConstraint(
                fields=["cycle", "stage"],
                condition=Q(ended_at=None),
                name="one_open_attempt_a_stage",
            ),
        ]
        ordering = ["cycle_id", "pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, attempt {self.n}"
