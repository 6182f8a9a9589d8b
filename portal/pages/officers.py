"""What a governance officer looks at: exceptions that run, what lapsed, the record's health."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from governance import relay
from governance.models import Finding, Waiver
from governance.words import FindingState, Role
from projects.models import UseCase
from projects.words import Lifecycle

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Console:
    """The officer's part of the desk."""

    waivers: tuple[Waiver, ...]
    overdue: tuple[Finding, ...]
    dead: int
    vacant: tuple[UseCase, ...]


def console(now: datetime) -> Console:
    """Waivers that hold, findings past their date, dead letters, use cases short of a role."""
    waivers = Waiver.objects.active(now).select_related("scope", "by").order_by("until")
    overdue = Finding.objects.exclude(state=FindingState.RESOLVED).filter(due__lt=now)
    return Console(
        waivers=tuple(waivers[:10]),
        overdue=tuple(overdue.select_related("scope", "owner").order_by("due")[:10]),
        dead=relay.standing(now).dead,
        vacant=tuple(_short_of_a_role(now)),
    )


def _short_of_a_role(now: datetime):
    """Use cases in which a role is held by nobody."""
    held = Q(
        Q(scope__memberships__until=None) | Q(scope__memberships__until__gt=now),
        scope__memberships__since__lte=now,
        scope__memberships__user__is_active=True,
    )
    rows = UseCase.objects.filter(lifecycle=Lifecycle.ACTIVE).annotate(
        filled=Count("scope__memberships__role", filter=held, distinct=True)
    )
    return rows.filter(filled__lt=len(Role)).order_by("title")[:10]
