"""Long work that the runner does: wanted, running, done; with progress, log and cancel."""

from django.db import models
from django.db.models import Q

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from workflows.words import JobKind, JobState


class Job(models.Model):
    """One piece of long work; services write what is wanted, the runner makes it so."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=JobKind.choices)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    spec = models.TextField(default="{}", help_text="JSON: what the child is given")
    state = models.CharField(
        max_length=9, choices=JobState.choices, default=JobState.WANTED, db_index=True
    )
    progress = models.PositiveIntegerField(default=0, help_text="0 to 100")
    step = models.CharField(max_length=200, blank=True)
    log_path = models.CharField(max_length=400, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    pid = models.IntegerField(null=True, blank=True)
    lease = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    wanted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wanted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True, help_text="the clock's time of wanted_at")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    result = models.TextField(default="{}", help_text="JSON")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state__in=[JobState.WANTED, JobState.RUNNING]),
                name="one_unfinished_job_a_subject",
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
