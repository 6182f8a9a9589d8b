"""A mail server on loopback that can kill whoever hands it a message, before or after taking it."""

import contextlib
import email
import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

BEFORE, AFTER = "before it is taken", "after it is taken"


class MailServer(socketserver.ThreadingTCPServer):
    """What it took is in `got`; `kill` has it kill a process group at a point, once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.got: list[Message] = []
        self._order: tuple[str, int] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def kill(self, point: str, group: int) -> None:
        self._order = (point, group)

    def come_to(self, point: str) -> None:
        if self._order and self._order[0] == point:
            (_point, group), self._order = self._order, None
            os.killpg(group, signal.SIGKILL)

    def to(self, name: str) -> list[Message]:
        """What somebody got."""
        return [one for one in self.got if one["To"] == f"{name}@example.org"]


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a message."""

    server: MailServer

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # whoever was killed doesn't say good-bye
            self._talk()

    def _talk(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self.server.come_to(BEFORE)
                self._say("354 go on")
                if not self._take():
                    return
            self._say("221 bye" if word == "QUIT" else "250 well")

    def _take(self) -> bool:
        """Take a message that comes whole; the client doesn't know yet that it was taken."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.got.append(email.message_from_bytes(b"".join(lines)))
        self.server.come_to(AFTER)
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
