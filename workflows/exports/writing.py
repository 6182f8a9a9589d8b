"""Writes a use case into an archive, table by table, in memory that doesn't grow with it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from governance import keys
from governance.models import Checkpoint
from governance.services import exporting
from projects import files
from projects.models import Attachment, UseCase
from workflows.exports import schema
from workflows.exports.archive import Archive, blocks_of
from workflows.exports.tables import TABLES, Table

README = """\
One use case of Pitwall, as its REST API shows it.

manifest.json   every other file here, with its SHA-256, and for tables how many rows
schema.json     JSON Schema of each file's rows; the manifest says which is whose
rows/           a table a file, a row a line, in the order of their ids
ledger.jsonl    the use case's entries in the record, each with the proof that it is in the signed tree
attachments/    files by their SHA-256; of erased ones rows/attachments.jsonl keeps the hash alone

Check it without Pitwall: python verify.py ARCHIVE.zip --key KEY
Datasets are here by what is said of them; their rows, and so held-out data, are not.
"""
Step = Callable[[int, str], None]


class Stopped(Exception):
    """The export was cancelled."""


@dataclass(frozen=True)
class Written:
    """What came of it: SHA-256 of the manifest, and the checkpoint that the proofs lead to."""

    manifest: str
    checkpoint: Checkpoint


@dataclass
class Writer:
    """One archive of one use case. `step` is told how far it is; `stop` asked whether to go on."""

    case: UseCase
    job_id: int
    now: datetime
    step: Step
    stop: Callable[[], bool]
    kept: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def write(self, path: Path) -> Written:
        """Write it to `path`. Raises Stopped, and NotVisible while the record is empty."""
        with Archive(path, self.now) as archive:
            self._attachments(archive)
            for number, table in enumerate(TABLES):
                told = self._table(archive, table)
                self.step(10 + 70 * number // len(TABLES), f"{table.name}: {told['rows']} rows")
            checkpoint = self._ledger(archive)
            archive.add("schema.json", [json.dumps(schema.whole(), indent=1).encode()])
            archive.add("README.txt", [README.encode()])
            return Written(archive.close_with(self._manifest(checkpoint)), checkpoint)

    def _table(self, archive: Archive, table: Table) -> dict[str, Any]:
        """The table as JSON lines; how many there were is known once they are written."""
        # One for all rows: one for each chunk would keep them alive in a circle of its own.
        count, out = 0, table.out(context={"kept": self.kept})

        def lines() -> Iterator[bytes]:
            nonlocal count
            for chunk in table.chunks(self.case):
                self._go_on()
                yield b"".join(_line(out.to_representation(row)) for row in chunk)
                count += len(chunk)

        pointer = schema.pointer(table.name)
        told = archive.add(f"rows/{table.name}.jsonl", lines(), schema=pointer)
        told["rows"] = count
        return told

    def _attachments(self, archive: Archive) -> None:
        """Bytes before rows, so that a row says where its bytes are only if they are there."""
        rows = Attachment.objects.filter(scope=self.case.scope_id, erased_at=None)
        for sha256 in rows.order_by("sha256").values_list("sha256", flat=True).distinct():
            self._go_on()
            path = files.path(self.case.scope.key, sha256)
            if files.intact(self.case.scope.key, sha256):
                archive.add(f"attachments/{sha256}", blocks_of(path))
                self.kept.add(sha256)
            else:
                self.missing.add(sha256)
        said = f"{len(self.kept)} attachments, {len(self.missing)} without the bytes they had"
        self.step(10, said)

    def _ledger(self, archive: Archive) -> Checkpoint:
        """After the rows, so that the record isn't older than they are."""
        self._go_on()
        self.step(80, "the record, with its proofs")
        checkpoint, lines = exporting.proven(self.case.scope)
        blocks = (line.encode() for line in lines)
        archive.add("ledger.jsonl", blocks, schema=schema.pointer("ledger"))
        return checkpoint

    def _manifest(self, checkpoint: Checkpoint) -> dict[str, Any]:
        return {
            "format": schema.FORMAT,
            "use_case": self.case.slug,
            "made_at": self.now,
            "job": self.job_id,
            "public_key": keys.public_key(),
            "checkpoint": {"size": checkpoint.size, "root": checkpoint.root},
            "missing": sorted(self.missing),
        }

    def _go_on(self) -> None:
        if self.stop():
            raise Stopped


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, cls=JSONEncoder, ensure_ascii=False).encode() + b"\n"
