"""The catalogue of places and data sources, and who may read which."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.models.use_cases import UseCase
from projects.words import AccessState, Classification, PlaceKind


class Place(models.Model):
    """Where something is: a hall, a data centre, a cloud region."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    region = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_kind_display()})"


class DataSource(models.Model):
    """A table, a file or a feed that has an owner."""

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    system = models.CharField(max_length=120)
    reached_by = models.CharField(
        max_length=200, blank=True, help_text="how it is read: database, nightly file, interface"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    classification = models.CharField(max_length=12, choices=Classification.choices)
    volume = models.BigIntegerField(null=True, blank=True, help_text="rows")
    description = models.TextField(blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class SourceAccess(models.Model):
    """Whether a use case may read a source, as its owner decided."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="source_access")
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="access")
    state = models.CharField(max_length=8, choices=AccessState.choices, default=AccessState.ASKED)
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "source access"
        constraints = [
            models.UniqueConstraint(fields=["use_case", "source"], name="one_access_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_state_display()}"
