"""Keeps what a child prints: to a file up to a bound, to a listener line by line, and its last lines for the reason."""

import contextlib
import os
import selectors
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from workflows.sandbox.job import size

TAIL = 30
LONGEST_LINE = 8 << 10


class Log:
    """A child's stdout and stderr; `bound` is in bytes, `on_line` gets each line as text without its end."""

    def __init__(self, path: Path, bound: int, on_line: Callable[[str], None] | None) -> None:
        self.tail: deque[str] = deque(maxlen=TAIL)
        self._file = path.open("wb", buffering=0)
        self._bound, self._left = bound, bound
        self._on_line = on_line
        self._partial = b""

    def __enter__(self) -> "Log":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def feed(self, block: bytes) -> None:
        """Take the next bytes that the child printed."""
        self._keep(block)
        *lines, rest = (self._partial + block).split(b"\n")
        self._partial = rest[:LONGEST_LINE]
        for line in lines:
            self._line(line)

    def finish(self) -> None:
        """The child has ended: what it printed last is a line too."""
        if self._partial:
            self._line(self._partial)
        self._partial = b""

    def _keep(self, block: bytes) -> None:
        if self._left <= 0:
            return
        self._file.write(block[: self._left])
        self._left -= len(block)
        if self._left <= 0:
            self._file.write(f"\n… cut off: more than {size(self._bound)} of log\n".encode())

    def _line(self, line: bytes) -> None:
        text = line[:LONGEST_LINE].decode("utf-8", "replace").rstrip("\r").replace("\0", "\ufffd")
        self.tail.append(text)
        if self._on_line is not None:
            self._on_line(text)


class Pipe:
    """The end of the pipe that a child prints into; never blocks longer than asked."""

    def __init__(self, stream: IO[bytes], log: Log) -> None:
        os.set_blocking(stream.fileno(), False)
        self._stream, self._log, self._open = stream, log, True
        self._selector = selectors.DefaultSelector()
        self._selector.register(stream, selectors.EVENT_READ)

    def __enter__(self) -> "Pipe":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._selector.close()
        self._stream.close()

    def read(self, *, wait: float) -> None:
        """Pass on what has been printed, waiting at most `wait` seconds for something."""
        if not self._open:
            # All writers have closed it: the child is about to end, or has daemons that print nothing.
            time.sleep(min(wait, 0.02))
        elif self._selector.select(wait):
            self._pass_on()

    def _pass_on(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while block := os.read(self._stream.fileno(), 1 << 16):
                self._log.feed(block)
                if len(block) < 1 << 16:
                    return
            self._open = False
