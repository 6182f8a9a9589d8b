"""Carries bytes between a TCP port and a unix socket, so that a child without network reaches one server."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while block := await reader.read(1 << 16):
            writer.write(block)
            await writer.drain()
    with contextlib.suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()


async def carry(listener: socket.socket, connect: Connect) -> None:
    """Serve connections of `listener` until cancelled, each through a connection of its own from `connect`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await connect()
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        far_writer.close()
        writer.close()

    server = await asyncio.start_server(serve, sock=listener)
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        server.close()


def serve_inside(listener: socket.socket, path: str) -> None:
    """Carry a TCP listener's connections to the unix socket at `path`, for ever."""
    asyncio.run(carry(listener, lambda: asyncio.open_unix_connection(path)))
