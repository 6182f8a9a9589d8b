"""MLflow's own tables, read past MLflow: what really stands there."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

REGISTRY = (
    "registered_models",
    "registered_model_tags",
    "registered_model_aliases",
    "model_versions",
    "model_version_tags",
)
OF_A_RUN = ("metrics", "latest_metrics", "params", "tags")


class Mark(NamedTuple):
    """What puts a version into service: an alias with its @, or the stage Production."""

    workspace: str
    model: str
    mark: str
    version: str


class Store:
    """MLflow's SQLite file in a home."""

    def __init__(self, home: Path) -> None:
        # Not read-only: after a kill -9 the first reader takes back what was half written.
        self._uri = f"file:{home}/mlflow/mlflow.sqlite3?mode=rw"

    def rows(self, sql: str, *values: str) -> list[tuple]:
        with closing(sqlite3.connect(self._uri, uri=True, timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def marks(self) -> list[Mark]:
        """Every alias, and every version at the stage Production."""
        found = self.rows(
            "SELECT workspace, name, '@' || alias, version FROM registered_model_aliases "
            "UNION ALL SELECT workspace, name, current_stage, version FROM model_versions "
            "WHERE lower(current_stage) = 'production'"
        )
        return [Mark(workspace, model, mark, str(n)) for workspace, model, mark, n in found]

    def marks_of(self, workspace: str) -> list[Mark]:
        return [one for one in self.marks() if one.workspace == workspace]

    def registry_of(self, workspace: str) -> dict[str, list[tuple]]:
        """All that the registry holds of a workspace."""
        return {
            table: sorted(self.rows(f"SELECT * FROM {table} WHERE workspace = ?", workspace))
            for table in REGISTRY
        }

    def run(self, run_id: str) -> dict[str, list[tuple]]:
        """All that is logged of a run, and the run itself."""
        return {
            table: sorted(self.rows(f"SELECT * FROM {table} WHERE run_uuid = ?", run_id), key=repr)
            for table in ("runs", *OF_A_RUN)
        }
