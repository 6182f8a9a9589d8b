"""A small MLflow that lists and sends what a test says, honest or not."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from workflows.mlflow.copying import Bounds, copy_tree
from workflows.mlflow.rest import API, ARTIFACTS, Connection

ROOT = "1/models/m-1/artifacts"
PLENTY = Bounds(files=50, depth=5, size=1 << 20, reserve=0)


@dataclass
class Store:
    """`folders` maps a folder below the model's to its listing, `files` a file to its chunks."""

    folders: dict[str, list] = field(default_factory=dict)
    files: dict[str, Callable[[], Iterator[bytes]]] = field(default_factory=dict)
    listing: Callable[[str], bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, content: bytes = b"x") -> None:
        """Put a file there, with the folders on the way."""
        folder, _, name = path.rpartition("/")
        parts = folder.split("/") if folder else []
        for number, part in enumerate(parts):
            self._list("/".join(parts[:number]), {"path": part, "is_dir": True})
        self._list(folder, {"path": name, "is_dir": False, "file_size": len(content)})
        self.files[path] = lambda: iter([content])

    def _list(self, folder: str, entry: dict) -> None:
        there = self.folders.setdefault(folder, [])
        if entry not in there:
            there.append(entry)

    def list(self, folder: str) -> bytes:
        if self.listing is not None:
            return self.listing(folder)
        return json.dumps({"files": self.folders.get(folder, [])}).encode()


class Handler(BaseHTTPRequestHandler):
    """The three routes of MLflow's REST API that a copy needs."""

    protocol_version = "HTTP/1.1"
    store: Store

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        try:
            self._answer(unquote(parts.path), query)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, path: str, query: dict[str, str]) -> None:
        if path == f"{API}/model-versions/get-download-uri":
            self._send(iter([json.dumps({"artifact_uri": f"mlflow-artifacts:/{ROOT}"}).encode()]))
        elif path == ARTIFACTS:
            folder = query["path"].removeprefix(ROOT).strip("/")
            self._note("list", folder)
            self._send(iter([self.store.list(folder)]))
        else:
            name = path.removeprefix(f"{ARTIFACTS}/{ROOT}/")
            self._note("file", name)
            self._send(self.store.files[name](), self.store.headers)

    def _note(self, what: str, name: str) -> None:
        self.store.asked.append((what, name))

    def _send(self, chunks: Iterator[bytes], headers: dict[str, str] | None = None) -> None:
        self.send_response(self.store.status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in filter(None, chunks):  # an empty one would be the end
            self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Nothing on the test's output."""


class Server(ThreadingHTTPServer):
    """Takes it that a reader goes away in the middle."""

    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def server(store) -> Iterator[str]:
    """The address of the small MLflow."""
    handler = type("Bound", (Handler,), {"store": store})
    with Server(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}"
        finally:
            httpd.shutdown()
            thread.join()


@pytest.fixture
def copy(server, tmp_path):
    """Copies what the small MLflow has: `copy(files=3)` gives the folder, made under these bounds."""

    def copy(**bounds: int) -> Path:
        to = tmp_path / "model"
        to.mkdir(exist_ok=True)
        with Connection(server, timeout=10) as inside:
            copy_tree(inside, ROOT, to, Bounds(**vars(PLENTY) | bounds))
        return to

    return copy
