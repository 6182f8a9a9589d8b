"""Waivers: one named check of one scope passes until a date, and who said so."""

from django.db import models
from django.db.models import Q

from governance.models.people import User
from governance.models.scopes import Scope, ScopedQuerySet


class WaiverQuerySet(ScopedQuerySet):
    """Waivers, as of a moment."""

    def active(self, now):
        return self.filter(revoked_at=None, since__lte=now, until__gt=now)


class Waiver(models.Model):
    """An officer lets one check pass, with a reason, until a moment."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="waivers")
    stage = models.CharField(max_length=24)
    check_key = models.CharField(max_length=80)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="waiver_has_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_key} waived at {self.stage} until {self.until:%d %B %Y}"
