"""Dispatches: what is sent outside is claimed before and marked after, and dies in sight."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from governance.access import authorise
from governance.actors import Actor
from governance.errors import NotVisible, StaleState
from governance.models import Channel, Dispatch
from governance.services import ledger

# Waits of 1, 2, 4 … minutes: the last try comes a little over two hours after the first.
ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
# Longer than any message takes; a worker that was lost is missed after it.
LEASE = timedelta(minutes=5)
MOST_A_MESSAGE = 50
LONGEST_ERROR = 300
SAID = "said there already"
SYSTEM = Actor.system("dispatches")


@dataclass(frozen=True)
class Batch:
    """What goes out as one message, ours until the lease ends. `key` stays the same from try to
    try, so that a mailbox can tell a message that came twice.
    """

    key: uuid.UUID
    token: uuid.UUID
    address: str
    rows: tuple[Dispatch, ...]
    attempt: int


def waiting() -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(done_at=None, dead_at=None)


def due(now: datetime) -> QuerySet[Dispatch]:
    """Those that may be claimed at `now`, in turn: the first of each address to which no message
    is on its way.

    The first stands for its address: whoever holds it alone takes the others, so that workers who
    claim at once neither wait for each other in a circle nor begin two messages there. Its own
    lease is asked too, because PostgreSQL looks at it again once it has the row.
    """
    there = waiting().filter(address=OuterRef("address"))
    under_way = there.filter(lease__gt=now)
    before = there.filter(
        Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    )
    free = Q(lease=None) | Q(lease__lte=now)
    rows = waiting().filter(free, ~Exists(under_way), ~Exists(before), due_at__lte=now)
    return rows.order_by("due_at", "pk")


def claim(*, now: datetime) -> Batch | None:
    """Take what is due at one address, or None when nothing is due anywhere.

    One that was tried too often, by workers that were lost each time, is buried instead.
    """
    while due(now).exists():  # spares SQLite's only writer an empty transaction
        with transaction.atomic():
            first = due(now).select_for_update(skip_locked=True, of=("self",)).first()
            if first is None:
                return None
            rows = _together(first, now)
            if first.attempts >= ATTEMPTS:
                _bury(
                    rows,
                    f"The worker was lost in each of {ATTEMPTS} tries.",
                    now,
                )
            else:
                rows = _not_said(rows, now)
                if rows:
                    return _take(rows, now)
    return None


def _together(first: Dispatch, now: datetime) -> list[Dispatch]:
    """The rest of the message that was tried before, or what else is due at the address."""
    rows = waiting().filter(address=first.address)
    rows = rows.filter(batch=first.batch) if first.batch else rows.filter(batch=None)
    held = rows.filter(due_at__lte=now).select_for_update(of=("self",)).order_by("due_at", "pk")
    return list(held[:MOST_A_MESSAGE])


def _not_said(rows: list[Dispatch], now: datetime) -> list[Dispatch]:
    """Without what a channel has heard of already: it is never told twice of one entry."""
    if rows[0].channel_id is None:
        return rows
    said = Dispatch.objects.filter(channel=rows[0].channel_id, left_out="", done_at__isnull=False)
    entries = {one.entry_id for one in rows if one.entry_id is not None}
    heard = set(said.filter(entry_id__in=entries).values_list("entry_id", flat=True))
    again = [one.pk for one in rows if one.entry_id in heard]
    if again:
        Dispatch.objects.filter(pk__in=again).update(done_at=now, lease=None, left_out=SAID)
    return [one for one in rows if one.entry_id not in heard]


def _take(rows: list[Dispatch], now: datetime) -> Batch:
    key, token = rows[0].batch or uuid.uuid4(), uuid.uuid4()
    attempt = rows[0].attempts + 1
    ids = [one.pk for one in rows]
    Dispatch.objects.filter(pk__in=ids).update(
        batch=key, token=token, lease=now + LEASE, attempts=attempt
    )
    taken = Dispatch.objects.filter(pk__in=ids).order_by("due_at", "pk")
    taken = taken.select_related("notice__recipient", "notice__scope", "channel")
    return Batch(key, token, rows[0].address, tuple(taken), attempt)


def finish(batch: Batch, *, left_out: Mapping[int, str], now: datetime) -> bool:
    """Mark the message sent, but for those rows that were left out of it, each with why.

    False when the claim was lost.
    """
    with transaction.atomic():
        held = _held(batch)
        sent = [one.pk for one in batch.rows if one.pk not in left_out]
        done = held.filter(pk__in=sent).update(done_at=now, lease=None, error="")
        for why in set(left_out.values()):
            ids = [pk for pk, one in left_out.items() if one == why]
            done += held.filter(pk__in=ids).update(done_at=now, lease=None, left_out=why[:120])
        if done and sent and batch.rows[0].channel_id:
            channels = Channel.objects.filter(pk=batch.rows[0].channel_id)
            channels.update(sent_at=now, failed_at=None, error="")
        return bool(done)


def fail(batch: Batch, said: str, *, now: datetime, for_good: bool = False) -> bool:
    """Keep the error and wait, or bury it after the last try; False when the claim was lost.

    `said` must not hold the address of a channel: it is a secret, and this is shown.
    """
    said = said.replace("\x00", "")[:LONGEST_ERROR]
    with transaction.atomic():
        rows = list(_held(batch).select_for_update(of=("self",)))
        if not rows:
            return False
        if rows[0].channel_id:
            channels = Channel.objects.filter(pk=rows[0].channel_id)
            channels.update(failed_at=now, error=said)
        if for_good or batch.attempt >= ATTEMPTS:
            _bury(rows, said, now)
            return True
        again = now + FIRST_WAIT * 2 ** (batch.attempt - 1)
        ids = [one.pk for one in rows]
        Dispatch.objects.filter(pk__in=ids).update(lease=None, token=None, error=said, due_at=again)
        return True


def retry(*, actor: Actor, dispatch_id: int, now: datetime) -> Dispatch:
    """Let a dead letter, and what was in one message with it, start again.

    Raises Denied, NotVisible, and StaleState for one that isn't dead.
    """
    with transaction.atomic():
        authorise(actor, "delivery.retry", None, now=now)
        row = Dispatch.objects.select_for_update(of=("self",)).filter(pk=dispatch_id).first()
        if row is None:
            raise NotVisible(_("There is no such dispatch."))
        if row.dead_at is None:
            raise StaleState(
                _("This dispatch isn't dead: it was sent, or it is tried again by itself."),
                remedy=_("Reload the page to see where it stands."),
            )
        same = Q(pk=row.pk) | Q(batch=row.batch, batch__isnull=False)
        Dispatch.objects.filter(same, dead_at__isnull=False).update(
            dead_at=None, attempts=0, due_at=now
        )
        _record("dispatch.retried", actor, row, now)
        row.refresh_from_db()
        return row


def _held(batch: Batch) -> QuerySet[Dispatch]:
    return waiting().filter(pk__in=[one.pk for one in batch.rows], token=batch.token)


def _bury(rows: list[Dispatch], said: str, now: datetime) -> None:
    ids = [one.pk for one in rows]
    Dispatch.objects.filter(pk__in=ids).update(dead_at=now, lease=None, token=None, error=said)
    _record("dispatch.dead", SYSTEM, rows[0], now, rows=len(rows))


def _record(kind: str, actor: Actor, row: Dispatch, now: datetime, **data: object) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=None,
        subject=f"dispatch:{row.pk}",
        now=now,
        address=row.address,
        attempts=row.attempts,
        **data,
    )
