"""The record: one entry for each change, in the transaction of the change."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from governance import canonical, projections, wake
from governance.actors import Actor
from governance.kinds import KINDS
from governance.models import Delivery, LedgerEntry, LedgerPending, Scope
from governance.subscriptions import readers_of


def record(
    *, actor: Actor, kind: str, scope: Scope | None, now: datetime, subject: str = "", **data: Any
) -> LedgerEntry:
    """Write what happened, and a delivery for each reader that asked for this kind.

    What is kept for lists is told in the same transaction.

    `subject` names the object as `type:id`; `data` holds ids, values and hashes, never free
    text, secrets or floats. Raises ValueError for an unknown kind or data that has no canonical
    form, and RuntimeError outside a transaction: an entry without its change would be a lie.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is no kind of ledger entry; add it to governance/kinds.py")
    if not connection.in_atomic_block:
        raise RuntimeError("ledger.record outside a transaction")
    entry = _entry(actor, kind, scope.key if scope else "", subject, data, now)
    entry.save(force_insert=True)
    LedgerPending.objects.create(entry_id=entry.pk)
    _deliver(entry)
    projections.touch(entry, scope.pk if scope else None)
    return entry


def _entry(actor, kind, scope_key, subject, data, now) -> LedgerEntry:
    """The entry with its body: the columns repeat what the body says, and verification compares."""
    identity, recorded_at = uuid.uuid4(), timezone.now()
    body = canonical.dumps(
        {
            "v": 1,
            "id": identity,
            "kind": kind,
            "scope": scope_key,
            "subject": subject,
            "actor": {"key": actor.key, "name": actor.name, "via": actor.via},
            "occurred_at": now,
            "recorded_at": recorded_at,
            "data": data,
        }
    )
    return LedgerEntry(
        uuid=identity,
        scope=scope_key,
        kind=kind,
        actor=actor.key,
        actor_name=actor.name,
        body=body,
        occurred_at=now,
        recorded_at=recorded_at,
    )


def _deliver(entry: LedgerEntry) -> None:
    readers = readers_of(entry.kind)
    if not readers:
        return
    Delivery.objects.bulk_create(
        Delivery(
            entry_id=entry.pk,
            subscriber=one.name,
            scope=entry.scope,
            run_after=entry.recorded_at,
        )
        for one in readers
    )
    transaction.on_commit(wake.workers)
