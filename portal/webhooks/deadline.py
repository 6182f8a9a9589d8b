"""A deadline for a whole call: a receiver that sends a byte now and then would hold a worker for good.

The client's own time limits are for each read. What is done here is to keep a second handle of the
connection, and to shut it when time is up, so that whoever reads from it is told at once.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Lines:
    """The connections of one call."""

    def __init__(self) -> None:
        self.handles: list[socket.socket] = []
        self.over = False

    def pools(self) -> dict[str, type]:
        """The kinds of pool, by scheme, whose connections are kept here."""
        plain, secure = (
            type("Plain", (Plain,), {"lines": self}),
            type("Secure", (Secure,), {"lines": self}),
        )
        return {
            "http": type("Plains", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("Secures", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }

    def keep(self, made: socket.socket) -> socket.socket:
        self.handles.append(made.dup())
        return made

    @contextlib.contextmanager
    def until(self, seconds: float) -> Iterator[None]:
        """Shut them once so many seconds have passed."""
        timer = threading.Timer(seconds, self._shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            for one in self.handles:
                one.close()

    def _shut(self) -> None:
        self.over = True
        for one in self.handles:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Plain(HTTPConnection):
    """A connection whose socket its `lines` know."""

    lines: Lines

    def _new_conn(self) -> socket.socket:
        return self.lines.keep(super()._new_conn())


class Secure(HTTPSConnection):
    """The same over TLS: the handle is made before it begins, so that it counts too."""

    lines: Lines

    def _new_conn(self) -> socket.socket:
        return self.lines.keep(super()._new_conn())
