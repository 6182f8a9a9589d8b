"""Applications that use a model, and the contract between the two."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models.sources import DataSource
from projects.models.use_cases import UseCase
from projects.words import ApplicationStatus, SmokeResult


class Application(models.Model):
    """The software in which people or machines act on the model's predictions."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="applications")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=12,
        choices=ApplicationStatus.choices,
        default=ApplicationStatus.PLANNED,
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use_case", "key"], name="one_application_a_key")
        ]

    def __str__(self) -> str:
        return self.title


class ContractRevision(models.Model):
    """What the application sends and expects, as of one number; never edited."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="contracts")
    number = models.PositiveIntegerField()
    inputs = models.TextField(help_text="canonical JSON: [{name, type}]")
    outputs = models.TextField(help_text="canonical JSON: [{name, type}]")
    operational_source = models.ForeignKey(
        DataSource, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    smoke_request = models.TextField(default="[]", help_text="canonical JSON: rows to score")
    smoke_result = models.CharField(
        max_length=8, choices=SmokeResult.choices, default=SmokeResult.NONE
    )
    smoke_detail = models.TextField(blank=True)
    smoke_version = models.CharField(max_length=120, blank=True, help_text="model/version tried")
    smoke_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_contract_a_number")
        ]
        ordering = ["application_id", "number"]

    def __str__(self) -> str:
        return f"contract revision {self.number}"


class ApplicationVersion(models.Model):
    """A version of the application that somebody deployed."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=80)
    deployed_at = models.DateTimeField()
    deployed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "version"], name="one_application_version"
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.version}"
