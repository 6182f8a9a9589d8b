"""HTTP as ASGI carries it: bodies read with a bound, answers and problems written."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from governance.errors import Denied, Invalid, PitwallError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
# Runs a function that uses the database in a thread that may.
InThread = Callable[..., Awaitable[Any]]

RETRY_AFTER_SECONDS = "5"


class Refused(PitwallError):
    """A request that can't be taken as it is, with the status that says why."""

    def __init__(
        self, status: int, title: str, message: str, *, remedy: str = "", **headers: str
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.status, self.title = status, title
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class ClientGone(Exception):
    """Whoever asked hung up before the whole request was read."""


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name (lower case), or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


async def body(scope: Scope, receive: Receive, largest: int) -> bytes:
    """The whole body; Refused with 413 past `largest` bytes."""
    told = header(scope, b"content-length")
    if told.isdigit() and int(told) > largest:
        raise _too_large(largest)
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            raise _too_large(largest)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _too_large(largest: int) -> Refused:
    return Refused(
        413,
        "This request is too large",
        f"A request has at most {largest >> 20} MiB.",
        remedy="Send fewer rows at a time.",
        connection="close",
    )


async def answer(
    send: Send,
    status: int,
    content: Mapping[str, Any],
    *,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one JSON document."""
    payload = json.dumps(content, allow_nan=False).encode()
    every = {
        "content-type": content_type,
        "content-length": str(len(payload)),
        "cache-control": "no-store",
        **(headers or {}),
    }
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (key.encode("ascii"), value.encode("latin-1")) for key, value in every.items()
            ],
        }
    )
    await send({"type": "http.response.body", "body": payload})


async def refuse(send: Send, error: PitwallError) -> None:
    """Send an error as a problem document (RFC 9457)."""
    headers = dict(getattr(error, "headers", {}))
    if error.status == 503:
        headers.setdefault("retry-after", RETRY_AFTER_SECONDS)
    await answer(
        send,
        error.status,
        problem(error),
        content_type="application/problem+json",
        headers=headers,
    )


def problem(error: PitwallError) -> dict[str, Any]:
    """What went wrong, why, what to do, and who can lift it; only what there is to say."""
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": str(error.title),
        "status": error.status,
        "detail": error.message,
        "remedy": error.remedy,
        "reasons": list(error.reasons),
    }
    if isinstance(error, Invalid):
        told["fields"] = error.fields
    if isinstance(error, Denied):
        told["who_can"] = error.who_can
    return {key: value for key, value in told.items() if value}
