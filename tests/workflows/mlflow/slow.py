"""An upload that takes its time: a chunk now, the rest when a test says so."""

import http.client
import time
from urllib.parse import urlsplit

from tests.workflows.mlflow.raw import Answer, answer_of
from workflows.gateway.guard.passing import SLOW_SECONDS


class Upload:
    """A PUT whose body comes in chunks."""

    def __init__(self, url: str, path: str, key: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._connection.putrequest("PUT", path)
        self._connection.putheader("Authorization", f"Bearer {key}")
        self._connection.putheader("Transfer-Encoding", "chunked")
        self._connection.endheaders()

    def send(self, part: bytes) -> None:
        self._connection.send(b"%x\r\n%s\r\n" % (len(part), part))

    def wait(self) -> None:
        """Long enough for the upload to be a slow one."""
        time.sleep(SLOW_SECONDS + 0.2)

    def end(self, part: bytes) -> Answer:
        self.send(part)
        self._connection.send(b"0\r\n\r\n")
        came = self._connection.getresponse()
        answer = answer_of(came.status, came.read())
        self._connection.close()
        return answer
