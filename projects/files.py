"""Attached files at rest: known by the SHA-256 of their bytes, beside the use case's data."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from projects import store
from projects.store import Staged

CHUNK = 256 * 1024


class TooLarge(Exception):
    """There are more bytes than are taken."""


def folder(scope_key: str) -> Path:
    """The folder of one use case's attachments, made for Pitwall's account alone."""
    path = store.folder(scope_key) / "attachments"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def path(scope_key: str, sha256: str) -> Path:
    """Where the bytes with this digest lie. Raises ValueError for what is no digest."""
    if not store.SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return folder(scope_key) / sha256


@contextlib.contextmanager
def staged(scope_key: str, source: BinaryIO, most: int) -> Iterator[Staged]:
    """Write the bytes down for now, `most` of them at most; what `keep` hasn't kept is gone at
    the end. Raises TooLarge.
    """
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder(scope_key))
    draft = Path(name)
    try:
        hasher, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as sink:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLarge
                hasher.update(chunk)
                sink.write(chunk)
            sink.flush()
            os.fsync(sink.fileno())
        yield Staged(draft, hasher.hexdigest(), size)
    finally:
        draft.unlink(missing_ok=True)


def keep(scope_key: str, one: Staged) -> None:
    """Give staged bytes their name for good."""
    one.path.replace(path(scope_key, one.sha256))


def intact(scope_key: str, sha256: str) -> bool:
    """Whether the bytes are there and still have this digest."""
    file = path(scope_key, sha256)
    if not file.is_file():
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == sha256


def remove(scope_key: str, sha256: str) -> None:
    """Take the bytes away for good."""
    path(scope_key, sha256).unlink(missing_ok=True)
