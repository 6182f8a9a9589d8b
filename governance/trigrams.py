"""Indexes for a search within words, where the database has such: trigrams on PostgreSQL.

They stand in migrations and in no model, because other databases do without; a search asks the same
there and reads every row instead (docs/adr/0011). So do they where the role that migrates may
neither create the extension `pg_trgm` nor finds it there.
"""

import logging
from typing import Any

from django.contrib.postgres.operations import TrigramExtension
from django.db import DatabaseError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

logger = logging.getLogger(__name__)

OPCLASS = "gin_trgm_ops"
_VISIBLE = "SELECT 1 FROM pg_opclass WHERE opcname = %s AND pg_opclass_is_visible(oid)"


class TrigramIndex(Operation):
    """An index for `icontains` on these columns, and for `startswith` on `prefixes`."""

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str, *columns: str, prefixes: tuple[str, ...] = ()) -> None:
        self.table, self.columns, self.prefixes = table, columns, prefixes

    @property
    def name(self) -> str:
        return f"{self.table}_trigrams"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        named = {"prefixes": self.prefixes} if self.prefixes else {}
        return type(self).__name__, [self.table, *self.columns], named

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model changes."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        states = (from_state, to_state)
        if supported(app_label, schema_editor, states):
            # As Django writes icontains and startswith, or the index isn't used.
            parts = [f'UPPER("{one}"::text) {OPCLASS}' for one in self.columns]
            parts += [f'("{one}"::text) {OPCLASS}' for one in self.prefixes]
            schema_editor.execute(
                f'CREATE INDEX IF NOT EXISTS "{self.name}" ON "{self.table}" '
                f"USING gin ({', '.join(parts)})"
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP INDEX IF EXISTS "{self.name}"')

    def describe(self) -> str:
        return f"Index {self.table} by trigrams, where the database has them"


def supported(
    app_label: str, schema_editor: BaseDatabaseSchemaEditor, states: tuple[Any, Any]
) -> bool:
    """Whether the database has trigrams; on PostgreSQL the extension is created, if it may be."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=connection.alias):
            # An extension that is there is left alone.
            TrigramExtension().database_forwards(app_label, schema_editor, *states)
    except DatabaseError as fault:
        said = str(fault).partition("\n")[0]
        logger.warning("searches go without an index, for there is no pg_trgm: %s", said)
        return False
    with connection.cursor() as cursor:
        cursor.execute(_VISIBLE, [OPCLASS])
        return cursor.fetchone() is not None
