"""A ZIP written from beginning to end, entry by entry, with the SHA-256 of each."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from governance import canonical

MANIFEST = "manifest.json"
READABLE = 0o600 << 16


@dataclass
class Archive:
    """An archive that is being written; `files` is what its manifest will say."""

    path: Path
    moment: datetime
    files: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.path.touch(mode=0o600)
        self._zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, name: str, blocks: Iterable[bytes], **said: Any) -> dict[str, Any]:
        """Write an entry as its blocks come; what the manifest says of it, `said` with it."""
        told = {"path": name, **said, **self._write(name, blocks)}
        self.files.append(told)
        return told

    def close_with(self, manifest: dict[str, Any]) -> str:
        """Write the manifest, which names every other file; its SHA-256."""
        said = {**manifest, "files": self.files}
        return str(self._write(MANIFEST, [canonical.dumps(said).encode()])["sha256"])

    def _write(self, name: str, blocks: Iterable[bytes]) -> dict[str, Any]:
        entry = zipfile.ZipInfo(name, self.moment.astimezone(UTC).timetuple()[:6])
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
        hasher, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as sink:
            for block in blocks:
                hasher.update(block)
                size += len(block)
                sink.write(block)
        return {"sha256": hasher.hexdigest(), "size": size}


def blocks_of(path: Path, size: int = 1 << 20) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block
