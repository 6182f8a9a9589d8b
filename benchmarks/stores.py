"""Databases for one run of a benchmark: files on SQLite, databases of a PostgreSQL server."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg2


class Stores(Protocol):
    """Where databases are made; each method answers with an address as DATABASE_URL has it."""

    def new(self, name: str) -> str: ...

    def copy(self, url: str, name: str) -> str:
        """The same content once more; nobody may be connected to the source."""
        ...


class Files:
    """SQLite: a database is a file in the benchmark's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.sqlite3"

    def copy(self, url: str, name: str) -> str:
        to = self.new(name)
        for tail in ("", "-wal"):
            source = Path(url.removeprefix("sqlite:///") + tail)
            if source.exists():
                shutil.copyfile(source, to.removeprefix("sqlite:///") + tail)
        return to


class Server:
    """PostgreSQL: databases with a prefix of this run's own, beside the one that `url` names."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._prefix = f"pitwall_bench_{uuid.uuid4().hex[:8]}_"
        self._made: list[str] = []

    def new(self, name: str) -> str:
        return self._create(name, "")

    def copy(self, url: str, name: str) -> str:
        return self._create(name, f' TEMPLATE "{urlsplit(url).path[1:]}"')

    def drop(self) -> None:
        for name in self._made:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, name: str, tail: str) -> str:
        full = self._prefix + name
        self._administer(f'CREATE DATABASE "{full}"{tail}')
        self._made.append(full)
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{full}"))

    def _administer(self, statement: str) -> None:
        connection = psycopg2.connect(self._url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()


@contextmanager
def stores(url: str, folder: Path) -> Iterator[Stores]:
    """SQLite files in `folder`, or databases on the server of `url`, dropped afterwards."""
    if not url:
        yield Files(folder)
        return
    server = Server(url)
    try:
        yield server
    finally:
        server.drop()


def for_mlflow(url: str) -> str:
    """The same address for SQLAlchemy, which would take psycopg 3 otherwise."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)
