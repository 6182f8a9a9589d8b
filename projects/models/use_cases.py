"""Use cases: what the business wants from machine learning, one at a time."""

from django.db import models

from governance.models import Policy, Scope, User
from governance.models.scopes import ScopedQuerySet
from projects.words import Lifecycle


class UseCase(models.Model):
    """A business need on its way to production and round again."""

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    lifecycle = models.CharField(
        max_length=10, choices=Lifecycle.choices, default=Lifecycle.ACTIVE, db_index=True
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
