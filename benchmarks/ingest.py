"""What it costs to take in scores by the batch, beside PostgreSQL's COPY of the same rows.

`make bench-ingest`, or `python -m benchmarks.ingest --help`. Batches of 10,000 rows, one row in a
hundred a repetition, are posted to the real web process (bin/web) over HTTP, one after the other;
beside it the distinct rows are copied from a prepared file into the same table with its keys, indexes
and foreign keys, in one statement and in one a batch, each committed with fsync. The table is emptied
before each measurement, and rows are counted after it: a rate is rows that are there by seconds that
passed. Then one batch of 10,000 and one of a million rows: how large the web process becomes. The
last line of the output is one JSON object.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg2

from benchmarks import batches
from benchmarks.processes import ROOT, Process, environment
from benchmarks.stores import stores
from benchmarks.wire import Wire

TABLE = "workflows_score"
COUNT = "SELECT count(*) FROM workflows_score"
ALWAYS = ("scope_id", "release_id", "received_at")
COPY, COPY_BATCHES = "COPY", "COPY in batches"
ON_THE_MACHINE = "postgresql://127.0.0.1:5432/postgres"
LARGE = 1_000_000


@dataclass
class Bench:
    """The database and the web process before it, and the use case that scores are reported to."""

    connection: Any
    web: Process
    port: int
    told: dict[str, Any]

    def rows(self, run: str, first: int, count: int) -> Iterator[batches.Row]:
        return batches.rows(run, self.told["version"], first, count)

    def empty(self) -> None:
        for statement in (f"TRUNCATE {TABLE}", "CHECKPOINT"):
            self.ask(statement)

    def ask(self, statement: str) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def count(self) -> int:
        return int(self.ask(COUNT)[0][0])

    def copy(self, files: list[bytes]) -> None:
        """Each file in a transaction of its own."""
        columns = ", ".join((*batches.COLUMNS, *ALWAYS))
        for file in files:
            with self.connection.cursor() as cursor, tempfile.TemporaryFile() as prepared:
                prepared.write(file)
                prepared.seek(0)
                cursor.copy_expert(f"COPY {TABLE} ({columns}) FROM STDIN", prepared)

    def post(self, media: str, bodies: list[bytes | IO[bytes]]) -> None:
        wire = Wire(self.port, {"Authorization": f"Bearer {self.told['key']}"}, media)
        path = f"/api/v1/use-cases/{self.told['use_case']}/scores/?release={self.told['release']}"
        for body in bodies:
            wire.call("POST", path, body)
        wire.close()


def main() -> int:
    given = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="pitwall-ingest-") as folder,
        stores(given.database_url, Path(folder)) as databases,
    ):
        bench = _bench(Path(folder), databases.new("ingest"))
        try:
            told = {"rates": _rates(bench, given), "memory": _memory(bench, given)}
        finally:
            bench.connection.close()
            bench.web.stop()
    print(json.dumps(_circumstances(given) | _ratios(told["rates"]) | told))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000, help="of a measurement")
    parser.add_argument("--large", type=int, default=LARGE, help="rows of the one large batch")
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL") or ON_THE_MACHINE,
        help="postgresql://… of a role that may create databases; one of its own is made there",
    )
    return parser.parse_args()


def _bench(home: Path, database: str) -> Bench:
    given = environment(home, DATABASE_URL=database)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.served"],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        check=True,
    )
    port = int(given["PORT"])
    web = Process(
        [str(ROOT / "bin/web")], given, home / "web.log", f"http://127.0.0.1:{port}/healthz"
    )
    web.wait()
    connection = psycopg2.connect(database)
    connection.autocommit = True
    return Bench(connection, web, port, json.loads(done.stdout.splitlines()[-1]))


def _rates(bench: Bench, given: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Rows a second of each way in, in turns; and how far the rounds lie apart."""
    found: dict[str, list[float]] = defaultdict(list)
    for turn in range(-1, given.rounds):
        # Turn -1 warms up, with a tenth of the rows.
        count = given.rows if turn >= 0 else max(given.rows // 10, batches.BATCH)
        for name, act in _ways(bench, f"r{turn}", count):
            bench.empty()
            begun = time.perf_counter()
            act()
            seconds = time.perf_counter() - begun
            kept = bench.count()
            _note(f"turn {turn}, {name}: {kept:,} rows there after {seconds:.2f} s")
            if turn >= 0:
                found[name].append(kept / seconds)
    return {
        name: {
            "rows_a_second": round(statistics.median(rates)),
            "least": round(min(rates)),
            "most": round(max(rates)),
        }
        for name, rates in found.items()
    }


def _ways(bench: Bench, run: str, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each with everything prepared that it will send."""
    starts = range(0, count, batches.BATCH)
    always = [str(bench.told["scope"]), str(bench.told["release"]), "2026-03-02 08:00:00+00"]
    once = batches.distinct(bench.rows(run, 0, count))
    lines = list(batches.as_copy(once, always))
    files = [b"".join(lines[at : at + batches.BATCH]) for at in range(0, len(lines), batches.BATCH)]
    yield COPY, lambda: bench.copy([b"".join(lines)])
    yield COPY_BATCHES, lambda: bench.copy(files)
    for name, (media, write) in batches.FORMATS.items():
        run_of_its_own = f"{run}{name[0]}"
        bodies: list[bytes | IO[bytes]] = [
            b"".join(write(bench.rows(run_of_its_own, first, batches.BATCH))) for first in starts
        ]
        yield name, lambda media=media, bodies=bodies: bench.post(media, bodies)  # type: ignore[misc]


def _memory(bench: Bench, given: argparse.Namespace) -> dict[str, dict[str, float]]:
    """The web process's resident memory at its peak, in MB, by format and number of rows."""
    found: dict[str, dict[str, float]] = {}
    for name, (media, write) in batches.FORMATS.items():
        found[name] = {}
        for count in (batches.BATCH, given.large):
            bench.empty()
            with tempfile.TemporaryFile() as body:
                for piece in write(bench.rows(f"m{name[0]}{count}", 0, count)):
                    body.write(piece)
                size = body.tell()
                body.seek(0)
                bench.web.forget_peak()
                begun = time.perf_counter()
                bench.post(media, [body])
            seconds = time.perf_counter() - begun
            found[name][str(count)] = round(bench.web.memory_mb(peak=True), 1)
            _note(
                f"{name}, {count:,} rows in one batch of {size / 1e6:.0f} MB: {bench.count():,} rows "
                f"there after {seconds:.1f} s, peak {found[name][str(count)]} MB"
            )
    return found


def _ratios(rates: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Rows a second as a share of COPY's, in one statement and in batches."""
    return {
        f"share of {base}": {
            name: round(rates[name]["rows_a_second"] / rates[base]["rows_a_second"], 2)
            for name in batches.FORMATS
        }
        for base in (COPY, COPY_BATCHES)
    }


def _circumstances(given: argparse.Namespace) -> dict[str, Any]:
    return {
        "rounds": given.rounds,
        "rows": given.rows,
        "cores": os.cpu_count(),
        "load": [round(one, 1) for one in os.getloadavg()],
    }


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
