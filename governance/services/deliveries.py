"""Deliveries: the truth about work that entries cause; the broker only wakes workers."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from governance.access import authorise
from governance.actors import Actor
from governance.errors import NotVisible, StaleState
from governance.models import Delivery, LedgerEntry, Scope
from governance.services import ledger
from governance.subscriptions import Effect, reader, readers

logger = logging.getLogger(__name__)

# Waits of 2, 4, 8 … seconds: the last attempt comes a little over an hour after the first.
ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=2)
LONGEST_ERROR = 2000
SYSTEM = Actor.system("deliveries")


@dataclass(frozen=True)
class Claim:
    """One delivery, ours until the lease ends; the token tells us from whoever comes after."""

    delivery_id: int
    entry_id: int
    reader: str
    token: uuid.UUID
    attempt: int


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the failure of this attempt, counted from 1."""
    return FIRST_WAIT * 2 ** (attempt - 1)


def unfinished() -> QuerySet[Delivery]:
    """Deliveries to readers that this program knows, neither done nor dead."""
    return Delivery.objects.filter(
        done_at=None, dead_at=None, subscriber__in=[one.name for one in readers()]
    )


def due(now: datetime) -> QuerySet[Delivery]:
    """Those that may be claimed at `now`: nobody's, or left behind by a lost worker, in turn."""
    ordered = [one.name for one in readers() if one.ordered]
    before = Delivery.objects.filter(
        done_at=None,
        dead_at=None,
        subscriber=OuterRef("subscriber"),
        scope=OuterRef("scope"),
        entry_id__lt=OuterRef("entry_id"),
    )
    return (
        unfinished()
        .filter(Q(lease=None) | Q(lease__lte=now), run_after__lte=now)
        .exclude(Q(subscriber__in=ordered) & Exists(before))
        .order_by("run_after", "entry_id")
    )


def claim(*, now: datetime) -> Claim | None:
    """Take one due delivery for as long as its reader's lease, or None when nothing is due.

    One whose workers were lost in every attempt is buried instead: it may well have killed them.
    """
    if not due(now).exists():  # spares SQLite's only writer an empty transaction
        return None
    with transaction.atomic():
        delivery = due(now).select_for_update(skip_locked=True, of=("self",)).first()
        while delivery and delivery.attempts >= ATTEMPTS:
            _bury(delivery, f"The worker was lost in each of {ATTEMPTS} attempts.", now)
            delivery = due(now).select_for_update(skip_locked=True, of=("self",)).first()
        if delivery is None:
            return None
        delivery.token = uuid.uuid4()
        delivery.lease = now + reader(delivery.subscriber).lease
        delivery.attempts += 1
        delivery.save(update_fields=["token", "lease", "attempts"])
    return Claim(
        delivery.pk, delivery.entry_id, delivery.subscriber, delivery.token, delivery.attempts
    )


def deliver(claimed: Claim, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Call the reader, then finish; whatever it raises is kept and tried again. True when done."""
    try:
        entry = LedgerEntry.objects.get(pk=claimed.entry_id)
        effect = reader(claimed.reader).read(entry, attempt=claimed.attempt)
        return finish(claimed, effect, now=clock())
    except Exception as error:
        logger.warning("%s failed on entry %d", claimed.reader, claimed.entry_id, exc_info=True)
        fail(claimed, error, now=clock())
        return False


def finish(claimed: Claim, effect: Effect | None, *, now: datetime) -> bool:
    """Mark it done and write the effect, in one transaction; False when the claim was lost."""
    with transaction.atomic():
        mine = _held(claimed).update(done_at=now, lease=None, error="")
        if not mine:
            logger.warning("%s lost its claim on entry %d", claimed.reader, claimed.entry_id)
            return False
        if effect is not None:
            effect()
    return True


def fail(claimed: Claim, error: BaseException, *, now: datetime) -> bool:
    """Keep the error and wait, or bury it after the last attempt; False when the claim was lost."""
    said = f"{type(error).__name__}: {error}".replace("\x00", "")[:LONGEST_ERROR]
    with transaction.atomic():
        delivery = _held(claimed).select_for_update().first()
        if delivery is None:
            return False
        if claimed.attempt >= ATTEMPTS:
            _bury(delivery, said, now)
            return True
        delivery.lease, delivery.token, delivery.error = None, None, said
        delivery.run_after = now + wait_after(claimed.attempt)
        delivery.save(update_fields=["lease", "token", "error", "run_after"])
    return True


def work_off(*, limit: int = 100, clock: Callable[[], datetime] = timezone.now) -> int:
    """Deliver what is due, at most `limit`, one after another; how many were taken up."""
    for taken in range(limit):
        claimed = claim(now=clock())
        if claimed is None:
            return taken
        deliver(claimed, clock=clock)
    return limit


def retry(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """Let a dead letter start again from its first attempt.

    Raises Denied, NotVisible, and StaleState for one that isn't dead.
    """
    with transaction.atomic():
        authorise(actor, "delivery.retry", None, now=now)
        delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        if delivery is None:
            raise NotVisible("There is no such delivery.")
        if delivery.dead_at is None:
            raise StaleState(
                "This delivery isn't dead: it is done, or it is tried again by itself.",
                remedy="Reload the page to see where it stands.",
            )
        delivery.dead_at, delivery.attempts, delivery.run_after = None, 0, now
        delivery.save(update_fields=["dead_at", "attempts", "run_after"])
        _record("delivery.retried", actor, delivery, now)
    return delivery


def _held(claimed: Claim) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=claimed.delivery_id, token=claimed.token, done_at=None, dead_at=None
    )


def _bury(delivery: Delivery, said: str, now: datetime) -> None:
    """Set it aside as a dead letter, where officers see it."""
    delivery.dead_at, delivery.lease, delivery.token, delivery.error = now, None, None, said
    delivery.save(update_fields=["dead_at", "lease", "token", "error"])
    entry = LedgerEntry.objects.filter(pk=delivery.entry_id).first()
    # A reader of dead letters that dies of one would otherwise have itself to read about.
    if entry is None or entry.kind != "delivery.dead":
        _record("delivery.dead", SYSTEM, delivery, now)


def _record(kind: str, actor: Actor, delivery: Delivery, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=Scope.objects.filter(key=delivery.scope).first(),
        subject=f"delivery:{delivery.pk}",
        now=now,
        reader=delivery.subscriber,
        entry=delivery.entry_id,
        attempts=delivery.attempts,
    )
