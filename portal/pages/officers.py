"""What a governance officer looks at: exceptions that run, what lapsed, the record's health."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from governance import canonical
from governance.models import Delivery, Waiver
from projects.words import Lifecycle
from workflows.models import Duty, Position
from workflows.words import DutyKind

SHOWN = 10


@dataclass(frozen=True)
class Overdue:
    """A finding past its date, and who owns it, if anybody does."""

    title: str
    where: str
    key: str
    finding: int
    owner: str
    due: datetime | None


@dataclass(frozen=True)
class Console:
    """The officer's part of the desk."""

    waivers: tuple[Waiver, ...]
    overdue: tuple[Overdue, ...]
    dead: int
    vacant: tuple[Position, ...]


def console(now: datetime) -> Console:
    """Waivers that hold, findings past their date, dead letters, use cases short of a role."""
    waivers = Waiver.objects.active(now).select_related("scope", "by").order_by("until")
    return Console(
        waivers=tuple(waivers[:SHOWN]),
        overdue=tuple(_overdue(now)),
        dead=Delivery.objects.filter(dead_at__isnull=False).count(),
        vacant=tuple(_short_of_a_role()),
    )


def _overdue(now: datetime) -> Iterator[Overdue]:
    """Findings past their date that nobody has settled, the oldest first."""
    rows = Duty.objects.filter(kind=DutyKind.FINDING, due__lt=now).select_related("scope")
    for one in rows.order_by("due", "pk")[:SHOWN]:
        said = canonical.loads(one.told)
        yield Overdue(
            said["title"], one.scope.label, one.scope.key, one.subject, said["owner"], one.due
        )


def _short_of_a_role() -> QuerySet[Position]:
    """Use cases in which a role is held by nobody."""
    vacant = Duty.objects.filter(kind=DutyKind.VACANCY)
    rows = Position.objects.filter(lifecycle=Lifecycle.ACTIVE, scope__in=vacant.values("scope_id"))
    return rows.order_by("title", "pk")[:SHOWN]
