"""The identity of a model's files: one hash over names and bytes."""

import hashlib
from pathlib import Path


def tree_sha256(folder: Path) -> str:
    """SHA-256, as hex, of a folder of artifacts: of every file's name and bytes, in the order of their names.

    Each file counts as `sha256(bytes) + "  " + path + "\\n"`, the path relative and with slashes, sorted by its
    UTF-8 bytes; so `find . -type f | sed s,^./,, | LC_ALL=C sort | xargs sha256sum | sha256sum` gives the same
    for ordinary names. Empty folders, times and rights don't count. ValueError for a link or anything else
    that isn't a file: what it points at could change unseen; NotADirectoryError when `folder` is none.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder of artifacts at {folder}.")
    names = {}
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ValueError(f"{path.relative_to(folder)} is neither a file nor a folder.")
        if path.is_file():
            names[path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")] = path
    total = hashlib.sha256()
    for name in sorted(names):
        total.update(_sha256(names[name]).encode() + b"  " + name + b"\n")
    return total.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
