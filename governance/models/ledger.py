"""The record: entries that are only ever added, their place in the Merkle tree, and checkpoints.

No foreign keys, so that nothing elsewhere can hold the record back or pull it down.
"""

import uuid

from django.db import models


class LedgerEntry(models.Model):
    """One change, as canonical JSON; the columns repeat parts of `body` for searching."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField(max_length=80, blank=True, db_index=True)
    kind = models.CharField(max_length=60, db_index=True)
    actor = models.CharField(max_length=60, db_index=True)
    actor_name = models.CharField(max_length=200)
    body = models.TextField()
    occurred_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class LedgerPending(models.Model):
    """Entries that wait to be sealed."""

    entry_id = models.BigIntegerField(unique=True)


class LedgerLeaf(models.Model):
    """An entry's place in the tree: sequence numbers begin at 0 and have no hole."""

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]


class Checkpoint(models.Model):
    """The tree's root at a size, as a signed note (C2SP)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    edge = models.TextField(blank=True, help_text="the right edge of the tree, to go on from")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["size"]
