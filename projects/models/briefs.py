"""Briefs: the need, the prediction problem and its objectives, as numbered revisions."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models.use_cases import UseCase
from projects.words import Classification, Direction, MeasuredOn, Residency, Task, Tier


class BriefRevision(models.Model):
    """What was wanted, as of one revision; never edited, only followed by another."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="briefs")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    need = models.TextField(blank=True)
    prediction_target = models.TextField(blank=True)
    task = models.CharField(
        max_length=16,
        choices=Task.choices,
        default=Task.CLASSIFICATION,
    )
    constraints = models.TextField(blank=True)
    classification = models.CharField(max_length=12, choices=Classification.choices)
    residency = models.CharField(max_length=12, choices=Residency.choices)
    questionnaire = models.TextField(default="{}", help_text="canonical JSON of the answers")
    tier = models.CharField(max_length=8, choices=Tier.choices)
    content_hash = models.CharField(max_length=64, help_text="of the fields that bear on meaning")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use_case", "number"], name="one_brief_a_number")
        ]
        ordering = ["use_case_id", "number"]

    def __str__(self) -> str:
        return f"brief revision {self.number}"


class Objective(models.Model):
    """A metric, the side of its threshold it should be on, and where it is measured."""

    brief = models.ForeignKey(BriefRevision, on_delete=models.PROTECT, related_name="objectives")
    metric = models.CharField(max_length=40)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    threshold = models.DecimalField(max_digits=20, decimal_places=8)
    measured_on = models.CharField(
        max_length=8,
        choices=MeasuredOn.choices,
        default=MeasuredOn.BOTH,
    )
    segment = models.CharField(max_length=80, blank=True, help_text="column=value, or all rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brief", "metric", "segment"], name="one_objective_a_metric"
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.metric} {self.get_direction_display()} {self.threshold.normalize():f}"
