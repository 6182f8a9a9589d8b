"""What is asked of a sandbox and what comes back: levels, limits, jobs and results."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


class Level(StrEnum):
    """How well a child is fenced in, best first."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    NONE = "none"


class Words(StrEnum):
    """Which of a child's own last words go into the reason that people read.

    `NONE` and `COMPLAINT` are for children that see what the reader may not: theirs could quote it.
    `COMPLAINT` lets pass what a program of Pitwall's own says with exit status 65.
    """

    ALL = "all"
    COMPLAINT = "complaint"
    NONE = "none"


@dataclass(frozen=True)
class Limits:
    """What a child may use at most: bytes, seconds and numbers; None for no limit.

    `memory` holds for each process's address space and for all its processes together;
    `processes` counts threads too; `disk` holds for the scratch folder and for each output file;
    `log` is how much of stdout and stderr is kept.
    """

    memory: int = 2 * GIB
    wall_seconds: float | None = 300
    cpu_seconds: int | None = None
    processes: int = 256
    disk: int = 64 * MIB
    log: int = 4 * MIB


@dataclass(frozen=True)
class Job:
    """One child process: its command, what it reads, and what outlives it.

    `argv[0]` is the absolute path of a Python interpreter; what that needs to run is made visible by itself.
    `folder` is the child's working, home and temporary folder, and the only one it writes to; of it only
    the files named in `outputs` remain. `reads` are seen read-only at the same path. `env` is the whole
    environment beside PATH, HOME, TMPDIR, USER and LANG. `listener` is a listening socket that the child
    finds as descriptor 3. `outlet` is the one TCP address (host, port) that the child may reach. `words` says
    what of its last words goes into the reason when it fails.
    """

    argv: tuple[str, ...]
    folder: Path
    outputs: tuple[str, ...] = ()
    reads: tuple[Path, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    listener: socket.socket | None = None
    outlet: tuple[str, int] | None = None
    words: Words = Words.ALL

    def output_paths(self) -> list[Path]:
        """The files that outlive the child; ValueError for a name that is a path."""
        for name in self.outputs:
            if Path(name).name != name:
                raise ValueError(
                    f"An output is a plain file name in the child's folder, not {name!r}."
                )
        return [self.folder / name for name in self.outputs]


@dataclass(frozen=True)
class Result:
    """How a child ended: its exit status, a sentence when it didn't end well, and its wall-clock seconds."""

    returncode: int
    reason: str
    seconds: float

    @property
    def ok(self) -> bool:
        return self.returncode == 0 and not self.reason


def size(count: int) -> str:
    """Bytes for people: `2 GiB`, `64 MiB`, `1.5 MiB`."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if count >= unit:
            return f"{count / unit:.4g} {name}"
    return f"{count} bytes"
