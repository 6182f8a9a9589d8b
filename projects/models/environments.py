"""Environments that IT offers, what a use case takes of them, and what is asked of IT."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models.sources import Place
from projects.models.use_cases import UseCase
from projects.words import RequestState


class Environment(models.Model):
    """A machine, a cluster or a share of one, in one place."""

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class EnvironmentRevision(models.Model):
    """What an environment offers, as of one number; never edited, only followed by another."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    cpu_cores = models.PositiveIntegerField()
    memory_gib = models.PositiveIntegerField()
    accelerators = models.PositiveIntegerField(default=0)
    accelerator_kind = models.CharField(max_length=80, blank=True)
    service_level = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(
        max_length=400, blank=True, help_text="path of a Python; empty: the portal's own"
    )
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "number"], name="one_environment_revision_a_number"
            )
        ]
        ordering = ["environment_id", "number"]

    def __str__(self) -> str:
        return f"{self.environment}, revision {self.number}"


class Framework(models.Model):
    """A library that an environment revision has, in one version."""

    revision = models.ForeignKey(
        EnvironmentRevision, on_delete=models.PROTECT, related_name="frameworks"
    )
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "name", "version"], name="one_framework_a_version"
            )
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class PlatformPlan(models.Model):
    """What a use case takes: an environment revision, a declared load, frameworks it needs."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="platform_plans")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(EnvironmentRevision, on_delete=models.PROTECT, related_name="+")
    cpu_cores = models.PositiveIntegerField()
    memory_gib = models.PositiveIntegerField()
    accelerators = models.PositiveIntegerField(default=0)
    requests_per_second = models.PositiveIntegerField(default=0)
    frameworks = models.TextField(
        default="{}", help_text="canonical JSON: name → version specifier that training needs"
    )
    phases = models.TextField(
        default="[]",
        help_text="canonical JSON: [{from, until, cpu_cores, memory_gib, accelerators}], by month; "
        "empty: the declared load from the first plan on",
    )
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "number"], name="one_platform_plan_a_number"
            )
        ]
        ordering = ["use_case_id", "number"]

    def __str__(self) -> str:
        return f"platform plan {self.number}"


class FrameworkRequest(models.Model):
    """A data scientist asks IT for a framework in an environment, and what IT answered."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="requests")
    name = models.CharField(max_length=80)
    specifier = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.ASKED)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.specifier} on {self.environment}"
