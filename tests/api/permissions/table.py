"""The table in docs/permissions.md, read as it stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[3] / "docs" / "permissions.md"
YES, NO, NOTHING, UNKNOWN = "✓", "–", "404", "401"
MARKS = {YES, NO, NOTHING, UNKNOWN}
OPERATION = re.compile(r"`([A-Z]+) ([^`]*)`(.*)")
# Headings below which it counts whose use case it is; below the others there is but one answer.
OF_A_USE_CASE = "In a use case"


@dataclass(frozen=True)
class Row:
    """An operation, perhaps in one of several `cases`, what it asks, and each column's mark."""

    group: str
    method: str
    address: str
    case: str
    asks: str
    marks: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.address} {self.case}".strip()

    @property
    def in_a_use_case(self) -> bool:
        return self.group.startswith(OF_A_USE_CASE)

    @property
    def lists_many(self) -> bool:
        """Whether it reads a list in which use cases are beside each other."""
        return self.method == "GET" and "<" not in self.address

    @property
    def only_people(self) -> bool:
        return self.asks.endswith(", people")

    @property
    def action(self) -> str:
        """The action of the rules, in quotes of code there; else the words themselves."""
        return self.asks.removesuffix(", people").strip("`")


@dataclass(frozen=True)
class Table:
    """The rows, and which column answers for a person in each relation to the use case."""

    rows: list[Row]
    stands_as: dict[str, dict[str, str]]

    def mark(self, row: Row, column: str, relation: str) -> str:
        """What the cell of `row` says to somebody of `column` in this relation to the use case."""
        if row.in_a_use_case:
            stands = self.stands_as[relation][column]
            # A key that may not do it is refused before it is looked at what it names.
            refused = row.marks[column] == NO and (column, row.method) in REFUSED_AT_ONCE
            return NO if refused else stands if stands in MARKS else row.marks[stands]
        if relation != "other" or self.stands_as["other"][column] not in row.marks:
            return row.marks[column]
        both = {row.marks[column], row.marks[self.stands_as["other"][column]]}
        return next(mark for mark in (UNKNOWN, YES, NO, NOTHING) if mark in both)


REFUSED_AT_ONCE = {("read", method) for method in ("POST", "PUT", "PATCH", "DELETE")}


def read(text: str | None = None) -> Table:
    """The table of the document; raises ValueError where a line isn't as its legend has it."""
    rows: list[Row] = []
    stands: dict[str, dict[str, str]] = {}
    for group, names, cells in _lines(text or FILE.read_text(encoding="utf-8")):
        if names[0] == "relation":
            stands[cells[0]] = dict(zip(names[1:], cells[1:], strict=True))
        elif names[0] == "operation":
            rows.append(_row(group, names[2:], cells))
    return Table(rows, stands)


def _row(group: str, columns: list[str], cells: list[str]) -> Row:
    operation = OPERATION.fullmatch(cells[0])
    if operation is None or set(cells[2:]) - MARKS:
        raise ValueError(f"Not an operation with marks: {cells}")
    method, address, case = (part.strip() for part in operation.groups())
    return Row(group, method, address, case, cells[1], dict(zip(columns, cells[2:], strict=True)))


def _lines(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each line of each table, with the heading above it and the names of its columns."""
    group, names = "", []
    for line in text.splitlines():
        if line.startswith("#"):
            group = line.lstrip("# ")
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            names = []
        elif not names:
            names = cells
        elif set(line) - set("|-: "):
            yield group, names, cells
