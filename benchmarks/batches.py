"""Batches of scores for the benchmark of intake: the same rows in each format, some of them twice."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa
from pyarrow import parquet

BATCH = 10_000
# Of a hundred rows one is there already: from this batch, or from the one before.
REPEATED = 100
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
CARRIERS = ("UA", "B6", "AA", "DL")
COLUMNS = ("prediction_id", "version", "features", "output", "event_at")

Row = tuple[str, str, str, str, str]


def row(run: str, version: str, number: int) -> Row:
    """One answer: five features and two outputs, as a model of flights would have."""
    features = {
        "dep_delay": number % 90 - 10.5,
        "distance": number % 3000,
        "carrier": CARRIERS[number % 4],
        "origin": "EWR",
        "hour": number % 24,
    }
    output = {"probability": number % 1000 / 1000, "late": number % 2}
    when = BEGAN + timedelta(seconds=number)
    name = f"{run}-{number:08d}"
    return (name, version, _json(features), _json(output), when.isoformat())


def rows(run: str, version: str, first: int, count: int) -> Iterator[Row]:
    """`count` rows, one in a hundred of them a repetition."""
    for number in range(first, first + count):
        again = number % REPEATED == REPEATED - 1
        back = BATCH + 1 if number % (2 * REPEATED) == REPEATED - 1 else 1
        yield row(run, version, max(number - back, 0) if again else number)


def distinct(found: Iterator[Row]) -> Iterator[Row]:
    seen: set[str] = set()
    for one in found:
        if one[0] not in seen:
            seen.add(one[0])
            yield one


def as_lines(found: Iterator[Row]) -> Iterator[bytes]:
    for name, version, features, output, when in found:
        yield (
            f'{{"prediction_id": "{name}", "version": "{version}", "features": {features}, '
            f'"output": {output}, "event_at": "{when}"}}\n'
        ).encode()


def as_csv(found: Iterator[Row]) -> Iterator[bytes]:
    yield _csv([COLUMNS])
    for one in found:
        yield _csv([one])


def _csv(found: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(found)
    return out.getvalue().encode()


def as_parquet(found: Iterator[Row]) -> Iterator[bytes]:
    """One file, its row groups a batch each; moments as such, features and output as text of JSON."""
    out = io.BytesIO()
    schema = pa.schema([*((name, pa.string()) for name in COLUMNS[:4]), _WHEN])
    with parquet.ParquetWriter(out, schema) as writer:
        part: list[Row] = []
        for one in found:
            part.append(one)
            if len(part) == BATCH:
                writer.write_batch(_part(part, schema))
                part = []
        if part:
            writer.write_batch(_part(part, schema))
    yield out.getvalue()


_WHEN = ("event_at", pa.timestamp("us", tz="UTC"))


def _part(part: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*part, strict=True))
    moments = [datetime.fromisoformat(one) for one in columns[4]]
    return pa.record_batch([*columns[:4], moments], schema=schema)


def as_copy(found: Iterator[Row], always: Sequence[str]) -> Iterator[bytes]:
    """The text of COPY, its columns COLUMNS and then what all rows have in common."""
    for one in found:
        yield "\t".join((*one, *always)).encode() + b"\n"


FORMATS = {
    "JSON lines": ("application/x-ndjson", as_lines),
    "Parquet": ("application/vnd.apache.parquet", as_parquet),
    "CSV": ("text/csv", as_csv),
}


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
