"""What MLflow has stored: every row of every table, and the hash of every artifact."""

import hashlib
import sqlite3
from collections import Counter
from pathlib import Path

Stored = dict[str, Counter]


def stored(home: Path) -> Stored:
    """Rows by table, and (path, SHA-256) of artifacts under the name of their folder."""
    return _tables(home / "mlflow" / "mlflow.sqlite3") | {
        "artifacts": _artifacts(home / "mlflow" / "artifacts")
    }


def differences(before: Stored, after: Stored) -> list[str]:
    """What is gone and what is new, a line each."""
    found = []
    for table in sorted(before.keys() | after.keys()):
        was, now = before.get(table, Counter()), after.get(table, Counter())
        found += [f"gone from {table}: {row}" for row in was - now]
        found += [f"new in {table}: {row}" for row in now - was]
    return found


def _tables(path: Path) -> Stored:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: Counter(database.execute(f'SELECT * FROM "{name}"')) for name in names}


def _artifacts(root: Path) -> Counter:
    return Counter(
        (str(file.relative_to(root)), hashlib.sha256(file.read_bytes()).hexdigest())
        for file in root.rglob("*")
        if file.is_file()
    )
