"""What isn't Pitwall's own is passed to the MLflow server and back, streamed, unjudged for now."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

import httpx
from django.conf import settings

from workflows.gateway import wire

# They concern one connection only (RFC 9110, 7.6.1); Host is that of the server we ask.
HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# Who calls is Pitwall's affair: keys and sessions that open Pitwall are nothing for another server.
OURS = frozenset({b"host", b"authorization", b"cookie"})
TIMEOUT = httpx.Timeout(300.0, connect=5.0)
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20)

Headers = list[tuple[bytes, bytes]]


class Passing:
    """Passes requests on to MLFLOW_URL."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT, limits=LIMITS, trust_env=False, follow_redirects=False
        )

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        request = self._client.build_request(
            scope["method"],
            _target(scope),
            headers=_end_to_end(scope["headers"], also=OURS),
            content=_sent(receive) if _has_body(scope) else None,
        )
        try:
            answer = await self._client.send(request, stream=True)
        except httpx.TransportError as error:
            await _unreachable(send, error)
            return
        try:
            await _pass_back(answer, receive, send)
        finally:
            await answer.aclose()

    async def close(self) -> None:
        await self._client.aclose()


def _target(scope: wire.Scope) -> httpx.URL:
    """The same path and query on the MLflow server, as they were written."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    base = httpx.URL(settings.MLFLOW_URL)
    whole = base.raw_path.rstrip(b"/") + path + (b"?" + query if query else b"")
    return base.copy_with(raw_path=whole)


def _end_to_end(headers: Iterable[tuple[bytes, bytes]], also: Iterable[bytes] = ()) -> Headers:
    """The headers that are meant for the other end."""
    every = [(key.lower(), value) for key, value in headers]
    named = {
        name.strip().lower()
        for key, value in every
        if key == b"connection"
        for name in value.split(b",")
    }
    return [(k, v) for k, v in every if k not in HOP_BY_HOP | named | set(also)]


def _has_body(scope: wire.Scope) -> bool:
    length = wire.header(scope, b"content-length")
    return length not in {"", "0"} or bool(wire.header(scope, b"transfer-encoding"))


async def _sent(receive: wire.Receive) -> AsyncIterator[bytes]:
    """The request's body as it comes in."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise wire.ClientGone
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


async def _pass_back(answer: httpx.Response, receive: wire.Receive, send: wire.Send) -> None:
    """The answer as it comes in, undecoded, until its end or until nobody listens any more."""
    await send(
        {
            "type": "http.response.start",
            "status": answer.status_code,
            "headers": _end_to_end(answer.headers.raw),
        }
    )
    gone = asyncio.ensure_future(_hung_up(receive))
    try:
        async for chunk in answer.aiter_raw():
            if gone.done():
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _hung_up(receive: wire.Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unreachable(send: wire.Send, error: Exception) -> None:
    """In MLflow's own shape, so that its clients show the sentence."""
    message = f"MLflow doesn't answer ({type(error).__name__}). Try again; /readyz says more."
    await wire.answer(
        send,
        503,
        {"error_code": "TEMPORARILY_UNAVAILABLE", "message": message},
        headers={"retry-after": wire.RETRY_AFTER_SECONDS},
    )
