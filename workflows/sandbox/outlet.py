"""Leads from a unix socket, shown to one child, to the one server that the child may reach."""

import asyncio
import ipaddress
import socket
import threading
from pathlib import Path

from workflows.sandbox.inside import relay

LOOPBACK = "127.0.0.1"


class Outlet:
    """Carries what comes to a unix socket in `store` to (host, port), in a thread of its own, until closed.

    `socket` and `hosts` are the two files to show to the child: the server's name leads to its own loopback
    device, where the launcher listens and passes on.
    """

    def __init__(self, store: Path, address: tuple[str, int]) -> None:
        self.socket, self.hosts = store / "way-out.sock", store / "hosts"
        self.hosts.write_text(f"{LOOPBACK} localhost\n{LOOPBACK} {address[0]}\n")
        self.hosts.chmod(0o644)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.socket))
        # The child runs as another user; the folder around the socket keeps everybody else out.
        self.socket.chmod(0o666)
        self._listener.listen(64)
        self._address = address
        self._closed = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="sandbox-outlet", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop carrying; open connections are cut."""
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._carry())

    async def _carry(self) -> None:
        """Until closed; the runner then cancels the connections that are left."""
        work = relay.carry(self._listener, lambda: asyncio.open_connection(*self._address))
        carrying = asyncio.create_task(work)
        await self._closed.wait()
        carrying.cancel()


def as_seen_inside(value: str, host: str) -> str:
    """A text in which a server known by its number is found where the launcher listens for it."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return value
    return value.replace(f"[{host}]" if number.version == 6 else host, LOOPBACK)
