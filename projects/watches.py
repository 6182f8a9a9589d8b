"""The checks that a data plan can ask for, each of which sees every row once: pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

SHOWN = 60


class NotTabular(Exception):
    """The file isn't a table that can be read; the message says where and what to do."""


@dataclass(frozen=True)
class Result:
    """What one check says, in a sentence."""

    key: str
    title: str
    passed: bool
    reason: str


class Watch:
    """One check, which sees every row and then gives its result."""

    def __init__(self, spec: Mapping[str, Any], header: Sequence[str]):
        self.spec = spec
        self.header = header
        self.quotes = True  # held-out cells are told to nobody who trains
        self.column = str(spec.get("column", ""))
        self.at = header.index(self.column) if self.column in header else None
        self.faults = 0
        self.first = ""

    @property
    def key(self) -> str:
        return f"{self.spec['check']}:{self.column}" if self.column else str(self.spec["check"])

    def see(self, line: int, row: list[str]) -> None:
        if self.at is not None and len(row) > self.at:
            self.look(line, row[self.at])

    def look(self, line: int, cell: str) -> None:
        """Look at one cell of the check's column."""

    def fault(self, line: int, cell: str) -> None:
        self.faults += 1
        if not self.first:
            self.first = f"first on line {line}" + (f": “{cell[:SHOWN]}”" if self.quotes else "")

    def result(self, rows: int) -> Result:
        if self.column and self.at is None:
            return Result(self.key, self.title(), False, f"There is no column {self.column}.")
        reason = self.why(rows)
        return Result(self.key, self.title(), not reason, reason or self.fine(rows))

    def title(self) -> str:
        raise NotImplementedError

    def why(self, rows: int) -> str:
        """Why the check fails; empty if it passes."""
        raise NotImplementedError

    def fine(self, rows: int) -> str:
        return f"So it is in all {rows:,} rows."


class Fields(Watch):
    """Each row has as many fields as the header; nothing else can be trusted otherwise."""

    def see(self, line: int, row: list[str]) -> None:
        if len(row) != len(self.header):
            raise NotTabular(
                f"Line {line} has {len(row)} fields, but the header names {len(self.header)} "
                "columns; mend the line."
            )

    def title(self) -> str:
        return "Every row has a field for each column"

    def why(self, rows: int) -> str:
        return "" if rows else "There is no row below the header."


class Columns(Watch):
    """These columns are there."""

    def title(self) -> str:
        return f"Has {listed(self.spec['columns'])}"

    def why(self, rows: int) -> str:
        missing = [name for name in self.spec["columns"] if name not in self.header]
        return f"There is no column {listed(missing)}." if missing else ""

    def fine(self, rows: int) -> str:
        return f"All {len(self.spec['columns'])} columns are there."


class MinRows(Watch):
    """There are at least so many rows."""

    def title(self) -> str:
        return f"At least {self.spec['rows']:,} rows"

    def why(self, rows: int) -> str:
        wanted = self.spec["rows"]
        return f"There are {rows:,} rows; {wanted - rows:,} are missing." if rows < wanted else ""

    def fine(self, rows: int) -> str:
        return f"There are {rows:,} rows."


class Unique(Watch):
    """No value of the column comes twice."""

    def __init__(self, spec: Mapping[str, Any], header: Sequence[str]):
        super().__init__(spec, header)
        self.seen: set[bytes] = set()

    def look(self, line: int, cell: str) -> None:
        short = digest(cell)
        if short in self.seen:
            self.fault(line, cell)
        self.seen.add(short)

    def title(self) -> str:
        return f"{self.column} names each row once"

    def why(self, rows: int) -> str:
        if not self.faults:
            return ""
        return f"{self.faults:,} rows repeat a value of {self.column}, {self.first}."


class Values(Watch):
    """Only these values occur in the column."""

    def look(self, line: int, cell: str) -> None:
        if cell not in self.spec["values"]:
            self.fault(line, cell)

    def title(self) -> str:
        return f"{self.column} is one of {listed(self.spec['values'])}"

    def why(self, rows: int) -> str:
        if not self.faults:
            return ""
        return f"{self.faults:,} rows have another value of {self.column}, {self.first}."


class NotEmpty(Watch):
    """At most this share of the column's cells is empty."""

    def look(self, line: int, cell: str) -> None:
        if not cell.strip():
            self.fault(line, cell)

    def title(self) -> str:
        share = Decimal(self.spec["share"])
        if not share:
            return f"{self.column} is filled in every row"
        return f"{self.column} is empty in at most {_percent(share)} of rows"

    def why(self, rows: int) -> str:
        if self.faults <= Decimal(self.spec["share"]) * rows:
            return ""
        share = _percent(Decimal(self.faults) / rows)
        return f"{self.column} is empty in {self.faults:,} of {rows:,} rows ({share})."

    def fine(self, rows: int) -> str:
        return f"{self.column} is empty in {self.faults:,} of {rows:,} rows."


class Range(Watch):
    """Numbers in the column lie between two ends; empty cells aren't looked at."""

    def __init__(self, spec: Mapping[str, Any], header: Sequence[str]):
        super().__init__(spec, header)
        self.low, self.high = Decimal(spec["low"]), Decimal(spec["high"])

    def look(self, line: int, cell: str) -> None:
        if not cell.strip():
            return
        try:
            inside = self.low <= Decimal(cell.strip()) <= self.high
        except InvalidOperation:  # also what a comparison with NaN raises
            inside = False
        if not inside:
            self.fault(line, cell)

    def title(self) -> str:
        return f"{self.column} lies from {self.spec['low']} to {self.spec['high']}"

    def why(self, rows: int) -> str:
        return f"{self.faults:,} rows lie outside, {self.first}." if self.faults else ""


WATCHES: dict[str, type[Watch]] = {
    "fields": Fields,
    "columns": Columns,
    "min_rows": MinRows,
    "unique": Unique,
    "values": Values,
    "not_empty": NotEmpty,
    "range": Range,
}


def watch_for(spec: Mapping[str, Any], header: Sequence[str]) -> Watch:
    """The check that a spec of services/plan_checks.py describes."""
    return WATCHES[spec["check"]](spec, header)


def digest(value: str) -> bytes:
    """A short digest of a cell, so that millions of keys fit into memory."""
    return hashlib.blake2b(value.encode("utf-8"), digest_size=12).digest()


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.01')).normalize():f} %"


def listed(names: Iterable[str]) -> str:
    """Up to twelve names in a row."""
    every = list(names)
    shown = ", ".join(str(name)[:SHOWN] for name in every[:12])
    return f"{shown} and {len(every) - 12} more" if len(every) > 12 else shown
