"""Calls to the gateway byte for byte as a test wants them: no client tidies them up."""

import http.client
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back; `code` is MLflow's error code where the answer is in its shape."""

    status: int
    body: bytes
    code: str = ""
    message: str = ""


class Line:
    """One kept connection; a thread has one of its own."""

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        self._host = urlsplit(url).netloc
        self._timeout = timeout
        self._open()

    def _open(self) -> None:
        self._connection = http.client.HTTPConnection(self._host, timeout=self._timeout)

    def call(
        self,
        method: str,
        target: str,
        *,
        key: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
        chunked: bool = False,
    ) -> Answer:
        """Send one call, with exactly these headers beside the host, the key and the length."""
        every = [("Host", self._host), *headers]
        if key:
            every.append(("Authorization", f"Bearer {key}"))
        if chunked:
            every.append(("Transfer-Encoding", "chunked"))
        elif body is not None:
            every.append(("Content-Length", str(len(body))))
        payload = _in_chunks(body or b"") if chunked else body
        try:
            return self._sent(method, target, every, payload)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A kept connection may have been closed between two calls.
            self._connection.close()
            self._open()
            return self._sent(method, target, every, payload)

    def _sent(
        self, method: str, target: str, headers: list[tuple[str, str]], payload: bytes | None
    ) -> Answer:
        connection = self._connection
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(payload)
        came = connection.getresponse()
        return answer_of(came.status, came.read())

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()


class Lines:
    """A line for each thread that calls."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local, self._made = threading.local(), []

    def call(self, method: str, target: str, **given) -> Answer:
        line = getattr(self._local, "line", None)
        if line is None:
            line = self._local.line = Line(self._url)
            self._made.append(line)
        return line.call(method, target, **given)

    def close(self) -> None:
        for line in self._made:
            line.close()


def answer_of(status: int, body: bytes) -> Answer:
    """An answer, read as MLflow's where it is one."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return Answer(status, body)
    return Answer(status, body, str(told.get("error_code", "")), str(told.get("message", "")))


def _in_chunks(body: bytes) -> bytes:
    """The body in two chunks, or in one of a single byte."""
    half = max(1, len(body) // 2)
    parts = [part for part in (body[:half], body[half:]) if part]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
