"""Tables as CSV files that a spreadsheet can open without running what is in them."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.http import StreamingHttpResponse

# What a spreadsheet takes for the beginning of a formula, or drops before looking for one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
FIGURE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
BOM = "\ufeff"


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def safe(value: Any, zone: tzinfo) -> Any:
    """A value as a cell: text that would be a formula gets an apostrophe before it.

    Numbers stay numbers, negative ones too; moments are told in `zone`, with their offset.
    """
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if value is None or isinstance(value, int):
        return value
    return plain(str(value))


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula; a figure that is written as text stays one."""
    if FIGURE.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text


def lines(head: Sequence[str], rows: Iterable[Sequence[Any]], zone: tzinfo) -> Iterator[str]:
    """The file, line by line, marked as UTF-8 for spreadsheets."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe(value, zone) for value in row])


def response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], zone: tzinfo
) -> StreamingHttpResponse:
    """The file to be saved under `name`; rows are read while it is sent."""
    return StreamingHttpResponse(
        lines(head, rows, zone),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
