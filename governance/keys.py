"""The key that signs checkpoints: made at the first start, readable by Pitwall's user alone."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from governance.notes import Signer


def private_path() -> Path:
    """Where the private key lies; only the process that seals reads it."""
    return Path(settings.PITWALL_HOME) / "ledger-key.pem"


def public_path() -> Path:
    """Where the verifier key lies, to be given away."""
    return Path(settings.PITWALL_HOME) / "ledger-key.pub"


def signer() -> Signer:
    """The signer, its key made if there is none yet.

    Raises ImproperlyConfigured when the file is readable by others or holds no Ed25519 key.
    """
    path = private_path()
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} is readable by others; run: chmod 600 {path}")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{path} holds no Ed25519 key; put the ledger's own key there.")
    return Signer(name_of(key), key)


def public_key() -> str:
    """The verifier key as C2SP writes it, `name+id+key`, which is also kept beside the private."""
    path = public_path()
    if not path.exists():
        text = signer().verifier.text()
        _write_once(path, f"{text}\n".encode("ascii"), 0o644)
    return path.read_text(encoding="ascii").strip()


def name_of(key: Ed25519PrivateKey) -> str:
    """The log's origin: `pitwall-` and the beginning of SHA-256 of the public key."""
    return f"pitwall-{hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:12]}"


def _make(path: Path) -> None:
    fresh = Ed25519PrivateKey.generate()
    pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_once(path, pem, 0o600)


def _write_once(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all; where another process was first, its file counts."""
    handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)
        file.write(content)
        file.flush()
        os.fsync(handle)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
