"""Calls as they go on to MLflow and come back from it: headers, bodies, answers."""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from workflows.gateway.asgi import wire
from workflows.gateway.asked.fields import Header, Unclear
from workflows.mlflow.routes import Kind, Route

WORKSPACE = b"x-mlflow-workspace"
# What opens Pitwall is nothing for MLflow, and the workspace is ours to name.
OURS = frozenset({b"authorization", b"cookie", WORKSPACE})
LENGTHS = frozenset({b"content-length", b"transfer-encoding"})
LARGEST_ANSWER = 1 << 20
# What MLflow's frameworks say in their own ways, and its code for it.
UNSHAPED = {
    400: "BAD_REQUEST",
    404: "ENDPOINT_NOT_FOUND",
    405: "ENDPOINT_NOT_FOUND",
    415: "BAD_REQUEST",
    422: "INVALID_PARAMETER_VALUE",
    500: "BAD_REQUEST",
}
UNSAID = "MLflow can't make sense of this call; what it said is in the gateway's log."
# An upload that took longer than this is judged again at its end.
SLOW_SECONDS = 0.5


def is_streamed(route: Route) -> bool:
    """Whether MLflow takes the body as it comes. All else it holds in memory, and so may we."""
    return route.kind is Kind.BYTES and route.method == "PUT"


def is_short(scope: wire.Scope, largest: int) -> bool:
    """Whether the call says that its body is no larger, or that there is none."""
    told = wire.header(scope, b"content-length")
    if not told:
        return not wire.header(scope, b"transfer-encoding")
    return told.isdigit() and int(told) <= largest


def rewritten(scope: wire.Scope, workspace: str, length: int | None = None) -> wire.Scope:
    """The call as MLflow is to see it: without what opens Pitwall, in our workspace; with the length
    of a body that was read, so that MLflow reads the same one.

    Of a header's name, a server of MLflow's kind may not tell - from _.
    """
    ours = OURS if length is None else OURS | LENGTHS
    headers = [pair for pair in scope["headers"] if pair[0].lower().replace(b"_", b"-") not in ours]
    if workspace:
        headers.append((WORKSPACE, workspace.encode("ascii", "ignore")))
    if length:
        headers.append((b"content-length", str(length).encode()))
    return {**scope, "headers": headers}


def headers_of(scope: wire.Scope) -> Header:
    """The call's headers by name, for what is judged by them."""

    def header(name: bytes) -> str:
        found = [bytes(value) for key, value in scope["headers"] if key == name]
        if len(found) > 1:
            raise Unclear(f"The header {name.decode()} is given twice.")
        return found[0].decode("latin-1") if found else ""

    return header


class Replayed:
    """A body that was read already, given once more; then whatever comes after it."""

    def __init__(self, raw: bytes, receive: wire.Receive) -> None:
        self._raw, self._receive, self._given = raw, receive, False
        self.length = len(raw)

    async def __call__(self) -> wire.Message:
        if self._given:
            return await self._receive()
        self._given = True
        return {"type": "http.request", "body": self._raw, "more_body": False}


class JudgedAgain:
    """A body as it comes. Where that takes long, things can have been frozen meanwhile: then its end
    is held back, as if the sender had gone, and `refused` says why.
    """

    def __init__(self, receive: wire.Receive, judge: Callable[[], Awaitable[Any]]) -> None:
        self._receive, self._judge = receive, judge
        self._begun = time.monotonic()
        self._is_over = False
        self.refused: Any = None

    async def __call__(self) -> wire.Message:
        message = await self._receive()
        if self._is_over or message.get("more_body"):
            return message
        self._is_over = True
        if time.monotonic() - self._begun > SLOW_SECONDS:
            self.refused = (await self._judge()).verdict
        return message if self.refused is None else {"type": "http.disconnect"}

    def unless_refused(self, send: wire.Send) -> wire.Send:
        """What MLflow says to that is nothing for the client."""

        async def unless(message: wire.Message) -> None:
            if self.refused is None:
                await send(message)

        return unless


class Mended:
    """Passes an answer on, but for those that aren't in MLflow's shape, which its clients can't show,
    and for its 500, which it gives to calls that it can't make sense of: clients would try those
    again for minutes. They are told so by 400, in MLflow's words where there are any.
    """

    def __init__(self, send: wire.Send) -> None:
        self._send = send
        # Whether what was mended has been said: what MLflow raises after that is told already.
        self.is_done = False
        self._start: wire.Message | None = None
        self._parts: list[bytes] = []

    async def __call__(self, message: wire.Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in UNSHAPED:
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._end(self._start, b"".join(self._parts))

    async def _end(self, start: wire.Message, body: bytes) -> None:
        status, self.is_done = start["status"], True
        told = _object(body)
        if "error_code" in told and status != 500:
            await self._send(start)
            await self._send({"type": "http.response.body", "body": body})
            return
        if "error_code" not in told:
            said = told.get("detail")
            message = said if isinstance(said, str) else UNSAID
            told = {"error_code": UNSHAPED[status], "message": message}
        await wire.answer(self._send, 400 if status == 500 else status, told)


def _object(body: bytes) -> dict[str, Any]:
    """A body as the JSON object that it is, or an empty one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Watch:
    """Passes an answer on, and keeps a short one to be read."""

    def __init__(self, send: wire.Send) -> None:
        self._send = send
        self.status = 0
        self._parts: list[bytes] = []
        self._size = 0

    async def __call__(self, message: wire.Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif self._size < LARGEST_ANSWER:
            self._parts.append(message.get("body", b""))
            self._size += len(self._parts[-1])
        await self._send(message)

    def content(self) -> dict[str, Any]:
        return _object(b"".join(self._parts))
