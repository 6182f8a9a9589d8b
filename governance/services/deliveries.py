"""Deliveries: the truth about work that entries cause; the broker only wakes workers."""

import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.access import authorise
from governance.actors import Actor
from governance.errors import NotVisible, StaleState, Unreachable
from governance.models import Delivery, LedgerEntry, Scope
from governance.services import ledger
from governance.subscriptions import Effect, reader, readers

logger = logging.getLogger(__name__)

# Waits of 2, 4, 8 … seconds: the last attempt comes a little over an hour after the first.
ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=2)
LONGEST_ERROR = 2000
# How often a lease is renewed before it would end.
RENEWALS = 3
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
        with _renewed(claimed, clock):
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


def hasten(*, subscriber: str, scopes: Collection[str], now: datetime) -> int:
    """Let what a reader has to try again in these scopes be due now; how many deliveries that are.

    Where the other side was merely away, the attempts are counted anew: being away is no fault of
    the delivery's, and whoever hastens it again and again would bury it.
    """
    waiting = unfinished().filter(
        subscriber=subscriber, scope__in=scopes, lease=None, run_after__gt=now
    )
    away = waiting.filter(error__startswith=f"{Unreachable.__name__}:")
    return away.update(run_after=now, attempts=0) + waiting.update(run_after=now)


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
            raise NotVisible(_("There is no such delivery."))
        if delivery.dead_at is None:
            raise StaleState(
                _("This delivery isn't dead: it is done, or it is tried again by itself."),
                remedy=_("Reload the page to see where it stands."),
            )
        delivery.dead_at, delivery.attempts, delivery.run_after = None, 0, now
        delivery.save(update_fields=["dead_at", "attempts", "run_after"])
        _record("delivery.retried", actor, delivery, now)
    return delivery


@contextmanager
def _renewed(claimed: Claim, clock: Callable[[], datetime]) -> Iterator[None]:
    """Renew the lease until the block ends: a lost worker is missed soon, a slow one isn't."""
    over = threading.Event()
    lease = reader(claimed.reader).lease
    threading.Thread(target=_renew, args=(claimed, lease, over, clock), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _renew(
    claimed: Claim, lease: timedelta, over: threading.Event, clock: Callable[[], datetime]
) -> None:
    # What this writes too late finds nothing to write to: the token is another, or it is done.
    while not over.wait(lease.total_seconds() / RENEWALS):
        try:
            _held(claimed).update(lease=clock() + lease)
        except Exception:
            logger.warning(
                "The lease of entry %d can't be renewed", claimed.entry_id, exc_info=True
            )
        finally:
            connection.close()


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
