"""Lays out a child's files before it starts, and takes back what may remain when it has ended."""

import contextlib
import os
import shutil
import stat
from pathlib import Path

from workflows.sandbox.job import Job


def lay_out(job: Job, *, uid: int | None, log: Path, undo: contextlib.ExitStack) -> None:
    """Create the folder and empty output files; both are the child's while it runs, when it is another user.

    `undo` then leaves the outputs, the log, and what was there before.
    """
    job.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    outputs = job.output_paths()
    for path in outputs:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
    kept = {*job.folder.iterdir(), log}
    owner, group = job.folder.stat().st_uid, job.folder.stat().st_gid
    if uid is not None:
        for path in (job.folder, *outputs):
            os.chown(path, uid, uid)
    undo.callback(_take_back, job.folder, outputs, kept, (owner, group))


def _take_back(folder: Path, outputs: list[Path], kept: set[Path], owner: tuple[int, int]) -> None:
    """Nothing that a child left is followed or waited for: what isn't a plain file becomes an empty one."""
    os.chown(folder, *owner)
    folder.chmod(0o700)
    for path in set(folder.iterdir()) - kept:
        _remove(path)
    for path in outputs:
        if not _is_plain(path):
            _remove(path)
            path.touch(mode=0o600)
        os.chown(path, *owner, follow_symlinks=False)


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def readable(job: Job, uid: int | None, store: Path) -> dict[Path, Path]:
    """For each path of `job.reads` one that the child's user can read: itself, or a copy in `store`.

    A child that isn't ours to the kernel (we are root, it isn't) can't read private files;
    rather than opening them to every user of the machine it is shown a copy.
    """
    shown = {}
    for number, path in enumerate(job.reads):
        private = uid is not None and not open_to_all(path)
        shown[path] = _copy(path, store / str(number)) if private else path
    return shown


def open_to_all(path: Path) -> bool:
    """Whether every user may read `path` and all below it, once inside its parent; links aren't followed."""
    wanted = stat.S_IROTH | stat.S_IXOTH if path.is_dir() else stat.S_IROTH
    if path.stat().st_mode & wanted != wanted:
        return False
    return not path.is_dir() or all(
        open_to_all(child) for child in path.iterdir() if not child.is_symlink()
    )


def _copy(source: Path, target: Path) -> Path:
    """Links are copied as links: followed, one in a model would bring what it points at into the sandbox."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    return target
