"""What is wrong with one stored entry, judged by its body and the hash it was sealed with."""

import json

from governance import canonical, merkle
from governance.models import LedgerEntry, LedgerLeaf


def wrong_place(leaf: LedgerLeaf | None, entry: LedgerEntry | None) -> str:
    """What is wrong with one place of the tree, as half a sentence, or nothing."""
    if leaf is None:
        return "the place is empty, what was sealed there is gone"
    if entry is None:
        return "the entry that was sealed is gone"
    if merkle.leaf_hash(entry.body.encode("utf-8", "surrogatepass")).hex() != leaf.hash:
        return "its body isn't the one that was sealed"
    return wrong_columns(entry)


def wrong_columns(entry: LedgerEntry) -> str:
    """Where an entry's columns say something else than its body, or nothing."""
    try:
        body = json.loads(entry.body)
        canonical_text = canonical.dumps(body)
    except ValueError:
        return "its body isn't canonical JSON"
    if canonical_text != entry.body or not isinstance(body, dict):
        return "its body isn't canonical JSON"
    for column, stored, sealed in _repeated(entry, body):
        if stored != sealed:
            return f"its column {column} says {stored!r}, its body {sealed!r}"
    return ""


def _repeated(entry: LedgerEntry, body: dict) -> list[tuple[str, str, object]]:
    """Each column that repeats a part of the body, with what both say."""
    actor = body.get("actor")
    actor = actor if isinstance(actor, dict) else {}
    return [
        ("uuid", str(entry.uuid), body.get("id")),
        ("kind", entry.kind, body.get("kind")),
        ("scope", entry.scope, body.get("scope")),
        ("actor", entry.actor, actor.get("key")),
        ("actor_name", entry.actor_name, actor.get("name")),
        ("occurred_at", canonical.moment_text(entry.occurred_at), body.get("occurred_at")),
        ("recorded_at", canonical.moment_text(entry.recorded_at), body.get("recorded_at")),
    ]
