#!/usr/bin/env python3
"""Checks an export of Pitwall's record without Pitwall: Python 3.11 and `cryptography` suffice.

    python verify.py EXPORT [--key KEY] [--checkpoint FILE]

EXPORT is what `manage.py ledger export` wrote: lines of JSON, the first with the public key and
a signed checkpoint, each further one an entry of the record. An entry's leaf is
SHA-256(0x00 ‖ body), a node SHA-256(0x01 ‖ left ‖ right), the tree that of RFC 6962; the
checkpoint is a signed note (c2sp.org/tlog-checkpoint) with an Ed25519 signature.

- A whole export is right when the tree built of its entries has the checkpoint's root.
- An export of one use case is right when each entry's audit path leads to that root.
- KEY is the public key as you were given it, on another way than the export. Without it, the key
  in the export is used, and the answer says so.
- FILE is a checkpoint that you kept: a whole export must begin with the entries it covers, so
  that a cut-off tail or a rewritten past shows.

Exit status 0: all is right. 1: something isn't, and the first such thing is named.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pitwall-ledger-1"


class WrongError(Exception):
    """What is wrong with the export, as a sentence."""


def main(arguments=None):
    """Check what the command line names; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", help="the public key, as it was given to you")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept")
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write(check(options.export, options.key, options.checkpoint) + "\n")
    except (WrongError, OSError, UnicodeDecodeError) as wrong:
        sys.stdout.write(f"WRONG: {wrong}\n")
        return 1
    except (KeyError, TypeError, ValueError) as wrong:
        sys.stdout.write(f"WRONG: the export isn't one, or was damaged: {wrong!r}\n")
        return 1
    return 0


def check(path, key, kept_path):
    """Check the file; a sentence that says what was shown, or WrongError."""
    with path.open(encoding="utf-8") as lines:
        head = parsed(next(lines, ""), 1)
        if head.get("format") != FORMAT:
            raise WrongError(f"the first line doesn't say {FORMAT}")
        verifier = key or head["public_key"]
        size, root = opened(head["checkpoint"], verifier)
        kept = opened(kept_path.read_text("utf-8"), verifier) if kept_path else None
        entries = (parsed(line, number) for number, line in enumerate(lines, start=2))
        if head["whole"]:
            count = check_whole(entries, size, root, kept)
        elif kept:
            raise WrongError("only a whole export can be compared with a kept checkpoint")
        else:
            count = check_proofs(entries, size, root)
    whose = "the key you gave" if key else f"the key in the export ({verifier}); compare it"
    return f"RIGHT: {count} entries of a record of {size}, root {root.hex()}, signed with {whose}."


def parsed(line, number):
    """One line of the export as a dictionary."""
    try:
        value = json.loads(line)
    except ValueError:
        raise WrongError(f"line {number} isn't JSON") from None
    if not isinstance(value, dict):
        raise WrongError(f"line {number} isn't an object")
    return value


def opened(note, verifier):
    """Size and root of a checkpoint whose signature is right."""
    try:
        name, key_id, encoded = verifier.strip().split("+", 2)
        kind_and_key = base64.b64decode(encoded, validate=True)
        text, signatures = note.rsplit("\n\n", 1)
        origin, size, root = text.split("\n")[:3]
        signature = next(
            base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
            for line in signatures.splitlines()
            if line.startswith(f"\N{EM DASH} {name} ")
        )
        expected = hashlib.sha256(name.encode() + b"\n" + kind_and_key).digest()[:4]
        if origin != name or expected.hex() != key_id or signature[:4] != expected:
            raise WrongError("the checkpoint was signed with another key")
        public = Ed25519PublicKey.from_public_bytes(kind_and_key[1:])
        public.verify(signature[4:], f"{text}\n".encode())
        return int(size), base64.b64decode(root, validate=True)
    except InvalidSignature:
        raise WrongError("the checkpoint's signature is wrong") from None
    except (ValueError, StopIteration, IndexError):
        raise WrongError("the checkpoint or the key can't be read") from None


def leaf(body):
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + body.encode("utf-8", "surrogatepass")).digest()


def node(left, right):
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_whole(entries, size, root, kept):
    """Build the tree of all entries and compare its root, and that at the kept size."""
    edge: list[bytes] = []
    count = 0
    for entry in entries:
        if entry.get("seq") != count:
            raise WrongError(f"where entry {count} should be, there is {entry.get('seq')}")
        append(edge, count, leaf(entry["body"]))
        count += 1
        if kept and kept[0] == count and folded(edge) != kept[1]:
            raise WrongError(f"the first {count} entries aren't those of the checkpoint you kept")
    if kept and kept[0] > count:
        raise WrongError(f"the checkpoint you kept has {kept[0]} entries, the export {count}")
    if count != size:
        raise WrongError(f"the checkpoint has {size} entries, the export {count}")
    if folded(edge) != root:
        raise WrongError("the entries don't lead to the checkpoint's root: one was changed")
    return count


def append(edge, size, top):
    """Add a leaf to the right edge of a tree of `size` leaves."""
    while size & 1:
        top = node(edge.pop(), top)
        size >>= 1
    edge.append(top)


def folded(edge):
    """The root of the tree with this right edge."""
    if not edge:
        return hashlib.sha256(b"").digest()
    top = edge[-1]
    for left in reversed(edge[:-1]):
        top = node(left, top)
    return top


def check_proofs(entries, size, root):
    """Follow each entry's audit path to the root (RFC 9162, 2.1.3.2)."""
    count = 0
    for entry in entries:
        if not leads_to(root, entry, size):
            raise WrongError(f"entry {entry.get('seq')} isn't in the tree that was signed")
        count += 1
    return count


def leads_to(root, entry, size):
    """Whether the audit path of `entry` ends at `root`."""
    place, last, top = entry["seq"], size - 1, leaf(entry["body"])
    if not 0 <= place < size:
        return False
    for sibling in map(bytes.fromhex, entry["proof"]):
        if last == 0:
            return False
        if place & 1 or place == last:
            top = node(sibling, top)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            top = node(top, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and top == root


if __name__ == "__main__":
    sys.exit(main())
