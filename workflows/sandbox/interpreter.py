"""Which folders a Python interpreter needs to run: its own, its virtual environment's, and the system's libraries."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

SYSTEM = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/bin",
    "/sbin",
    "/nix/store",
    "/gnu/store",
)
SETTINGS = (
    "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime",
    "/etc/nsswitch.conf", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/pki/tls/certs", "/etc/mime.types",
)  # fmt: skip

_ASK = (
    "import json, sys; print(json.dumps([sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path]))"
)


@functools.cache
def folders(interpreter: Path) -> tuple[Path, ...]:
    """The folders to show read-only so that `interpreter` runs, outermost only, without those of the system.

    OSError when it can't be started, with its own words.
    """
    answer = ask(interpreter, _ASK)
    wanted = {Path(entry) for entry in json.loads(answer) if entry and Path(entry).is_absolute()}
    wanted |= _link_chain(interpreter)
    existing = {path for path in wanted if path.exists() and path != Path("/")}
    return tuple(outermost(path for path in existing if not _covered(path, map(Path, SYSTEM))))


def ask(interpreter: Path, program: str, *, seconds: float = 60) -> str:
    """What a program prints under `interpreter`, isolated and without environment; OSError if it fails."""
    command = [str(interpreter), "-I", "-c", program]
    try:
        done = subprocess.run(
            command,
            env={},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(
            f"The interpreter {interpreter} gave no answer within {seconds:g} s."
        ) from error
    if done.returncode != 0:
        raise OSError(f"The interpreter {interpreter} doesn't run: {done.stderr.strip()[-500:]}")
    return done.stdout


def base() -> Path:
    """The portal's interpreter outside its virtual environment, which starts a child before the job's own does."""
    executable: str = getattr(sys, "_base_executable", None) or sys.executable
    return Path(executable)


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths that don't lie in another of them, sorted."""
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not _covered(path, kept):
            kept.append(path)
    return kept


def _covered(path: Path, by: Iterable[Path]) -> bool:
    return any(path.is_relative_to(other) for other in by)


def _link_chain(path: Path) -> set[Path]:
    """Folders that hold each link from `path` to the real file (a virtual environment's python is such a chain)."""
    found = set()
    while path.is_symlink():
        found.add(path.parent)
        path = Path(os.path.normpath(path.parent / path.readlink()))
    return found | {path.parent}
