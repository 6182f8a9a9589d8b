"""What a data plan asks of every dataset version, checked in one pass over its CSV: pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from projects.watches import NotTabular, Result, Unique, digest, listed, watch_for


@dataclass(frozen=True)
class Inspection:
    """A table's size, column names, check results, and digests of the values of its key column."""

    rows: int
    columns: tuple[str, ...]
    results: tuple[Result, ...]
    keys: frozenset[bytes]

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)


def inspect(
    path: Path,
    *,
    target: str,
    key: str,
    checks: Sequence[Mapping[str, Any]],
    quotes: bool = True,
) -> Inspection:
    """Read the CSV at `path` once and run the checks (shapes: services/plan_checks.py).

    The target column has to be filled in every row, and the key column has to name each row
    once, without being asked for. `quotes` lets a result name the first cell at fault. Raises
    NotTabular for what isn't UTF-8 text with commas, a header and as many fields in each row, and
    for a header without target or key.
    """
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = _rows(text)
        header = _header(rows, target, key)
        watches = [watch_for(spec, header) for spec in _with_own(target, key, checks)]
        for watch in watches:
            watch.quotes = quotes
        count = 0
        for line, row in rows:
            count += 1
            for watch in watches:
                watch.see(line, row)
    keys = next((watch.seen for watch in watches if isinstance(watch, Unique)), set())
    results = tuple(watch.result(count) for watch in watches)
    return Inspection(count, tuple(header), results, frozenset(keys) if key else frozenset())


def shared_keys(path: Path, column: str, keys: frozenset[bytes]) -> int:
    """How many rows of the CSV at `path` have a value in `column` whose digest is in `keys`."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        header = next(reader, [])
        if column not in header:
            return 0
        at = header.index(column)
        return sum(1 for row in reader if digest(row[at]) in keys)


def _rows(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line on which each ends."""
    reader = csv.reader(text, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as fault:
        raise NotTabular(
            _("Line %(line_num)s can't be read as CSV (%(fault)s); mend it.")
            % {"line_num": reader.line_num, "fault": fault}
        ) from None
    except UnicodeDecodeError as fault:
        raise NotTabular(
            _(
                "After line %(line_num)s there is a byte that isn't UTF-8 (0x%(start)s); "
                "save the file as UTF-8."
            )
            % {"line_num": reader.line_num, "start": f"{fault.object[fault.start]:02x}"}
        ) from None


def _header(rows: Iterator[tuple[int, list[str]]], target: str, key: str) -> list[str]:
    header = next(rows, (0, []))[1]
    if not header:
        raise NotTabular(_("The file is empty; its first line has to name the columns."))
    blank = [str(number) for number, name in enumerate(header, start=1) if not name.strip()]
    if blank:
        raise NotTabular(
            _("The header leaves column %(blank)s without a name; name it.")
            % {"blank": ", ".join(blank)}
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise NotTabular(
            _("The header names %(twice)s twice; name each column once.") % {"twice": listed(twice)}
        )
    missing = [name for name in (target, key) if name and name not in header]
    if missing:
        raise NotTabular(
            _("The header has no column %(missing)s, which the data plan names; it has %(header)s.")
            % {"missing": listed(missing), "header": listed(header)}
        )
    return header


def _with_own(target: str, key: str, checks: Sequence[Mapping[str, Any]]):
    """The plan's checks after those that follow from its target and key."""
    own = [{"check": "unique", "column": key}] if key else []
    own.append({"check": "not_empty", "column": target, "share": "0"})
    return [{"check": "fields"}, *own, *(spec for spec in checks if spec not in own)]
