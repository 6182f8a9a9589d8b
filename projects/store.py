"""Pitwall's own store of data: files known by the SHA-256 of their text, a folder a use case.

Files are readable by Pitwall's own account alone; held-out data is handed out by
services/datasets.py and read by evaluations. Gzipped files are kept unpacked, so that a digest
names the data and not a compressor's mood.
"""

import contextlib
import gzip
import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

CHUNK = 1024 * 1024
LARGEST = 8 * 1024**3
GZIP = b"\x1f\x8b"
KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
SHA256 = re.compile(r"[0-9a-f]{64}")


class Unreadable(Exception):
    """The bytes can't be kept; the message says why and what to do."""


@dataclass(frozen=True)
class Staged:
    """Text that was written down and hashed, and isn't kept yet."""

    path: Path
    sha256: str
    size: int


def folder(scope_key: str) -> Path:
    """The folder of one use case, made for Pitwall's account alone."""
    if not KEY.fullmatch(scope_key):
        raise ValueError(f"{scope_key!r} is no key of a scope")
    path = Path(settings.PITWALL_HOME) / "data" / scope_key
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path(scope_key: str, sha256: str) -> Path:
    """Where the CSV text with this digest lies. Raises ValueError for what is no digest."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return folder(scope_key) / f"{sha256}.csv"


def intact(scope_key: str, sha256: str) -> bool:
    """Whether the file is there and its bytes still have this digest."""
    file = path(scope_key, sha256)
    if not file.is_file():
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == sha256


@contextlib.contextmanager
def staged(scope_key: str, source: Path | BinaryIO) -> Iterator[Staged]:
    """Write the source's text, unpacked if it is gzipped, into the use case's folder for now.

    What `keep` hasn't kept is gone at the end. Raises Unreadable.
    """
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder(scope_key))
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink, _opened(source) as data:
            sha256, size = _copy(data, sink)
        yield Staged(draft, sha256, size)
    finally:
        draft.unlink(missing_ok=True)


def keep(scope_key: str, one: Staged) -> None:
    """Give staged text its name for good, in place of what was there under that name: it should
    be the same text, and is so from now on.
    """
    one.path.replace(path(scope_key, one.sha256))


def _copy(data: BinaryIO, sink: BinaryIO) -> tuple[str, int]:
    """Copy and hash; NUL bytes and more than LARGEST bytes are refused."""
    hasher, size = hashlib.sha256(), 0
    try:
        while chunk := data.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise Unreadable(f"It is larger than {LARGEST // 1024**3} GiB; give it in parts.")
            if b"\x00" in chunk:
                raise Unreadable("It holds a NUL byte, so it is no text; give CSV in UTF-8.")
            hasher.update(chunk)
            sink.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Unreadable("It begins as gzip but can't be unpacked; pack it again.") from None
    sink.flush()
    os.fsync(sink.fileno())
    return hasher.hexdigest(), size


@contextlib.contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    with contextlib.ExitStack() as open_files:
        raw = open_files.enter_context(source.open("rb")) if isinstance(source, Path) else source
        start = raw.read(len(GZIP))
        raw.seek(0)
        packed = start == GZIP
        yield cast("BinaryIO", open_files.enter_context(gzip.open(raw))) if packed else raw
