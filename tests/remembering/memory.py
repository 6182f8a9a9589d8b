"""Where the running test stands, and what is remembered of acts that begin there."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from tests.remembering import files, rows

BEGINNING = "a migrated database"
# Whatever else a statement begins with may write, or take back what was written.
READING = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT")
# What may differ from test to test without an act's doing anything else.
INDIFFERENT = {"PITWALL_HOME", "ZEAL_ALLOWLIST"}


@dataclass(frozen=True)
class Outcome:
    """What an act left behind: rows, files, the doer's attributes, its answer, calls on commit."""

    place: str
    statements: list[rows.Statement]
    kept: dict[Path, files.File]
    attributes: dict[str, Any]
    answer: Any
    on_commit: list[tuple]


@dataclass
class Memory:
    """One of a process. `place` names the state that the test's database is in, if it is known."""

    place: str | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _last: tuple[str, rows.Contents] | None = None

    def begin(self) -> None:
        """A test begins, in a transaction of its own over a database that holds nothing."""
        self.place = BEGINNING

    def forget_place(self) -> None:
        """Something was done that isn't known to be the same in another test."""
        self.place = None

    def watch(self, execute, sql, params, many, context):
        """Django's wrapper of every statement of the test's connection."""
        if not sql.startswith(READING):
            self.forget_place()
        return execute(sql, params, many, context)

    def setting_changed(self, *, setting: str, **_: object) -> None:
        if setting not in INDIFFERENT:
            self.forget_place()

    @property
    def knows_the_place(self) -> bool:
        """Whether the test's state is known; a database of the test's own is never watched."""
        return self.place is not None and self.watch in connection.execute_wrappers

    def after(self, act: str) -> str:
        """The name of the place that an act leads to from here."""
        return hashlib.sha256(f"{self.place} {act}".encode()).hexdigest()

    def contents(self) -> rows.Contents:
        """Every row, here; read once for acts that follow on each other."""
        if not (self._last and self._last[0] == self.place):
            self._last = (self.place, rows.contents())
        return self._last[1]


memory = Memory()
