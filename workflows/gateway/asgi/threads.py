"""Threads that may use the database; each keeps its connection from one call to the next."""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# As many connections to the database at most.
MOST = 8
# Seconds after which a server is asked whether it still answers, before it is relied on.
TRUSTED = 1.0
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
    """Do it with a connection that works; one that may not is let go first.

    Opening a SQLite file and setting it up takes 1 ms, twenty times what judging a call reads
    from it, so that it stays open. What others commit is seen all the same: nothing is read
    outside a statement of its own.
    """
    connection = connections["default"]
    file = _file(connection) if connection.vendor == "sqlite" else None
    if connection.errors_occurred or _is_stale(connection, file):
        connection.close()
    _kept.file, _kept.used = file, time.monotonic()
    return work(*args, **kwargs)


def _is_stale(connection: BaseDatabaseWrapper, file: tuple[int, int] | None) -> bool:
    """Whether another file is in the place of SQLite's, or a server answers no more."""
    if connection.vendor == "sqlite":
        return file is None or file != getattr(_kept, "file", None)
    rested = time.monotonic() - getattr(_kept, "used", 0.0)
    return connection.connection is not None and rested > TRUSTED and not connection.is_usable()


def _file(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """Which file the database is at the moment: one that came from a backup is another."""
    try:
        found = os.stat(connection.settings_dict["NAME"])  # noqa: PTH116 (half of a Path's time)
    except (OSError, TypeError):
        return None
    return found.st_dev, found.st_ino
