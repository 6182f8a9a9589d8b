"""Starts children at one level of fencing: puts together command, environment, files and the way out."""

import contextlib
import json
import os
import platform
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from workflows.sandbox import bubblewrap, interpreter, staging, usage
from workflows.sandbox.child import Child, Launch
from workflows.sandbox.inside import launcher
from workflows.sandbox.job import Job, Level, Limits, Result
from workflows.sandbox.outlet import Outlet, as_seen_inside
from workflows.sandbox.store import open_store

INSIDE = Path(launcher.__file__).parent
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from inside.launcher import main; main(sys.argv[2:])"
COUNTED_PER_NAMESPACE = (5, 14)
FIRST_UID, UIDS = 0x70000000, 0x0F000000
COMING_AND_GOING = 32  # processes and threads that our user may start meanwhile
PROC = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
)


class Sandbox:
    """Runs children at one level; `binary` is the bubblewrap program that level needs."""

    def __init__(self, level: Level, *, binary: Path | None = None) -> None:
        if level is Level.BUBBLEWRAP and binary is None:
            raise ValueError("A sandbox with bubblewrap needs the path of its program.")
        self.level = level
        self._binary = binary

    def run(
        self,
        job: Job,
        *,
        limits: Limits,
        log: Path,
        on_line: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> Result:
        """Run a child to its end, or until `cancel` is set; `log` gets what it prints, `on_line` each line."""
        child = self.start(job, limits=limits, log=log, on_line=on_line)
        while (result := child.wait(0.2 if cancel else None)) is None:
            if cancel is not None and cancel.is_set():
                return child.stop(why="stopped: it was cancelled")
        return result

    def start(
        self, job: Job, *, limits: Limits, log: Path, on_line: Callable[[str], None] | None = None
    ) -> Child:
        """Start a child and look after it; FileNotFoundError or ValueError for a job that can't be laid out."""
        with contextlib.ExitStack() as undo:
            launch = self._prepare(job, limits, log, undo)
            return Child(launch, limits=limits, log=log, on_line=on_line, clean_up=undo.pop_all())

    def _prepare(self, job: Job, limits: Limits, log: Path, undo: contextlib.ExitStack) -> Launch:
        _check(job)
        uid = _uid()
        staging.lay_out(job, uid=uid, log=log, undo=undo)
        store = undo.enter_context(open_store())
        way_out = None
        env = environment(job)
        if job.outlet is not None and self.level is Level.BUBBLEWRAP:
            way_out = Outlet(store, job.outlet)
            undo.callback(way_out.close)
            env = {name: as_seen_inside(value, job.outlet[0]) for name, value in env.items()}
        plan = self._plan(job, limits, uid, way_out)
        command = [*_boot(), json.dumps(asdict(plan)), *job.argv]
        if self.level is Level.BUBBLEWRAP:
            shown = staging.readable(job, uid, store)
            command = [*self._wrapping(job, limits, shown, way_out), *command]
        return Launch(
            command=command,
            env=env,
            descriptors=() if job.listener is None else (job.listener.fileno(),),
            watched=None if self.level is Level.BUBBLEWRAP else job.folder,
            words=job.words,
        )

    def _plan(
        self, job: Job, limits: Limits, uid: int | None, way_out: Outlet | None
    ) -> launcher.Plan:
        return launcher.Plan(
            level=str(self.level),
            folder=str(job.folder),
            reads=[str(path) for path in _visible(job)] if self.level is Level.LANDLOCK else [],
            memory=limits.memory,
            cpu_seconds=limits.cpu_seconds,
            processes=limits.processes + self._foreign_tasks(),
            file_size=limits.disk,
            uid=uid,
            listener=None if job.listener is None else job.listener.fileno(),
            outlet_port=None if job.outlet is None else job.outlet[1],
            relay=None if way_out is None else bubblewrap.WAY_OUT,
        )

    def _foreign_tasks(self) -> int:
        """How many processes and threads the kernel counts beside the child's.

        None when we are root, for its child is a user of its own; and none in bubblewrap since Linux 5.14, which
        counts a user's processes apart in each user namespace. Elsewhere all of our user's count together.
        """
        if os.geteuid() == 0 or (
            self.level is Level.BUBBLEWRAP and _kernel() >= COUNTED_PER_NAMESPACE
        ):
            return 0
        return usage.tasks_of_user(os.geteuid()) + COMING_AND_GOING

    def _wrapping(
        self, job: Job, limits: Limits, shown: dict[Path, Path], way_out: Outlet | None
    ) -> list[str]:
        assert self._binary is not None  # noqa: S101 - found when this sandbox was made
        return bubblewrap.wrapping(
            self._binary, job, limits, shown=shown, also=_own(), way_out=way_out
        )


def _check(job: Job) -> None:
    if missing := [str(path) for path in job.reads if not path.exists()]:
        raise FileNotFoundError(
            f"The child should read {', '.join(missing)}: there is no such file."
        )
    if around := [str(path) for path in job.reads if job.folder.is_relative_to(path)]:
        # It would see, and have hidden under it, what other children leave beside its folder.
        raise ValueError(
            f"The child's folder {job.folder} lies in {around[0]}, which it should only read."
        )


def _uid() -> int | None:
    """A user of the child's own when we are root: the kernel bounds how many processes others have, not root.

    Nothing else on the machine has its number, so nothing is signalled, traced or written by mistake.
    """
    return FIRST_UID + secrets.randbelow(UIDS) if os.geteuid() == 0 else None


def environment(job: Job) -> dict[str, str]:
    """The child's whole environment: nothing of ours, so no secret."""
    folder = str(job.folder)
    return {
        "PATH": f"{Path(job.argv[0]).parent}:/usr/bin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "USER": "pitwall-child",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        **job.env,
    }


def _boot() -> list[str]:
    """The start of the command that runs the launcher; isolated, and without site-packages."""
    return [str(interpreter.base()), "-I", "-S", "-B", "-c", BOOT, str(INSIDE.parent)]


def _own() -> list[Path]:
    """What the launcher itself needs to read."""
    return [INSIDE, *interpreter.folders(interpreter.base())]


def _visible(job: Job) -> list[Path]:
    """What a child may read where it has no file system of its own; names of servers only from /etc/hosts."""
    fixed = [
        *interpreter.SYSTEM,
        *interpreter.SETTINGS,
        *PROC,
        *(["/etc/hosts"] if job.outlet else []),
    ]
    return [*map(Path, fixed), *interpreter.folders(Path(job.argv[0])), *_own(), *job.reads]


def _kernel() -> tuple[int, ...]:
    return tuple(int(word) for word in re.findall(r"\d+", platform.release())[:2])
