"""News on its way out: a use case, its deliveries, and real ends for what leaves the house."""

import email
import json
import socketserver
import threading
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from governance.models import Delivery, Notice
from governance.services import deliveries
from portal import clock

# When the other readers' turn comes: not in these tests.
FAR = datetime(2099, 1, 1, tzinfo=UTC)


class News:
    """`news.deliver()` lets the reader called notices work; `news.of("ana")` is what Ana was told."""

    def __init__(self, lap) -> None:
        self.lap, self.cast = lap, lap.cast

    def deliver(self) -> None:
        """Everything that this reader has to read, at the story's time."""
        ours = Delivery.objects.filter(subscriber="notices", done_at=None)
        Delivery.objects.exclude(subscriber="notices").update(run_after=FAR)
        ours.update(run_after=self.lap.now)
        deliveries.work_off(clock=lambda: self.lap.now)
        assert not ours.exists(), ours.first().error

    def of(self, name: str) -> list[tuple[str, str]]:
        """Kinds of what somebody was told, each with the notice's subject."""
        rows = Notice.objects.filter(recipient=self.cast.id(name)).order_by("pk")
        return [(one.kind, one.subject_type) for one in rows]

    def kinds(self, name: str) -> list[str]:
        return [kind for kind, _subject in self.of(name)]


@pytest.fixture
def news(lap, monkeypatch) -> News:
    """A use case with everybody in it; what happened while it was set up is told and forgotten."""
    monkeypatch.setattr(clock, "now", lambda: lap.now)
    Delivery.objects.all().delete()
    return News(lap)


class Hook:
    """A web address that takes what is posted to it; `status` is what it answers."""

    def __init__(self) -> None:
        self.got: list[dict] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.got.append(json.loads(body))
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing to standard error."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/SECRETPART"


@pytest.fixture
def hook():
    found = Hook()
    yield found
    found.server.shutdown()
    found.server.server_close()


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over a message."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.got.append(self._message())  # type: ignore[attr-defined]
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _message(self) -> Message:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines))


@pytest.fixture
def mailbox():
    """A mail server on this machine, through which e-mail is sent; what it was given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.got = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.server_address[1],
            EMAIL_USE_TLS=False,
            EMAIL_USE_SSL=False,
            EMAIL_HOST_USER="",
        ):
            yield server.got  # type: ignore[attr-defined]
        server.shutdown()
