"""What people are told of, how often, and when it is due: words and pure functions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from django.db import models
from django.utils.translation import gettext_lazy as _

DIGEST_HOUR = 8
# What is older than this when it is told is history: it is told as read, and sent nowhere.
NEWS = timedelta(days=7)
# What was told longer ago than this is forgotten, with what was sent of it; the record has it still.
KEPT = timedelta(days=365)


class NoticeKind(models.TextChoices):
    """Why somebody is told; each person chooses where and how often, kind by kind."""

    VOTE = "vote", _("A gate waits for your vote")
    DECIDED = "decided", _("What you submitted was decided")
    MENTION = "mention", _("You were mentioned")
    ASKED = "asked", _("Somebody asks you for something")
    ANSWERED = "answered", _("What you asked for was answered")
    FINDING = "finding", _("A finding is yours, or lapses")
    WORK = "work", _("Work is yours, or due")
    RELEASE = "release", _("A release went live or failed")
    WINDOW = "window", _("A window breached an objective")
    ROLE = "role", _("Your roles changed")


class Often(models.TextChoices):
    """How often somebody wants to be told one way."""

    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("every hour")
    DAILY = "daily", _("once a day")
    NEVER = "never", _("never")


PORTAL, MAIL = "portal", "mail"
# In the portal something is shown or it isn't; there is nothing to collect.
PORTAL_CHOICES = (Often.AT_ONCE, Often.NEVER)
# What others wait for goes out at once; what is good to know is collected for the morning.
MAIL_DEFAULTS = {
    NoticeKind.VOTE: Often.AT_ONCE,
    NoticeKind.DECIDED: Often.AT_ONCE,
    NoticeKind.MENTION: Often.AT_ONCE,
    NoticeKind.ASKED: Often.AT_ONCE,
    NoticeKind.ANSWERED: Often.DAILY,
    NoticeKind.FINDING: Often.AT_ONCE,
    NoticeKind.WORK: Often.DAILY,
    NoticeKind.RELEASE: Often.DAILY,
    NoticeKind.WINDOW: Often.AT_ONCE,
    NoticeKind.ROLE: Often.DAILY,
}


def default(kind: str, way: str) -> Often:
    """How often somebody is told who has chosen nothing; `way` is portal, mail or a channel's."""
    if way == PORTAL:
        return Often.AT_ONCE
    return MAIL_DEFAULTS[NoticeKind(kind)] if way == MAIL else Often.NEVER


def channel_way(channel_id: int) -> str:
    """The way through one channel, as choices and addresses name it."""
    return f"channel:{channel_id}"


@dataclass(frozen=True)
class Hours:
    """When somebody reads: the hour of the daily digest, and quiet hours, in their time zone."""

    zone: tzinfo
    digest_hour: int = DIGEST_HOUR
    quiet_from: int | None = None
    quiet_until: int | None = None

    def quiet(self, hour: int) -> bool:
        """Whether nothing is sent in this hour; hours may reach over midnight (22 to 7)."""
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None or start == end:
            return False
        return start <= hour < end if start < end else hour >= start or hour < end


def due_at(often: str, now: datetime, hours: Hours) -> datetime | None:
    """When something told at `now` is sent, in UTC; None for never."""
    if often == Often.NEVER:
        return None
    local = now.astimezone(hours.zone)
    if often == Often.HOURLY:
        local += timedelta(hours=1)
        local = local.replace(minute=0, second=0, microsecond=0)
    elif often == Often.DAILY:
        local = _next(local, hours.digest_hour)
    if hours.quiet(local.hour):
        local = _next(local, hours.quiet_until or 0)
    return local.astimezone(UTC)


def _next(local: datetime, hour: int) -> datetime:
    """The next time that clocks there show this hour."""
    then = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return then if then > local else then + timedelta(days=1)
