"""What somebody still has to act on, and what is let pass for a while."""

from datetime import datetime

from django.db.models import QuerySet

from governance.models import Finding, Scope, Waiver
from governance.words import FindingState


def open_findings(scope: Scope) -> "QuerySet[Finding]":
    """What somebody still has to act on, what is due first coming first."""
    return (
        Finding.objects.filter(scope=scope)
        .exclude(state=FindingState.RESOLVED)
        .select_related("owner", "review")
        .prefetch_related("exclusions")
        .order_by("due", "pk")
    )


def overdue_findings(scope: Scope, now: datetime) -> "QuerySet[Finding]":
    """The findings past their date that shut clearance, whether or not they are marked lapsed."""
    return open_findings(scope).filter(shuts_clearance=True, due__lte=now)


def active_waivers(scope: Scope, now: datetime) -> "QuerySet[Waiver]":
    return Waiver.objects.active(now).filter(scope=scope).select_related("by").order_by("until")
