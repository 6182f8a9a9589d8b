"""The database's own guard over the record: rows of these tables are only ever added.

It has no off switch. Whoever owns the database can still take it down; that is what sealing and
checkpoints that leave the machine are for.
"""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Each guarded table with its unique keys. SQLite needs them: INSERT OR REPLACE removes the row
# in the way without asking the DELETE trigger.
GUARDED = {
    "governance_ledgerentry": (("id",), ("uuid",)),
    "governance_ledgerleaf": (("seq",), ("entry_id",)),
    "governance_checkpoint": (("size",),),
    "governance_policyversion": (("id",), ("policy_id", "number")),
}
FUNCTION = "pitwall_refuse_change"
SAYS = "is append-only: rows are added, never changed or removed"

_ACTS = {
    "sqlite": ("no_update", "no_delete", "no_replace"),
    "postgresql": ("no_change", "no_truncate"),
}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # 'A' is ENABLE ALWAYS: session_replication_role doesn't skip it.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on every guarded table that exists; doing it again changes nothing."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for statement in _statements(connection.vendor, present):
            # Without params, so that the drivers leave per cent signs alone.
            cursor.execute(statement, None)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and aren't (on PostgreSQL: or that can be skipped)."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor], None)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in names(connection.vendor) if name not in present]


def names(vendor: str) -> list[str]:
    """The names of all triggers of the guard on this kind of database."""
    return [f"{table}_{act}" for table in GUARDED for act in _ACTS[vendor]]


def after_migration(*, using: str, **_: object) -> None:
    """Install the guard again: rebuilding a table on SQLite silently drops its triggers."""
    install(connections[using])


def _statements(vendor: str, present: set[str]) -> list[str]:
    """The SQL that installs the guard on the guarded tables among `present`."""
    guarded = [table for table in GUARDED if table in present]
    if vendor == "sqlite":
        return [sql for table in guarded for sql in _sqlite(table)]
    return [_POSTGRESQL_FUNCTION, *(sql for table in guarded for sql in _postgresql(table))]


def _sqlite(table: str) -> list[str]:
    same = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
        for key in GUARDED[table]
    )
    there = f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608 (our own names)
    return [
        _sqlite_trigger(table, "no_update", "UPDATE"),
        _sqlite_trigger(table, "no_delete", "DELETE"),
        _sqlite_trigger(table, "no_replace", "INSERT", there),
    ]


def _sqlite_trigger(table: str, name: str, act: str, when: str = "") -> str:
    return (
        f'CREATE TRIGGER IF NOT EXISTS "{table}_{name}" BEFORE {act} ON "{table}" {when} '
        f"BEGIN SELECT RAISE(ABORT, '{table} {SAYS}'); END"
    )


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% {SAYS}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql(table: str) -> list[str]:
    return [
        *_postgresql_trigger(table, "no_change", "UPDATE OR DELETE", "ROW"),
        *_postgresql_trigger(table, "no_truncate", "TRUNCATE", "STATEMENT"),
    ]


def _postgresql_trigger(table: str, name: str, act: str, level: str) -> list[str]:
    return [
        f'CREATE OR REPLACE TRIGGER "{table}_{name}" BEFORE {act} ON "{table}" '
        f"FOR EACH {level} EXECUTE FUNCTION {FUNCTION}()",
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{table}_{name}"',
    ]
