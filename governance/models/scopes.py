"""Scopes: what every scoped row points to, and who belongs to each in which role."""

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.words import Role, SiteRole

SEES_ALL = (SiteRole.OFFICER, SiteRole.VALIDATOR, SiteRole.AUDITOR)


class ScopeQuerySet(models.QuerySet):
    """Scopes that somebody may see."""

    def visible_to(self, actor, now):
        """Scopes in which `actor` is a member, or all for those whose site role reads all."""
        if actor.is_system:
            return self
        rows = self if actor.within is None else self.filter(pk=actor.within)
        if actor.sees_all:
            return rows
        mine = Membership.objects.active(now).filter(user_id=actor.user_id)
        return rows.filter(pk__in=mine.values("scope_id"))


class Scope(models.Model):
    """The boundary of one use case, known here only by its key and label."""

    key = models.SlugField(max_length=80, unique=True)
    label = models.CharField(max_length=200)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ScopeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to a scope: one subquery says which of them somebody may see."""

    def visible_to(self, actor, now):
        if actor.is_system or (actor.sees_all and actor.within is None):
            return self
        return self.filter(scope__in=Scope.objects.visible_to(actor, now))


class MembershipQuerySet(models.QuerySet):
    """Memberships, as of a moment."""

    def active(self, now):
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


class Membership(models.Model):
    """A role that a person holds in a scope from a moment until another."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "user", "role"],
                condition=Q(until=None),
                name="one_active_membership",
            )
        ]
        indexes = [models.Index(fields=["user", "until"], name="membership_by_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} of {self.scope}"
