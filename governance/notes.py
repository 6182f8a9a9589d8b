"""Signed notes and checkpoints as C2SP specifies them (signed-note.md, tlog-checkpoint.md)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
DASH = "\N{EM DASH}"


class NoteError(ValueError):
    """A note that can't be read, or that its key didn't sign; the message says which."""


@dataclass(frozen=True)
class Checkpoint:
    """A tree's root (32 bytes) at a size (leaves), in the name of one log."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the signed lines; raises NoteError. Further lines are extensions, and skipped."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise NoteError("a checkpoint has three lines: origin, size and root")
        origin, size, root = lines[:3]
        if not size.isascii() or not size.isdigit() or size != str(int(size)):
            raise NoteError(f"the checkpoint's size is {size!r}, not a whole number")
        return cls(origin, int(size), _bytes(root, 32, "the checkpoint's root"))


@dataclass(frozen=True)
class Verifier:
    """A public key with the name under which it signs."""

    name: str
    key: Ed25519PublicKey

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read `name+key id+base64(1 ‖ key)`; raises NoteError."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
        except ValueError:
            raise NoteError("a verifier key reads name+id+key") from None
        raw = _bytes(encoded, 33, "the verifier key")
        if raw[:1] != ED25519:
            raise NoteError("the verifier key isn't of Ed25519")
        verifier = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        if verifier.key_id.hex() != key_id:
            raise NoteError("the verifier key's id doesn't belong to it")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 of the name, a line feed, the kind and the key."""
        seed = self.name.encode() + b"\n" + ED25519 + self.key.public_bytes_raw()
        return hashlib.sha256(seed).digest()[:4]

    def text(self) -> str:
        """The verifier key as one line."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.key.public_bytes_raw())}"

    def open(self, note: str) -> str:
        """The signed text of `note`; raises NoteError unless this key signed it."""
        text, gap, signatures = note.rpartition("\n\n")
        text += "\n"
        if not gap:
            raise NoteError("the note has no signature")
        for line in signatures.splitlines():
            if line.startswith(f"{DASH} {self.name} ") and self._signed(text, line):
                return text
        raise NoteError(f"{self.name} didn't sign this note with the key given")

    def _signed(self, text: str, line: str) -> bool:
        raw = _bytes(line.rsplit(" ", 1)[1], 68, "the signature")
        if raw[:4] != self.key_id:
            return False
        try:
            self.key.verify(raw[4:], text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with the name under which it signs; the name has no space and no plus."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key())

    def sign(self, text: str) -> str:
        """The note: `text`, which ends in a line feed, an empty line and the signature."""
        signature = _base64(self.verifier.key_id + self.key.sign(text.encode()))
        return f"{text}\n{DASH} {self.name} {signature}\n"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str, length: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError(f"{what} isn't base64") from None
    if len(raw) != length:
        raise NoteError(f"{what} has {len(raw)} bytes, not {length}")
    return raw
