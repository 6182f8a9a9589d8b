"""Findings: something is wrong or owed, somebody owns it, and it has a date."""

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.scopes import Scope, ScopedQuerySet
from governance.words import FindingState, Role


class Finding(models.Model):
    """One thing to mend; while it is open, the same thing doesn't open another."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    dedupe_key = models.CharField(max_length=200)
    review = models.ForeignKey(
        "governance.Review",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
    )
    stage = models.CharField(max_length=24, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_role = models.CharField(max_length=16, choices=Role.choices, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    shuts_clearance = models.BooleanField(
        default=False, help_text="once overdue, clearance says no until it is resolved"
    )
    state = models.CharField(max_length=8, choices=FindingState.choices, default=FindingState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=Q(state=FindingState.OPEN),
                name="one_open_finding_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"F-{self.pk} {self.title}"


class FindingExclusion(models.Model):
    """Somebody who must not settle this finding, and why."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "user"], name="one_finding_exclusion_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} can't settle {self.finding_id}: {self.why}"
