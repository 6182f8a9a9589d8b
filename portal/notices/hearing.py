"""Who may hear of what at this moment: whoever sees it, and the owner of a source that is asked for.

Asked when somebody is told, again when it is sent, and by each page that lists notices: a leaver
hears nothing more, a stranger never.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance import noticing
from governance.actors import Actor
from governance.models import Channel, Dispatch, Notice, Scope, User
from governance.noticing import Often
from governance.queries.notices import Wishes, wishes
from portal.notices.event import Event
from projects.models import SourceAccess

CLOSED = "the channel takes this no more"
GONE = "the account is closed, or may not see this any more"
NO_ADDRESS = "no e-mail address"
OTHERWISE = "chosen otherwise meanwhile"
READ = "read in the portal before"


def may_hear(user: User, event: Event) -> bool:
    """Whether somebody whom an event concerns may be told of it."""
    if event.scope is None:
        return True
    actor = Actor.of(user, via="task", now=event.now)
    if Scope.objects.visible_to(actor, event.now).filter(pk=event.scope.pk).exists():
        return True
    owned = SourceAccess.objects.filter(source__owner=user, pk=event.subject_id)
    return event.subject_type == "access" and owned.exists()


def heard_by(actor: Actor, now: datetime) -> QuerySet[Notice]:
    """The notices of the one who asks, of what they may still see."""
    mine = Notice.objects.filter(recipient=actor.user_id)
    if actor.sees_all and actor.within is None:
        return mine
    owned = SourceAccess.objects.filter(pk=OuterRef("subject_id"), source__owner=actor.user_id)
    visible = Q(scope=None) | Q(scope__in=Scope.objects.visible_to(actor, now))
    asked = Q(subject_type="access") & Exists(owned)
    return mine.filter(visible | asked)


def shown_to(actor: Actor, now: datetime) -> QuerySet[Notice]:
    """Those that the portal shows them, the newest first."""
    return heard_by(actor, now).filter(shown=True).order_by("-occurred_at", "-pk")


def unread(actor: Actor, now: datetime) -> QuerySet[Notice]:
    """Those of them that weren't read."""
    return heard_by(actor, now).filter(shown=True, read_at=None)


def left_out(rows: Sequence[Dispatch], now: datetime) -> dict[int, str]:
    """Which rows of a message aren't sent after all, each with why."""
    people = {one.notice.recipient for one in rows if one.notice}
    kept = wishes(people)
    heard = {
        pk
        for person in people
        if person.is_active
        for pk in _still(person, (one.notice_id for one in rows), now)
    }
    found = {one.pk: _why_not(one, kept, heard) for one in rows}
    return {pk: why for pk, why in found.items() if why}


def _still(person: User, notices: Iterable[int | None], now: datetime) -> Iterable[int]:
    actor = Actor.of(person, via="task", now=now)
    rows = heard_by(actor, now).filter(pk__in=[one for one in notices if one is not None])
    return rows.values_list("pk", flat=True)


def _why_not(row: Dispatch, kept: dict[int, Wishes], heard: set[int]) -> str:
    if row.channel is not None and _closed(row.channel, row):
        return CLOSED
    notice = row.notice
    if notice is None:
        return ""
    if notice.pk not in heard:
        return GONE
    wish = kept[notice.recipient_id]
    way = row.address if row.channel_id else noticing.MAIL
    if wish.often(notice.kind, way) == Often.NEVER:
        return OTHERWISE
    if row.channel_id is None and not wish.user.email:
        return NO_ADDRESS
    return READ if row.digest and notice.read_at is not None else ""


def _closed(channel: Channel, row: Dispatch) -> bool:
    """Whether the channel has been closed, or takes other things now."""
    test = row.entry_id is None
    return channel.closed_at is not None if test else not channel.takes(row.kind, row.scope_id)
