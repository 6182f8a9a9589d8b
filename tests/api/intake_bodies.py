"""One batch of rows written in each format that the API takes."""

import csv
import io
import json
from collections.abc import Callable, Sequence

import pyarrow as pa
from pyarrow import parquet

Rows = Sequence[dict]


def as_json(rows: Rows) -> bytes:
    return json.dumps({"rows": list(rows)}).encode()


def as_lines(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(_flat(row) for row in rows)
    return out.getvalue().encode()


def as_parquet(rows: Rows) -> bytes:
    """Features and output as text of JSON."""
    return written(pa.Table.from_pylist([_flat(row) for row in rows]))


def written(table: pa.Table, **given) -> bytes:
    out = io.BytesIO()
    parquet.write_table(table, out, **given)
    return out.getvalue()


def _flat(row: dict) -> dict:
    return {
        name: json.dumps(value) if isinstance(value, dict) else value for name, value in row.items()
    }


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "application/json": as_json,
    "application/x-ndjson": as_lines,
    "text/csv": as_csv,
    "application/vnd.apache.parquet": as_parquet,
}
LINES, CSV, PARQUET = list(FORMATS)[1:]
