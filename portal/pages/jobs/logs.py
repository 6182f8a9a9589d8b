"""What a job prints: the last lines of it, and what was added since somebody looked."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from workflows.models import Job

TAIL = 64 * 1024


@dataclass(frozen=True)
class Printed:
    """Text of a log that ends `at` so many bytes; `anew` where it replaces what was read before."""

    text: str
    at: int
    anew: bool = True


def tail(job: Job) -> Printed:
    """The end of what a job has printed, from the start of a line; nothing before it began."""
    size = _size(job)
    return _read(job, max(0, size - TAIL), size, anew=True)


def since(job: Job, at: int) -> Printed:
    """What was printed after the first `at` bytes; all of the end where the log began again."""
    size = _size(job)
    if at > size or size - at > TAIL:
        return tail(job)
    return _read(job, at, size, anew=False)


def size(job: Job) -> int:
    """How many bytes a job has printed."""
    return _size(job)


def _read(job: Job, start: int, end: int, *, anew: bool) -> Printed:
    path = _path(job)
    if path is None or end <= start:
        return Printed("", end, anew)
    try:
        with path.open("rb") as file:
            file.seek(start)
            found = file.read(end - start)
    except OSError:
        return Printed("", 0, anew)
    whole = _whole_characters(found)
    text = whole.decode("utf-8", errors="replace")
    if start and anew:
        text = text.partition("\n")[2]
    return Printed(text, start + len(whole), anew)


def _whole_characters(found: bytes) -> bytes:
    """Without the beginning of a character whose end isn't written yet."""
    for back in range(1, min(4, len(found)) + 1):
        byte = found[-back]
        if byte < 0x80:
            return found
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return found if back >= wanted else found[:-back]
    return found


def _size(job: Job) -> int:
    path = _path(job)
    try:
        return path.stat().st_size if path else 0
    except OSError:
        return 0


def _path(job: Job) -> Path | None:
    return Path(settings.PITWALL_HOME) / job.log_path if job.log_path else None
