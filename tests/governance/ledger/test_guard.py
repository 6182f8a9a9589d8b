"""The database itself refuses to change the record, whoever asks, after whatever migration."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from governance import triggers
from governance.models import LedgerEntry, Policy, PolicyVersion
from governance.services import sealing
from tests.fixtures.database import Database, administer, connected_to, postgresql_url

COLUMN = {
    "governance_ledgerentry": "body",
    "governance_ledgerleaf": "hash",
    "governance_checkpoint": "root",
    "governance_policyversion": "source",
}


@pytest.fixture
def one_row_each(db, home, write, now):
    """A row in each guarded table."""
    write()
    sealing.seal(now=now)
    policy = Policy.objects.create(name="standard", title="Standard")
    PolicyVersion.objects.create(
        policy=policy, number=1, source="a", resolved="{}", sha256="0" * 64, published_at=now
    )
    connection.check_constraints()  # nothing deferred may stand in TRUNCATE's way but the guard


def refused(sql: str) -> None:
    """The statement is refused, and says what it is about."""
    append_only = pytest.raises(DatabaseError, match="append-only")
    with append_only, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


def test_every_table_of_the_record_is_guarded(one_row_each):
    assert COLUMN.keys() == triggers.GUARDED.keys()
    for table in triggers.GUARDED:
        assert len(rows(table)) == 1


@pytest.mark.parametrize("table", COLUMN)
def test_it_refuses_update(one_row_each, table):
    before = rows(table)
    refused(f"UPDATE \"{table}\" SET {COLUMN[table]} = 'forged'")
    assert rows(table) == before


@pytest.mark.parametrize("table", COLUMN)
def test_it_refuses_delete(one_row_each, table):
    refused(f'DELETE FROM "{table}"')
    assert len(rows(table)) == 1


@pytest.mark.parametrize("table", COLUMN)
def test_it_refuses_to_put_a_row_in_the_place_of_another(one_row_each, table):
    """On SQLite by OR REPLACE, which asks no DELETE trigger; on both by ON CONFLICT."""
    key = triggers.GUARDED[table][0][0]
    names = columns(table)
    same = ", ".join("'forged'" if name == COLUMN[table] else name for name in names)
    listed = ", ".join(names)
    if connection.vendor == "sqlite":
        refused(f'INSERT OR REPLACE INTO "{table}" ({listed}) SELECT {same} FROM "{table}"')
        refused(f'REPLACE INTO "{table}" ({listed}) SELECT {same} FROM "{table}"')
    refused(
        f'INSERT INTO "{table}" ({listed}) SELECT {same} FROM "{table}" WHERE true '
        f"ON CONFLICT ({key}) DO UPDATE SET {COLUMN[table]} = 'forged'"
    )
    assert "forged" not in rows(table)[0]


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [c.name for c in connection.introspection.get_table_description(cursor, table)]


def test_it_refuses_to_replace_by_a_second_key(one_row_each):
    """An entry with a new id and an old uuid would push the old one out on SQLite."""
    if connection.vendor != "sqlite":
        entry = LedgerEntry.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry.objects.create(
                uuid=entry.uuid, occurred_at=entry.occurred_at, recorded_at=entry.recorded_at
            )
        return
    names = [name for name in columns("governance_ledgerentry") if name != "id"]
    listed = ", ".join(names)
    refused(
        f"INSERT OR REPLACE INTO governance_ledgerentry (id, {listed}) "
        f"SELECT id + 1, {listed} FROM governance_ledgerentry"
    )


@pytest.mark.parametrize("table", COLUMN)
@pytest.mark.postgresql
def test_it_refuses_truncate(one_row_each, table):
    refused(f'TRUNCATE "{table}" CASCADE')
    assert len(rows(table)) == 1


@pytest.mark.postgresql
def test_replication_mode_doesnt_get_around_it(one_row_each):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    refused("DELETE FROM governance_ledgerentry")
    refused("TRUNCATE governance_ledgerentry CASCADE")


def test_the_orm_and_flush_are_refused_too(fresh_database, home, write, now):
    write()
    with pytest.raises(DatabaseError, match="append-only"):
        LedgerEntry.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"):
        LedgerEntry.objects.update(kind="forged")
    with pytest.raises(Exception, match=r"append-only|couldn't be flushed"):
        call_command("flush", interactive=False, verbosity=0)
    assert LedgerEntry.objects.count() == 1


def test_a_rebuilt_table_gets_its_guard_back(fresh_database, home, write):
    """SQLite drops the triggers with the old table, and Django says nothing."""
    write()
    field = models.CharField(max_length=90, blank=True, db_index=True)
    field.set_attributes_from_name("scope")
    field.model = LedgerEntry
    rebuild(field)
    if connection.vendor == "sqlite":
        assert triggers.missing(connection), "the rebuild was to take the triggers away"
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    refused("DELETE FROM governance_ledgerentry")
    assert LedgerEntry.objects.count() == 1


def rebuild(field: models.Field) -> None:
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(LedgerEntry)
        else:
            editor.alter_field(LedgerEntry, LedgerEntry._meta.get_field("scope"), field)


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker, tmp_path):
    """A database in which no migration has run."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            path = tmp_path / "empty.sqlite3"
            with connected_to(Database(str(path), f"sqlite:///{path}")):
                yield
            return
        name = f"pitwall_empty_{Path(tmp_path).name[-20:]}".lower()
        administer(f'CREATE DATABASE "{name}"')
        try:
            with connected_to(Database(name, postgresql_url(name))):
                yield
        finally:
            administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_guard_stands_after_every_migration(empty_database):
    names = sorted(name for app, name in MigrationLoader(None).graph.nodes if app == "governance")
    for name in names:
        call_command("migrate", "governance", name, verbosity=0)
        assert triggers.missing(connection) == [], name
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


def test_the_guard_stands_after_every_step_that_the_first_puts_together(empty_database):
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    (together,) = (
        made
        for (app, _), made in executor.loader.graph.nodes.items()
        if app == "governance" and made.replaces
    )
    steps = [key for key in together.replaces if key[1] >= "0002_record"]
    assert len(steps) == 15
    for step in steps:
        executor.migrate([step])
        executor.loader.build_graph()
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert triggers.missing(connection) == [], step
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


def test_it_is_seen_when_a_trigger_is_gone(db, owner):
    with owner():
        assert triggers.missing(connection) == triggers.names(connection.vendor)
    assert triggers.missing(connection) == []


@pytest.mark.postgresql
def test_a_trigger_that_replication_skips_counts_as_gone(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE governance_ledgerentry ENABLE TRIGGER governance_ledgerentry_no_change"
        )
    assert triggers.missing(connection) == ["governance_ledgerentry_no_change"]
