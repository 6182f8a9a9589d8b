"""The gateway's threads keep their connection, and see what others commit all the same."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import DatabaseError

from governance.models import Scope
from tests.fixtures.database import is_postgresql
from workflows.gateway.asgi import threads
from workflows.gateway.asgi.threads import with_database
from workflows.gateway.guard.rows import read

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def thread():
    """Do something in one and the same other thread, as the gateway does."""
    return OneThread()


class OneThread:
    """Each call runs in this one thread, and its answer or error comes back."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1)

    def __call__(self, work, *args):
        return self.pool.submit(with_database, work, *args).result()

    def end(self) -> None:
        self.pool.submit(connections.close_all).result()
        self.pool.shutdown()


@pytest.fixture(autouse=True)
def _ended(thread):
    yield
    thread.end()


def labels() -> list[str]:
    return [label for (label,) in read(f"SELECT label FROM {Scope._meta.db_table}", [])]


def driver() -> object:
    """The driver's own connection."""
    connection.ensure_connection()
    return connection.connection


def test_one_connection_serves_call_after_call(thread):
    assert thread(driver) is thread(driver)


def test_what_another_connection_commits_is_there_at_the_next_call(thread):
    assert thread(labels) == []
    Scope.objects.create(key="late-arrivals", label="Late arrivals")
    assert thread(labels) == ["Late arrivals"]
    Scope.objects.all().delete()
    assert thread(labels) == []


def test_nothing_read_keeps_an_old_state_open(thread):
    """A first row that is read by itself would hold the state it was read from."""
    for number in range(3):
        Scope.objects.create(key=f"k{number}", label="x")
        assert len(thread(labels)) == number + 1


def test_a_failed_statement_is_a_database_error_and_the_next_call_works(thread):
    with pytest.raises(DatabaseError):
        thread(read, "SELECT nothing FROM nowhere", [])
    assert thread(labels) == []


def test_values_are_never_read_as_sql(thread):
    asked = f"SELECT label FROM {Scope._meta.db_table} WHERE label = %s"
    Scope.objects.create(key="odd", label="%s ? ' --")
    assert thread(read, asked, ["%s ? ' --"]) == [("%s ? ' --",)]


def test_a_database_file_put_in_the_place_of_another_is_the_one_that_is_read(
    thread, fresh_database, tmp_path
):
    if is_postgresql():
        pytest.skip("needs SQLite: files are its own")
    Scope.objects.create(key="before", label="Before the backup")
    connection.close()
    backup = tmp_path / "backup.sqlite3"
    shutil.copyfile(fresh_database.name, backup)
    Scope.objects.create(key="after", label="After it")
    connection.close()
    assert len(thread(labels)) == 2
    shutil.move(backup, fresh_database.name)
    assert thread(labels) == ["Before the backup"]


def test_a_database_that_is_gone_is_an_error_not_an_old_answer(thread, fresh_database, tmp_path):
    if is_postgresql():
        pytest.skip("needs SQLite: files are its own")
    assert thread(labels) == []
    connection.close()
    away = tmp_path / "away.sqlite3"
    shutil.move(fresh_database.name, away)
    with pytest.raises(OperationalError):
        thread(labels)


def test_each_thread_has_a_connection_of_its_own(thread):
    other = OneThread()
    try:
        assert thread(driver) is not other(driver)
        assert thread(threading.get_ident) != other(threading.get_ident)
    finally:
        other.end()


def test_a_connection_that_the_server_ended_is_renewed_once_it_has_rested(thread, monkeypatch):
    if not is_postgresql():
        pytest.skip("needs PostgreSQL: only a server ends connections")
    thread(labels)
    pid = thread(read, "SELECT pg_backend_pid()", [])[0][0]
    read("SELECT pg_terminate_backend(%s)", [pid])
    monkeypatch.setattr(threads, "TRUSTED", 0.0)
    assert thread(labels) == []
    assert thread(read, "SELECT pg_backend_pid()", [])[0][0] != pid
