#!/usr/bin/env python3
"""Checks an export of Pitwall's record without Pitwall: Python 3.11 and `cryptography` suffice.

    python verify.py EXPORT [--key KEY] [--checkpoint FILE]
    python verify.py ARCHIVE [--key KEY]
    python verify.py RECEIPT --key KEY [--expect NAME=VALUE ...] [--at MOMENT]

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

An ARCHIVE is the ZIP of one use case. It is right when each file has the SHA-256 that manifest.json
says, nothing else is in it, and its part of the record is right. The answer names the SHA-256 of
manifest.json: the record's own entry `use_case.exported` has the same, if the rest is as it was made.

A RECEIPT is what `/api/v1/clearance/` answers: a note of two signed lines, the first one
`pitwall-clearance-1`, the second JSON. It is right when KEY signed it and the checkpoint in it, it
says `cleared`, MOMENT (now, if you say none) is within the time for which it is to be believed, and
it says what you expect: `--expect model=delays --expect version=3 --expect target=ops`.

Exit status 0: all is right. 1: something isn't, and the first such thing is named.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pitwall-ledger-1"
EXPORT = "pitwall-export-1"
CLEARANCE = "pitwall-clearance-1"


class WrongError(Exception):
    """What is wrong with the export, as a sentence."""


def main(arguments=None):
    """Check what the command line names; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", help="the public key, as it was given to you")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept")
    parser.add_argument("--expect", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--at", help="when a receipt has to hold, by default now")
    options = parser.parse_args(arguments)
    try:
        if begins_with(options.export, f"{CLEARANCE}\n".encode()):
            said = check_clearance(options.export, options.key, options.expect, options.at)
        elif begins_with(options.export, b"PK"):
            said = check_archive(options.export, options.key)
        else:
            said = check(options.export, options.key, options.checkpoint)
        sys.stdout.write(said + "\n")
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
        return check_lines(lines, key, kept_path)


def check_archive(path, key):
    """Check every file against the manifest, then the record in it; a sentence, or WrongError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = archive.read("manifest.json")
            check_files(archive, json.loads(manifest))
            with archive.open("ledger.jsonl") as lines:
                said = check_lines(io.TextIOWrapper(lines, "utf-8"), key, None)
    except (zipfile.BadZipFile, zlib.error) as broken:
        raise WrongError(f"the archive can't be read: {broken}") from None
    return f"{said} SHA-256 of the manifest: {hashlib.sha256(manifest).hexdigest()}."


def check_files(archive, manifest):
    """Each file is there once, as it was made, and none besides."""
    if manifest["format"] != EXPORT:
        raise WrongError(f"the manifest doesn't say {EXPORT}")
    told = {one["path"]: one["sha256"] for one in manifest["files"]}
    names = sorted(archive.namelist())
    for name in names:
        if name != "manifest.json" and name not in told:
            raise WrongError(f"{name} isn't in the manifest")
    if names != sorted({*told, "manifest.json"}):
        raise WrongError("files that the manifest names aren't there, or are there twice")
    for name, sha256 in told.items():
        with archive.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise WrongError(f"{name} isn't what the manifest says")


def check_lines(lines, key, kept_path):
    """The same of lines that are read already."""
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


def begins_with(path, start):
    """Whether the file begins with these bytes."""
    with path.open("rb") as file:
        return file.read(len(start)) == start


def check_clearance(path, key, expected, at):
    """Check a receipt; a sentence that says what it shows, or WrongError."""
    if not key:
        raise WrongError("a receipt carries no key; give the record's public key with --key")
    purpose, said = signed_text(path.read_text("utf-8"), key, "receipt").split("\n")
    if purpose != CLEARANCE:
        raise WrongError(f"this is no receipt of a clearance: it doesn't begin with {CLEARANCE}")
    said = parsed(said, 2)
    size, _ = opened(said["checkpoint"], key)
    moment = datetime.now(UTC) if at is None else datetime.fromisoformat(at)
    if not datetime.fromisoformat(said["asked_at"]) <= moment:
        raise WrongError(f"it was given later, at {said['asked_at']}")
    if not moment < datetime.fromisoformat(said["believe_until"]):
        raise WrongError(f"it was to be believed until {said['believe_until']}; ask again")
    for name, value in (one.split("=", 1) for one in expected):
        if str(said.get(name)) != value:
            raise WrongError(f"its {name} is {said.get(name)!r}, not {value!r}")
    if said["cleared"] is not True:
        raise WrongError("it is signed and says no: " + " ".join(said["reasons"]))
    what = f"{said['model']} v{said['version']} ({said['artifacts_sha']})"
    return f"RIGHT: {what} is cleared for {said['target']}, on a record of {size} entries."


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
    text = signed_text(note, verifier, "checkpoint")
    if text.split("\n", 1)[0] != verifier.strip().split("+", 1)[0]:
        raise WrongError("this is no checkpoint: its first line isn't the log's name")
    try:
        size, root = text.split("\n")[1:3]
        return int(size), base64.b64decode(root, validate=True)
    except ValueError:
        raise WrongError("the checkpoint can't be read") from None


def signed_text(note, verifier, what):
    """The text of a note, without its last line feed, if this key signed it."""
    try:
        name, key_id, encoded = verifier.strip().split("+", 2)
        kind_and_key = base64.b64decode(encoded, validate=True)
        text, signatures = note.rsplit("\n\n", 1)
        signature = next(
            base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
            for line in signatures.splitlines()
            if line.startswith(f"\N{EM DASH} {name} ")
        )
        expected = hashlib.sha256(name.encode() + b"\n" + kind_and_key).digest()[:4]
        if expected.hex() != key_id or signature[:4] != expected:
            raise WrongError(f"the {what} was signed with another key")
        public = Ed25519PublicKey.from_public_bytes(kind_and_key[1:])
        public.verify(signature[4:], f"{text}\n".encode())
    except InvalidSignature:
        raise WrongError(f"the {what}'s signature is wrong") from None
    except (ValueError, StopIteration, IndexError):
        raise WrongError(f"the {what} or the key can't be read") from None
    return text


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
