"""Sealing: gives each entry its place in the Merkle tree and signs the root.

Entries are appended freely by many writers; one sealer at a time numbers those that are
committed. The pending table spares it from guessing whether a gap between ids is a transaction
that still runs.
"""

from datetime import datetime

from django.db import connection, transaction

from governance import keys, merkle, notes
from governance.models import Checkpoint, LedgerEntry, LedgerLeaf, LedgerPending

ADVISORY_LOCK = 0x70_69_74_77_61_6C_6C  # "pitwall"


class BrokenRecordError(RuntimeError):
    """Sealing stops, because going on would give a broken tree a fresh signature."""


def seal(*, now: datetime, limit: int = 10_000) -> Checkpoint | None:
    """Seal at most `limit` waiting entries and sign a checkpoint, in one transaction.

    None when nothing waits, or another sealer is at it. The cost depends on the new entries, not
    on the size of the tree. Raises BrokenRecordError when the last checkpoint doesn't hold
    together.
    """
    if not LedgerPending.objects.exists():  # spares SQLite's only writer an empty transaction
        return None
    with transaction.atomic():
        if not _alone():
            return None
        bodies = _waiting(limit)
        if not bodies:
            return None
        edge = _edge()
        fresh = LedgerLeaf.objects.filter(seq__gte=edge.size)
        _add_leaves(edge, bodies)
        LedgerPending.objects.filter(entry_id__in=fresh.values("entry_id")).delete()
        return _sign(edge, now)


def _alone() -> bool:
    """Whether nobody else seals until this transaction ends; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def _waiting(limit: int) -> list[tuple[int, str]]:
    """Ids and bodies of waiting entries; one whose entry is gone is left for verification."""
    waiting = LedgerEntry.objects.filter(pk__in=LedgerPending.objects.values("entry_id"))
    return list(waiting.order_by("pk").values_list("pk", "body")[:limit])


def _edge() -> merkle.Edge:
    """The tree as the last checkpoint left it."""
    last = Checkpoint.objects.order_by("-size").first()
    if last is None:
        return merkle.Edge()
    edge = merkle.Edge(last.size, map(bytes.fromhex, last.edge.split()))
    if edge.root().hex() != last.root:
        raise BrokenRecordError(
            f"The edge of checkpoint {last.size} doesn't lead to its root; sealing stops. "
            "Run `manage.py ledger verify`."
        )
    return edge


def _add_leaves(edge: merkle.Edge, bodies: list[tuple[int, str]]) -> None:
    leaves = []
    for entry_id, body in bodies:
        leaf = merkle.leaf_hash(body.encode("utf-8"))
        leaves.append(LedgerLeaf(seq=edge.size, entry_id=entry_id, hash=leaf.hex()))
        edge.append(leaf)
    LedgerLeaf.objects.bulk_create(leaves, batch_size=1000)


def _sign(edge: merkle.Edge, now: datetime) -> Checkpoint:
    signer = keys.signer()
    root = edge.root()
    checkpoint = notes.Checkpoint(signer.name, edge.size, root)
    return Checkpoint.objects.create(
        size=edge.size,
        root=root.hex(),
        note=signer.sign(checkpoint.text()),
        edge=" ".join(part.hex() for part in edge.hashes),
        created_at=now,
    )
