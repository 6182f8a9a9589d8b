"""Says in a sentence why a child ended badly, from its exit status and the last lines that it wrote."""

import signal

from workflows.sandbox.inside.launcher import CANNOT_START
from workflows.sandbox.job import Limits, size

_LONGEST = 300


def why(returncode: int, tail: list[str], limits: Limits) -> str:
    """Why a child that Pitwall didn't stop ended with `returncode` (128 + n, or -n, for signal n); "" for 0."""
    if returncode == 0:
        return ""
    number = -returncode if returncode < 0 else returncode - 128
    if number == signal.SIGXCPU:
        return f"killed: it used more than {limits.cpu_seconds} s of processor time"
    if number == signal.SIGKILL and limits.cpu_seconds is not None:
        return (
            f"killed: by the system, out of memory or past {limits.cpu_seconds} s of processor time"
        )
    last = _last_words(tail)
    if returncode == CANNOT_START:
        return last or "the sandbox could not start it"
    return _limit_met(tail, limits) or _plain(returncode, number, last)


def _limit_met(tail: list[str], limits: Limits) -> str:
    """The limit that the last lines complain of, in the words of Python, NumPy or the C library."""
    text = "\n".join(tail)
    signs = (
        (
            ("MemoryError", "Cannot allocate memory", "bad_alloc"),
            f"it asked for more than {size(limits.memory)} of memory",
        ),
        (
            ("No space left on device", "File too large"),
            f"it tried to write more than {size(limits.disk)}",
        ),
        (
            ("Resource temporarily unavailable", "can't start new thread"),
            f"it tried to start more than {limits.processes} processes and threads",
        ),
    )
    for words, sentence in signs:
        if any(word in text for word in words):
            return f"failed: {sentence}"
    return ""


def _plain(returncode: int, number: int, last: str) -> str:
    if 0 < number < signal.NSIG:
        return f"killed by signal {signal.Signals(number).name}"
    return f"failed with exit status {returncode}" + (f": {last}" if last else "")


def _last_words(tail: list[str]) -> str:
    words = next((line.strip() for line in reversed(tail) if line.strip()), "")
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
