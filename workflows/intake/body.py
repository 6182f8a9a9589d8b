"""A batch as it was sent: the digest of its bytes, and its rows one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO

from governance import inputs
from workflows.intake import csvs, lines

# Each row with its place, as a fault names it.
Rows = Iterator[tuple[str, object]]


def _parquet(file: IO[bytes], columns: Sequence[str], errors: inputs.Errors) -> Rows:
    """Loaded by the first such file: it takes 60 MB, which a process without one does without."""
    return import_module("workflows.intake.parquet").rows(file, columns, errors)


READERS: dict[str, Callable[[IO[bytes], Sequence[str], inputs.Errors], Rows]] = {
    "application/x-ndjson": lines.rows,
    "text/csv": csvs.rows,
    "application/vnd.apache.parquet": _parquet,
}


@dataclass(frozen=True)
class Body:
    """`read` gives the rows of these columns; what can't be read as one it puts into the errors."""

    sha: str
    read: Callable[[Sequence[str], inputs.Errors], Rows]


def of_file(media: str, file: IO[bytes], sha: str) -> Body:
    """The batch in a file of one of the READERS' media types."""

    def read(columns: Sequence[str], errors: inputs.Errors) -> Rows:
        file.seek(0)
        return READERS[media](file, columns, errors)

    return Body(sha, read)


def of_list(items: list, sha: str) -> Body:
    """The batch in a list that JSON held."""
    return Body(sha, lambda *_: ((f"rows[{n}]", item) for n, item in enumerate(items)))
