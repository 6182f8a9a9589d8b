"""All rows of the test's database as they are stored, and what leads from one state to another."""

from functools import cache
from typing import Any, NamedTuple

from django.db import connection

Contents = dict[str, dict[Any, tuple]]


class Table(NamedTuple):
    """A table as SQL needs it; `key` is the place of the primary key among the columns."""

    name: str
    columns: tuple[str, ...]
    key: int


class Statement(NamedTuple):
    sql: str
    rows: list[tuple]


@cache
def tables() -> tuple[Table, ...]:
    """Every table of the migrated schema, which is the same in all tests of a process."""
    inspect = connection.introspection
    with connection.cursor() as cursor:
        found = []
        for name in inspect.table_names(cursor):
            columns = tuple(one.name for one in inspect.get_table_description(cursor, name))
            key = columns.index(inspect.get_primary_key_column(cursor, name))
            found.append(Table(name, columns, key))
    return tuple(found)


def contents() -> Contents:
    """Every row by its table and primary key, in the values that the database itself holds."""
    with connection.cursor() as cursor:
        return {table.name: _rows(cursor, table) for table in tables()}


def _rows(cursor, table: Table) -> dict[Any, tuple]:
    # An expression has no declared type, so SQLite's driver leaves dates and decimals as stored.
    asked = ", ".join(f"coalesce({_quoted(column)}, NULL)" for column in table.columns)
    cursor.execute(
        f"SELECT {asked} FROM {_quoted(table.name)} ORDER BY {_quoted(table.columns[table.key])}"
    )
    rows = (tuple(_plain(value) for value in row) for row in cursor.fetchall())
    return {row[table.key]: row for row in rows}


def changes(before: Contents, after: Contents) -> list[Statement]:
    """The statements that make of one state the other: rows removed, then changed, then added."""
    gone, changed, added = [], [], []
    for table in tables():
        old, new = before[table.name], after[table.name]
        gone += _removals(table, [(key,) for key in old if key not in new])
        both = old.keys() & new.keys()
        changed += [_change(table, old[key], new[key]) for key in both if old[key] != new[key]]
        added += _additions(table, [row for key, row in new.items() if key not in old])
    return [*gone, *changed, *added]


def apply(statements: list[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, rows in statements:
            cursor.executemany(sql, rows)


def _removals(table: Table, keys: list[tuple]) -> list[Statement]:
    where = f"{_quoted(table.columns[table.key])} = %s"
    return [Statement(f"DELETE FROM {_quoted(table.name)} WHERE {where}", keys)] if keys else []


def _change(table: Table, old: tuple, new: tuple) -> Statement:
    """Of one row only the columns that differ, because a guard may watch the others."""
    differing = [place for place, value in enumerate(new) if value != old[place]]
    values = ", ".join(f"{_quoted(table.columns[place])} = %s" for place in differing)
    where = f"{_quoted(table.columns[table.key])} = %s"
    row = (*(new[place] for place in differing), new[table.key])
    return Statement(f"UPDATE {_quoted(table.name)} SET {values} WHERE {where}", [row])


def _additions(table: Table, rows: list[tuple]) -> list[Statement]:
    columns = ", ".join(map(_quoted, table.columns))
    values = ", ".join(["%s"] * len(table.columns))
    sql = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({values})"
    return [Statement(sql, rows)] if rows else []


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _plain(value: Any) -> Any:
    """PostgreSQL's driver gives bytes as a view that can't be compared once it is read."""
    return bytes(value) if isinstance(value, memoryview) else value
