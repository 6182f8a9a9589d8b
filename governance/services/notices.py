"""Notices: who is told of an entry, once; and what has been read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from governance import noticing
from governance.access import person, refuse_keys_of_one
from governance.actors import Actor
from governance.models import Channel, Dispatch, LedgerEntry, Notice, Scope, User
from governance.noticing import Often
from governance.queries.notices import Wishes, open_channels, wishes

# Rows that go in one transaction: others wait for it on SQLite.
AT_ONCE = 2000


def tell(
    *,
    entry: LedgerEntry,
    hearers: Mapping[int, str],
    kinds: Iterable[str],
    scope: Scope | None,
    subject: tuple[str, int | None],
    now: datetime,
) -> list[Notice]:
    """Tell these people (ids, each with the kind) of an entry, and the channels that hear of it by
    themselves, if it is of one of the `kinds`; who was told of it before isn't told again.

    Call it in the transaction that finishes the delivery. What lies longer back than
    `noticing.NEWS` is told as read, and sent nowhere.
    """
    told_before = Notice.objects.filter(entry_id=entry.pk, recipient__in=hearers)
    known = set(told_before.values_list("recipient_id", flat=True))
    users = User.objects.filter(pk__in=hearers, is_active=True, is_service=False)
    wanted = wishes(users.exclude(pk__in=known))
    old = now - entry.occurred_at > noticing.NEWS
    made = Notice.objects.bulk_create(
        Notice(
            recipient=one.user,
            entry_id=entry.pk,
            kind=hearers[pk],
            scope=scope,
            subject_type=subject[0],
            subject_id=subject[1],
            shown=one.often(hearers[pk], noticing.PORTAL) != Often.NEVER,
            occurred_at=entry.occurred_at,
            created_at=now,
            read_at=now if old else None,
        )
        for pk, one in sorted(wanted.items())
    )
    if not old:
        _plan(made, wanted, entry, tuple(kinds), scope, now)
    return made


def _plan(
    made: list[Notice],
    wanted: Mapping[int, Wishes],
    entry: LedgerEntry,
    kinds: tuple[str, ...],
    scope: Scope | None,
    now: datetime,
) -> None:
    """What is to be sent of it: to people as each has chosen, and to channels by themselves."""
    scope_id = scope.pk if scope else None
    channels = list(open_channels())
    rows: list[Dispatch | None] = []
    heard_there = set()
    for channel in channels:
        kind = next((one for one in kinds if channel.takes(one, scope_id)), "")
        if channel.by_itself and kind:
            heard_there.add(channel.pk)
            rows.append(_to_channel(channel, entry, kind, scope, now))
    for notice in made:
        wish = wanted[notice.recipient_id]
        if wish.user.email:
            rows.append(_to_person(notice, wish, None, now))
        rows.extend(
            _to_person(notice, wish, channel, now)
            for channel in channels
            if channel.pk not in heard_there and channel.takes(notice.kind, scope_id)
        )
    Dispatch.objects.bulk_create(filter(None, rows), ignore_conflicts=True)


def _to_channel(
    channel: Channel, entry: LedgerEntry, kind: str, scope: Scope | None, now: datetime
) -> Dispatch:
    return Dispatch(
        channel=channel,
        entry_id=entry.pk,
        scope=scope,
        kind=kind,
        address=noticing.channel_way(channel.pk),
        due_at=now,
    )


def _to_person(
    notice: Notice, wish: Wishes, channel: Channel | None, now: datetime
) -> Dispatch | None:
    way = noticing.channel_way(channel.pk) if channel else noticing.MAIL
    due_at = wish.due_at(notice.kind, way, now)
    if due_at is None:
        return None
    return Dispatch(
        notice=notice,
        channel=channel,
        entry_id=notice.entry_id,
        scope=notice.scope,
        kind=notice.kind,
        address=way if channel else f"{noticing.MAIL}:{notice.recipient_id}",
        due_at=due_at,
        digest=wish.often(notice.kind, way) != Often.AT_ONCE,
    )


def mark_read(*, actor: Actor, notice_ids: Iterable[int] | None, now: datetime) -> int:
    """Mark notices of one's own as read, all where none are named; how many that were.

    It leaves no entry: nothing that anybody else sees or that anything depends on has changed.
    Raises Denied to a part of Pitwall.
    """
    with transaction.atomic():
        refuse_keys_of_one(actor)
        rows = Notice.objects.filter(recipient_id=person(actor), read_at=None)
        if notice_ids is not None:
            rows = rows.filter(pk__in=list(notice_ids))
        return rows.update(read_at=now)


def forget(*, now: datetime) -> int:
    """Delete notices and what was sent of them, once they are old; how many notices went.

    At most so many at once: what is left over goes the next time. What still is to be sent stays.
    It leaves no entry, because the entry that was told of is the record.
    """
    before = now - noticing.KEPT
    sent = Dispatch.objects.exclude(done_at=None, dead_at=None).filter(due_at__lt=before)
    old = Notice.objects.filter(created_at__lt=before, dispatches=None)
    with transaction.atomic():
        _first(sent).delete()
        return _first(old).delete()[0]


def _first(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    found = rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return rows.model.objects.filter(pk__in=list(found))
