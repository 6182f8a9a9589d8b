"""Measures what a child's processes use now: how many they are, their memory, and the disk they fill."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from workflows.sandbox.inside.supervise import descendants
from workflows.sandbox.job import Limits, size

PAGE = os.sysconf("SC_PAGE_SIZE")
BLOCK = 512
MOST_FILES = 20_000


@dataclass(frozen=True)
class Watch:
    """Looks after one child: `root` is the process that was started, `folder` is given where no kernel bound holds."""

    root: int
    limits: Limits
    folder: Path | None

    def excess(self) -> str:
        """What the child uses too much of, as the end of a sentence, or nothing."""
        family = descendants(self.root)
        if tasks(family) >= self.limits.processes:
            return f"it started more than {self.limits.processes} processes and threads"
        if self._memory_exceeded(family):
            return f"it used more than {size(self.limits.memory)} of memory"
        if self.folder is not None and disk(self.folder, family) > self.limits.disk:
            return f"it tried to write more than {size(self.limits.disk)}"
        return ""

    def _memory_exceeded(self, family: list[int]) -> bool:
        """Cheap first: private pages counted once a process are never fewer than the memory that is really used."""
        if sum(map(private_memory, family)) <= self.limits.memory:
            return False
        return sum(map(memory, family)) > self.limits.memory


def tasks(family: list[int]) -> int:
    """Processes and threads."""
    return sum(int(fields[17]) for fields in map(_stat, family) if fields)


def tasks_of_user(uid: int) -> int:
    """Processes and threads of a user that can be seen from here."""
    ours = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if entry.stat().st_uid == uid:
                ours.append(int(entry.name))
    return tasks(ours)


def _stat(pid: int) -> list[str]:
    """Fields of proc(5)'s stat from the state on, so the third one is at 0; empty when the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def private_memory(pid: int) -> int:
    """Resident bytes that aren't backed by files; 0 when the process has gone."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * PAGE


def memory(pid: int) -> int:
    """Proportional set size in bytes: shared pages divided among those that share them; 0 when it can't be read."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def disk(folder: Path, family: list[int]) -> int:
    """Bytes that a child has filled: files in its folder, and files that it deleted while they are open.

    More files than anyone needs count as boundless.
    """
    total = files = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            files += 1
            if files > MOST_FILES:
                return 1 << 62
            total += _allocated(Path(parent, name))
    return total + sum(map(_deleted_but_open, family))


def _allocated(path: Path) -> int:
    try:
        return path.lstat().st_blocks * BLOCK
    except OSError:
        return 0


def _deleted_but_open(pid: int) -> int:
    total = 0
    try:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            if str(descriptor.readlink()).startswith("/") and str(descriptor.readlink()).endswith(
                " (deleted)"
            ):
                total += descriptor.stat().st_blocks * BLOCK
    except OSError:
        pass
    return total
