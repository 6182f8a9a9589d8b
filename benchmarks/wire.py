"""A client of an MLflow server with one connection kept open: as little of a client as can be."""

import http.client
import json
from collections.abc import Mapping
from typing import IO, Any

# A file is sent in pieces, without its length.
Body = bytes | IO[bytes] | None


class Wire:
    """Calls to 127.0.0.1; an answer other than 2xx raises RuntimeError."""

    def __init__(
        self, port: int, headers: Mapping[str, str], media: str = "application/json"
    ) -> None:
        self._headers = {**headers, "Content-Type": media}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def call(self, method: str, path: str, body: Body = None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return content

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._told(self.call("POST", path, json.dumps(body).encode()))

    def get(self, path: str) -> dict[str, Any]:
        return self._told(self.call("GET", path))

    def close(self) -> None:
        self._connection.close()

    @staticmethod
    def _told(content: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(content or b"{}")
        return found
