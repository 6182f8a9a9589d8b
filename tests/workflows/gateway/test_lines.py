"""Connections to scoring processes: kept open, bounded, and closed when a process is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from workflows.gateway.scoring import lines

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def ask(socket: Path, answer: Answer, times: int = 1) -> tuple[list, int]:
    """Post `times` to a server at `socket` that answers so; what came back, over how many connections."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            await answer(writer)

    async def main() -> list:
        server = await asyncio.start_unix_server(serve, socket)
        line = lines.Lines()
        try:
            return [await line.post(socket, b"{}") for _ in range(times)]
        finally:
            await line.close()
            server.close()

    return asyncio.run(main()), connections


async def ok(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        try:
            await writer.drain()
        except ConnectionError:
            return


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestLines:
    def test_a_connection_is_kept_open(self, tmp_path):
        found, connections = ask(tmp_path / "s", ok, times=5)
        assert found == [(200, b"{}")] * 5
        assert connections == 1

    def test_an_answer_without_end_is_cut_off(self, tmp_path, monkeypatch):
        monkeypatch.setattr(lines, "LARGEST_ANSWER", 1 << 20)
        with pytest.raises(ValueError, match="more than 1 MiB"):
            ask(tmp_path / "s", endless)

    def test_a_process_that_hangs_up_is_told_apart_from_one_that_takes_long(self, tmp_path):
        with pytest.raises(httpx.RemoteProtocolError):
            ask(tmp_path / "s", hangs_up)

    def test_nobody_at_the_socket_is_a_network_error(self, tmp_path):
        async def main() -> None:
            await lines.Lines().post(tmp_path / "nothing", b"{}")

        with pytest.raises(httpx.NetworkError):
            asyncio.run(main())
