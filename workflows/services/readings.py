"""Keep what pages read of each use case: noted as past within each change, read again right after.

The note is a count that grows in the transaction of the change. Whoever reads rows takes the count
first and keeps what they read under it, so that what changed meanwhile is never taken for read.
"""

import logging
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import F
from django.utils.translation import get_language

from governance.counting import number_of
from governance.models import LedgerEntry
from governance.projections import project
from projects.models import UseCase
from workflows import packing, reading, standing
from workflows.models import Cycle, Reading
from workflows.standing import LoopStanding

log = logging.getLogger(__name__)

# Entries of a use case that change nothing of what is kept.
ELSEWHERE = frozenset(
    {
        "act.refused",
        "comment.added",
        "comment.pinned",
        "comment.unpinned",
        "delegation.given",
        "delegation.revoked",
        "delivery.dead",
        "delivery.retried",
        "feedback.received",
        "held_out.opened",
        "job.cancel_asked",
        "job.cancelled",
        "job.done",
        "job.failed",
        "job.started",
        "job.wanted",
        "mlflow.refused",
        "process.restarted",
        "record.exported",
        "run.mirrored",
        "scores.received",
        "token.made",
        "token.revoked",
    }
)
# Entries that may change what is kept of any use case: who may vote, and what sources and
# environments are called and have.
EVERYWHERE = (
    "environment.revised",
    "person.deactivated",
    "person.site_role_ended",
    "person.site_role_granted",
    "source.changed",
)


@project("workflows.readings")
def touch(entry: LedgerEntry, scope_id: int | None) -> None:
    """Something has happened in a use case: what is kept of it is past."""
    if scope_id is None or entry.kind in ELSEWHERE:
        return
    if entry.kind == "use_case.created":
        Reading.objects.create(scope_id=scope_id)
    Reading.objects.filter(scope=scope_id).update(moved=F("moved") + 1)


def of(case: UseCase, *, now: datetime) -> reading.Reading:
    """What is so of a use case: what is kept where that still holds, else its rows, kept from now on."""
    kept = _kept(case.scope_id)
    found = kept.found(now) if kept else None
    return found or _read(case, kept, now)


def past(cycle: Cycle, *, now: datetime) -> LoopStanding:
    """How a cycle stands that isn't the one that counts: kept from the first look on."""
    kept = _kept(cycle.scope_id, cycle)
    if kept is None:
        Reading.objects.bulk_create(
            [Reading(scope_id=cycle.scope_id, cycle=cycle)], ignore_conflicts=True
        )
        kept = _kept(cycle.scope_id, cycle)
    found = kept.found(now) if kept else None
    if found is not None:
        return found
    seen = standing.of(cycle, now=now)
    if kept is not None:
        _write(kept, seen, reading.until(seen, now))
    return seen


def keep(case: UseCase, *, now: datetime) -> None:
    """Read a use case right after a change, so that nobody who looks has to wait for it."""
    kept = _kept(case.scope_id)
    if kept is not None and kept.found(now) is None:
        _read(case, kept, now)


def forget() -> int:
    """Nothing that is kept holds any more; how many readings that were."""
    return Reading.objects.exclude(read_at=-1).update(read_at=-1, body=b"")


@dataclass(frozen=True)
class _Kept:
    """A row, and beside it how much has happened by now that concerns all use cases."""

    pk: int
    moved: int
    read_at: int
    site: int
    until: datetime | None
    language: str
    body: bytes
    site_now: int

    def found(self, now: datetime) -> Any:
        """What is kept, if it holds still."""
        same = self.read_at == self.moved and self.site == self.site_now
        over = self.until is not None and self.until <= now
        if not same or over or self.language != _language():
            return None
        try:
            return packing.unpack(bytes(self.body), about=f"reading {self.pk}")
        except packing.Foreign:
            return None


def _kept(scope_id: int, cycle: Cycle | None = None) -> _Kept | None:
    rows = Reading.objects.filter(scope=scope_id, cycle=cycle).annotate(
        site_now=number_of(LedgerEntry.objects.filter(kind__in=EVERYWHERE))
    )
    found = rows.values(*(one.name for one in fields(_Kept))).first()
    return _Kept(**found) if found else None


def _read(case: UseCase, kept: _Kept | None, now: datetime) -> reading.Reading:
    found = reading.of(case, now)
    if kept is not None:
        _write(kept, found, found.until)
    return found


def _write(kept: _Kept, found: object, until: datetime | None) -> None:
    """Kept under the counts that were taken before; where these have grown, it is past already."""
    try:
        Reading.objects.filter(pk=kept.pk, moved=kept.moved).update(
            read_at=kept.moved,
            site=kept.site_now,
            until=until,
            language=_language(),
            body=packing.pack(found, about=f"reading {kept.pk}"),
        )
    except DatabaseError:
        # What can't be kept is read again by whoever looks next.
        log.warning("a reading can't be kept", exc_info=True)


def _language() -> str:
    """Reasons are sentences, and are kept in the language of whoever read first."""
    return get_language() or ""
