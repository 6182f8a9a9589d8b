"""Fixtures of the record: entries to seal, a home for the key, and the database's owner at work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from governance import triggers
from governance.actors import Actor
from governance.models import LedgerEntry
from governance.services import ledger

SYSTEM = Actor.system("tests")
DROP = {
    "sqlite": 'DROP TRIGGER "{name}"',
    "postgresql": 'DROP TRIGGER "{name}" ON "{table}"',
}


@pytest.fixture
def home(tmp_path, settings):
    """A home of the test's own, so that it has a signing key of its own."""
    settings.PITWALL_HOME = tmp_path
    return tmp_path


@pytest.fixture
def write(now) -> Callable[..., list[LedgerEntry]]:
    """Write so many entries, each in a transaction of its own."""

    def entries(count: int = 1, *, kind: str = "policy.drafted", **data) -> list[LedgerEntry]:
        written = []
        for number in range(count):
            with transaction.atomic():
                written.append(
                    ledger.record(
                        actor=SYSTEM, kind=kind, scope=None, now=now, number=number, **data
                    )
                )
        return written

    return entries


@contextmanager
def as_owner() -> Iterator[Callable[[str, list], None]]:
    """Take the guard down, as only the database's owner can, do harm, and put it back."""

    def execute(sql: str, params: list) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    for name in triggers.names(connection.vendor):
        table = next(table for table in triggers.GUARDED if name.startswith(table))
        execute(DROP[connection.vendor].format(name=name, table=table), [])
    yield execute
    triggers.install(connection)


@pytest.fixture
def owner():
    return as_owner
