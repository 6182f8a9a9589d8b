"""Threads that may use the database; each keeps its connection from one call to the next."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import close_old_connections, connections

# As many connections to the database at most.
MOST = 8
_kept = threading.local()


class Threads:
    """Call it with what is to be done in one of the threads, and its arguments."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(MOST, thread_name_prefix="gateway")

    async def __call__(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(with_database, work, *args, **kwargs))

    def close(self) -> None:
        """Take no more; what runs is left to end by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def with_database(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do it with a connection that works; a stale one is let go first.

    Opening a SQLite file and setting it up takes 1 ms, twenty times what judging a call reads
    from it, so that it stays open. What others commit is seen all the same: nothing is read
    outside a statement of its own.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()
    file = _file(connection.settings_dict["NAME"])
    if file is None or file != getattr(_kept, "file", None) or connection.errors_occurred:
        connection.close()
        _kept.file = file
    return work(*args, **kwargs)


def _file(name: Any) -> tuple[int, int] | None:
    """Which file the database is at the moment: one put in its place, from a backup, is another."""
    try:
        found = os.stat(name)  # noqa: PTH116 (before each call: a path costs more than asking)
    except (OSError, TypeError):
        return None
    return found.st_dev, found.st_ino
