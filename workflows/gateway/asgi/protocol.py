"""HTTP as uvicorn speaks it, with a bound on what comes before a request's body."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# A first line and headers; uvicorn would gather any number of them, from anybody.
LARGEST_HEAD = 512 << 10


class BoundedHead(HttpToolsProtocol):
    """Hangs up on a request whose first line and headers are larger than LARGEST_HEAD."""

    _is_head, _head = True, 0

    def data_received(self, data: bytes) -> None:
        """Take what came, in parts of the sender's choosing."""
        if self._is_head:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.send_400_response("The headers are too large.")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """A body follows, which its reader bounds."""
        self._is_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Another request may follow."""
        self._is_head, self._head = True, 0
        super().on_message_complete()
