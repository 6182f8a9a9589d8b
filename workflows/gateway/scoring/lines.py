"""Open connections to scoring processes, one client a socket; what they answer is read with a bound."""

import asyncio
import time
from pathlib import Path

import httpx

from workflows.mlflow import tls

LARGEST_ANSWER = 64 << 20
# Connecting too: a socket of this host takes whoever asks at once or refuses at once, so that a shorter
# limit would measure how busy this process is, and give up a version that is well.
TIMEOUT = httpx.Timeout(60.0)
IDLE_SECONDS = 120.0


class Lines:
    """A client a socket; those of processes that nobody asks any more are closed."""

    def __init__(self) -> None:
        self._clients: dict[Path, tuple[httpx.AsyncClient, float]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def post(self, socket: Path, body: bytes) -> tuple[int, bytes]:
        """Ask the scoring process at this socket: its status and its answer.

        Raises ValueError for an answer past LARGEST_ANSWER, and httpx's errors.
        """
        parts, size = [], 0
        headers = {"content-type": "application/json"}
        async with self._to(socket).stream(
            "POST", "/invocations", content=body, headers=headers
        ) as answer:
            async for part in answer.aiter_bytes():
                size += len(part)
                if size > LARGEST_ANSWER:
                    raise ValueError(f"more than {LARGEST_ANSWER >> 20} MiB")
                parts.append(part)
        return answer.status_code, b"".join(parts)

    def _to(self, socket: Path) -> httpx.AsyncClient:
        now = time.monotonic()
        client = self._clients.get(socket, (None, now))[0]
        if client is None:
            client = httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=str(socket), verify=tls.context()),
                base_url="http://model",
                trust_env=False,
                timeout=TIMEOUT,
            )
            self._close_idle(now)
        self._clients[socket] = (client, now)
        return client

    def _close_idle(self, now: float) -> None:
        idle = [key for key, (_, used) in self._clients.items() if now - used > IDLE_SECONDS]
        for key in idle:
            task = asyncio.ensure_future(self._clients.pop(key)[0].aclose())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close all of them."""
        for client, _ in self._clients.values():
            await client.aclose()
        self._clients.clear()
