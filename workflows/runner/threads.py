"""Database connections of the runner's threads: each closes its own, and none is held while a child works."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def database() -> Iterator[None]:
    """Use the database for a while; afterwards this thread has no connection open."""
    try:
        yield
    finally:
        connections.close_all()
