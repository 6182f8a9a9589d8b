"""Targets, releases on them, and the processes that serve."""

from django.db import models
from django.db.models import Q

from governance.models import Review, Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models import Place
from workflows.models.candidates import Candidate
from workflows.words import Driver, ProcessState, ReleaseKind, ReleaseState


class Target(models.Model):
    """Where a version can serve; each names the registry alias that it executes."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    driver = models.CharField(
        max_length=20,
        choices=Driver.choices,
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    alias = models.CharField(max_length=60, default="champion")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Release(models.Model):
    """A model version on a target. At most one of a use case is live on each."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="releases")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="releases")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(
        max_length=11, choices=ReleaseKind.choices, default=ReleaseKind.APPROVED
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=8, choices=ReleaseState.choices, default=ReleaseState.STARTING, db_index=True
    )
    reason = models.TextField(blank=True)
    executed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    executed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(
        auto_now_add=True, help_text="the clock's time of executed_at"
    )
    report = models.CharField(
        max_length=500, blank=True, help_text="what the pipeline said when it went live"
    )
    live_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "target"],
                condition=Q(state=ReleaseState.LIVE),
                name="one_live_release_a_target",
            ),
            models.UniqueConstraint(
                fields=["scope", "target"],
                condition=Q(state=ReleaseState.STARTING),
                name="one_starting_release_a_target",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.candidate} on {self.target}"


class ModelProcess(models.Model):
    """The scoring process that a release wants, and what the runner sees of it."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="process")
    wanted = models.BooleanField(default=True)
    observed = models.CharField(
        max_length=9, choices=ProcessState.choices, default=ProcessState.NONE
    )
    generation = models.PositiveIntegerField(default=0)
    pid = models.IntegerField(null=True, blank=True)
    socket = models.CharField(max_length=200, blank=True)
    sandbox = models.CharField(max_length=12, blank=True)
    restarts = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    drain_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    healthy_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"process of {self.release}"
