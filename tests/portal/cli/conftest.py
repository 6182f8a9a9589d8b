"""The very file that the portal hands out, run by the system's Python against a portal that listens."""

import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone

from governance.services import tokens
from portal.cli import pitwall
from portal.wsgi import application
from tests.api.conftest import api, one_use_case_is_no_loop, told

__all__ = ["api", "one_use_case_is_no_loop", "told"]

PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable
TOKEN = "s3cret-that-nobody-may-read"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


class Terminal:
    """`terminal("sam", "submit", "training")` runs the command with Sam's token."""

    def __init__(self, url: str, cast=None) -> None:
        self.url, self.cast = url, cast

    def __call__(self, name: str, *arguments: object, sent: bytes = b"", **changes: str) -> Done:
        token = TOKEN
        if self.cast is not None:
            made = tokens.make(actor=self.cast.actor(name), name="ci", now=timezone.now())
            token = made.secret
        environment = {"PATH": os.environ["PATH"], "PITWALL_URL": self.url, "PITWALL_TOKEN": token}
        done = subprocess.run(
            [PYTHON, "-I", pitwall.__file__, *map(str, arguments)],
            check=False,
            capture_output=True,
            input=sent,
            env=environment | changes,
            timeout=60,
        )
        said = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert token not in said.out + said.err
        assert "Traceback" not in said.err, said.err
        return said


class Quiet(WSGIRequestHandler):
    """Writes no line a request."""

    def log_message(self, *_: object) -> None:
        return


def listening(server) -> Iterator[str]:
    """The address of a server that listens until the test ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def terminal(fresh_database, cast, told) -> Iterator[Terminal]:
    """A terminal at the portal in which `told` happens."""
    server = make_server("127.0.0.1", 0, application, WSGIServer, Quiet)
    for url in listening(server):
        yield Terminal(url, cast)


@dataclass
class Fake:
    """A portal that answers what it is told to, one after another, and keeps what it was sent."""

    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    heard: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    terminal: Callable[..., Done] | None = None
    server: ThreadingHTTPServer | None = None

    def speak_tls(self, certificate: Path) -> str:
        """From now on with this certificate; the new address."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        return self.terminal.url.replace("http:", "https:")


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A portal of nothing but canned answers."""
    one = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            one.heard.append((self.command, self.path, dict(self.headers), body))
            status, headers, said = one.answers.pop(0)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(said))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.server = server
    for url in listening(server):
        one.terminal = Terminal(url)
        yield one


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for but itself, its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now, place = timezone.now(), x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([place]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM) + pem)
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Scores of two predictions as JSON lines."""
    path = tmp_path / "scores.jsonl"
    path.write_text('{"prediction_id": "a"}\n{"prediction_id": "b"}\n')
    return path
