"""People and services that act, what they may do on the site, and who acts for whom."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from governance.words import Role, SiteRole


def named(first_name: str, last_name: str, username: str) -> str:
    """The name of somebody that pages show."""
    return f"{first_name} {last_name}".strip() or username


class User(AbstractUser):  # type: ignore[django-manager-missing] # knox: auth_token_set
    """A person, or a service account that a pipeline uses."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_service = models.BooleanField(default=False)

    @property
    def label(self) -> str:
        """The name that pages show."""
        return named(self.first_name, self.last_name, self.username)

    def __str__(self) -> str:
        return self.label


class SiteGrantQuerySet(models.QuerySet):
    """Site roles, as of a moment."""

    def active(self, now):
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


class SiteGrant(models.Model):
    """A site role that a person holds from a moment until another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="site_grants")
    role = models.CharField(max_length=16, choices=SiteRole.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = SiteGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until=None), name="one_active_site_grant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Delegation(models.Model):
    """One person's role, lent to another for a while; the vote names both."""

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_taken")
    scope = models.ForeignKey("governance.Scope", on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")), name="nobody_delegates_to_oneself"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="delegation_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}: {self.get_role_display()}"
