"""Plain statements for what is asked before every call to MLflow: a third of what the ORM takes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connections


def read(sql: str, values: Sequence[Any]) -> list[tuple]:
    """All rows of a statement in which %s stands for each value.

    The whole answer is fetched, so that nothing of it holds an old state of the database open. Past
    Django's own cursor, which rewrites SQLite's statement at each call. Raises what Django's raise.
    """
    found = connections["default"]
    found.ensure_connection()
    with found.wrap_database_errors:
        if found.vendor == "sqlite":
            return list(found.connection.execute(_with_marks(sql), values).fetchall())
        with found.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())


@lru_cache(256)
def _with_marks(sql: str) -> str:
    """The statement as SQLite's driver has it."""
    return sql.replace("%s", "?")
