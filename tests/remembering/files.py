"""The files of a test's home, and what leads from one state to another."""

from pathlib import Path
from typing import NamedTuple

Seen = dict[Path, tuple[int, int]]


class File(NamedTuple):
    """A file or, where `text` is None, a folder, with its permissions."""

    mode: int
    text: bytes | None


def seen(home: Path) -> Seen:
    """Every file and folder below home with what tells that it has changed."""
    found = {}
    for path in sorted(home.rglob("*")):
        stat = path.stat()
        found[path.relative_to(home)] = (
            (stat.st_mtime_ns, stat.st_size) if path.is_file() else (0, 0)
        )
    return found


def changes(home: Path, before: Seen) -> dict[Path, File] | None:
    """What is new or otherwise than before, folders first; None if anything went away."""
    after = seen(home)
    if before.keys() - after.keys():
        return None
    return {path: _read(home / path) for path, mark in after.items() if before.get(path) != mark}


def _read(path: Path) -> File:
    return File(path.stat().st_mode & 0o7777, path.read_bytes() if path.is_file() else None)


def apply(home: Path, files: dict[Path, File]) -> None:
    for path, file in files.items():
        if file.text is None:
            (home / path).mkdir(exist_ok=True)
        else:
            (home / path).write_bytes(file.text)
        (home / path).chmod(file.mode)
