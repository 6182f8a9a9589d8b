"""Exports of the record that a stranger can check without Pitwall (governance/standalone)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, keys, merkle
from governance.access import authorise
from governance.actors import Actor
from governance.errors import NotVisible
from governance.models import Checkpoint, LedgerEntry, LedgerLeaf, Scope
from governance.services import ledger

FORMAT = "pitwall-ledger-1"
CHUNK = 1000


def export(*, actor: Actor, scope_key: str | None = None, now: datetime) -> Iterator[str]:
    """The sealed record as lines of JSON, each ended by a line feed.

    The first line has the public key and the newest checkpoint; each further line one entry, in
    order: `seq` and `body`, and, where only one scope was asked for, `proof`, the audit path as
    hexadecimal hashes. A whole export needs no proofs, its tree can be built again. That it was
    made is recorded. Raises Denied, and NotVisible for an unknown scope or an empty record.
    """
    with transaction.atomic():
        authorise(actor, "record.read", None, now=now)
        checkpoint = _newest()
        scope = _scope(scope_key)
        ledger.record(
            actor=actor,
            kind="record.exported",
            scope=scope,
            now=now,
            size=checkpoint.size,
            root=checkpoint.root,
        )
    entries = _whole(checkpoint.size) if scope is None else _of(scope, checkpoint.size)
    return map(_line, _with_head(checkpoint, scope, entries))


def proven(scope: Scope) -> tuple[Checkpoint, Iterator[str]]:
    """The newest checkpoint, and the same lines of one scope; its caller has authorised.

    Raises NotVisible for an empty record.
    """
    checkpoint = _newest()
    return checkpoint, map(_line, _with_head(checkpoint, scope, _of(scope, checkpoint.size)))


def receipt(entry: LedgerEntry) -> str | None:
    """What proves that `entry` is in the record: an export of it alone; None until it is sealed."""
    leaf = LedgerLeaf.objects.filter(entry_id=entry.pk).first()
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if leaf is None or checkpoint is None:
        return None
    head = _head(checkpoint, whole=False, scope_key=entry.scope)
    return _line(head) + _line(_proven(leaf.seq, entry.body, _tree(checkpoint.size)))


def _newest() -> Checkpoint:
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None:
        raise NotVisible(_("The record has no sealed entries yet; the runner seals every second."))
    return checkpoint


def _scope(key: str | None) -> Scope | None:
    if key is None:
        return None
    # PostgreSQL takes no NUL, not even to look for it.
    key = key.replace("\x00", "�")
    scope = Scope.objects.filter(key=key).first()
    if scope is None:
        raise NotVisible(_("There is no use case with the key %(key)s.") % {"key": key})
    return scope


def _with_head(
    checkpoint: Checkpoint, scope: Scope | None, entries: Iterator[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    yield _head(checkpoint, whole=scope is None, scope_key=scope.key if scope else "")
    yield from entries


def _head(checkpoint: Checkpoint, *, whole: bool, scope_key: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "whole": whole,
        "scope": scope_key,
        "public_key": keys.public_key(),
        "checkpoint": checkpoint.note,
    }


def _whole(size: int) -> Iterator[dict[str, Any]]:
    for low in range(0, size, CHUNK):
        leaves = LedgerLeaf.objects.filter(seq__gte=low, seq__lt=min(low + CHUNK, size))
        places = dict(leaves.order_by("seq").values_list("seq", "entry_id"))
        bodies = dict(_bodies(places.values()))
        for seq, entry_id in places.items():
            yield {"seq": seq, "body": bodies.get(entry_id, "")}


def _of(scope: Scope, size: int) -> Iterator[dict[str, Any]]:
    tree = _tree(size)
    mine = LedgerEntry.objects.filter(scope=scope.key).values("pk")
    leaves = LedgerLeaf.objects.filter(seq__lt=size, entry_id__in=mine).order_by("seq")
    places = leaves.values_list("seq", "entry_id").iterator(CHUNK)
    while chunk := dict(islice(places, CHUNK)):
        bodies = dict(_bodies(chunk.values()))
        for seq, entry_id in chunk.items():
            yield _proven(seq, bodies[entry_id], tree)


def _bodies(entry_ids) -> Iterator[tuple[int, str]]:
    yield from LedgerEntry.objects.filter(pk__in=list(entry_ids)).values_list("pk", "body")


def _tree(size: int) -> merkle.Tree:
    hashes = LedgerLeaf.objects.filter(seq__lt=size).order_by("seq").values_list("hash", flat=True)
    return merkle.Tree(bytes.fromhex(one) for one in hashes.iterator(CHUNK))


def _proven(seq: int, body: str, tree: merkle.Tree) -> dict[str, Any]:
    return {"seq": seq, "body": body, "proof": [one.hex() for one in tree.inclusion_proof(seq)]}


def _line(value: dict[str, Any]) -> str:
    return canonical.dumps(value) + "\n"
