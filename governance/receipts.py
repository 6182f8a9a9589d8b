"""Receipts: small signed documents about one answer, to be checked offline by whoever has the key.

They are signed notes with the record's own key. What keeps one from being taken for a checkpoint is
the first signed line: a checkpoint's is the log's name, a receipt's says what it is a receipt of.
"""

from typing import Any

from governance import canonical, keys, notes
from governance.models import Checkpoint


def sign(purpose: str, said: dict[str, Any]) -> str | None:
    """A note of two signed lines: `purpose`, then `said` and the newest checkpoint as JSON.

    None while nothing is sealed, and where the record's key isn't at hand: a key made on the spot
    would sign what nobody could check. Raises ValueError for what has no canonical form.
    """
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None or not keys.private_path().exists():
        return None
    signer = keys.signer()
    if not _signed_by(signer, checkpoint.note):
        return None
    return signer.sign(f"{purpose}\n{canonical.dumps({**said, 'checkpoint': checkpoint.note})}\n")


def _signed_by(signer: notes.Signer, note: str) -> bool:
    try:
        signer.verifier.open(note)
    except notes.NoteError:
        return False
    return True
