"""A private folder for what a child is shown while it runs; one left by a process that was killed is removed."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "pitwall-child-"
LOCK = ".lock"


@contextlib.contextmanager
def open_store() -> Iterator[Path]:
    """A new folder for this user alone, removed at the end; it can hold copies of private data."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove our user's folders whose process has ended: the kernel lets go of a lock with its holder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Another process may be removing it too, or be about to lock it.
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid == os.geteuid() and _abandoned(folder / LOCK):
                shutil.rmtree(folder)


def _abandoned(path: Path) -> bool:
    with path.open("r") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True
