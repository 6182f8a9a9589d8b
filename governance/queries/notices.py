"""What each person chose to be told, and the channels that could carry it."""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from governance import noticing
from governance.actors import Actor
from governance.models import Channel, NoticeChoice, NoticeHours, Scope, User


@dataclass(frozen=True)
class Wishes:
    """What one person wants to be told, how often, one way and the other, and in which hours."""

    user: User
    hours: noticing.Hours
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def often(self, kind: str, way: str) -> str:
        return self.chosen.get((kind, way)) or noticing.default(kind, way)

    def due_at(self, kind: str, way: str, now: datetime) -> datetime | None:
        """When something told now goes out this way; None for never."""
        return noticing.due_at(self.often(kind, way), now, self.hours)


def wishes(people: Iterable[User]) -> dict[int, Wishes]:
    """The wishes of these people by their ids, in two queries."""
    users = {one.pk: one for one in people}
    chosen: dict[int, dict[tuple[str, str], str]] = {}
    for one in NoticeChoice.objects.filter(user__in=users):
        chosen.setdefault(one.user_id, {})[one.kind, one.way] = one.often
    hours = {one.user_id: one for one in NoticeHours.objects.filter(user__in=users)}
    return {
        pk: Wishes(user, _hours(user, hours.get(pk)), chosen.get(pk, {}))
        for pk, user in users.items()
    }


def _hours(user: User, kept: NoticeHours | None) -> noticing.Hours:
    zone = zone_of(user)
    if kept is None:
        return noticing.Hours(zone)
    return noticing.Hours(zone, kept.digest_hour, kept.quiet_from, kept.quiet_until)


def zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC for a name that this host doesn't know."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def open_channels() -> "QuerySet[Channel]":
    return Channel.objects.filter(closed_at=None)


def channels_for(actor: Actor, now: datetime) -> "QuerySet[Channel]":
    """The channels that somebody can choose: those for all, and those of use cases they see."""
    scopes = Scope.objects.visible_to(actor, now)
    return open_channels().filter(Q(scope=None) | Q(scope__in=scopes)).select_related("scope")
