"""What judging every call costs: plain MLflow, MLflow's basic-auth without and with its cache, and
Pitwall's gateway with the standard policy, 50 use cases, 50 keys and a frozen run.

`make bench-gateway`, or `python -m benchmarks.gateway --help`. Servers take turns within each of
the rounds, so that whatever else the machine does strikes all alike; CPU a request is the server's
own. The alias that is set is one that no target goes by: setting a protected one is a release.
The last line of the output is one JSON object.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from benchmarks import calls, report
from benchmarks.content import CLIENTS
from benchmarks.measure import Measured, measure
from benchmarks.servers import Bench, bench
from benchmarks.stores import stores

NUMBERS = (1, CLIENTS)
# Uploads of one client in a round; eight clients upload one each.
UPLOADS = 3


def main() -> int:
    given = _arguments()
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="pitwall-bench-") as folder,
        stores(given.database_url, Path(folder)) as databases,
        bench(Path(folder), databases) as ready,
    ):
        _note(f"four servers are up after {time.monotonic() - begun:.0f} s")
        results = _rounds(ready, given)
    _note(f"measured after {time.monotonic() - begun:.0f} s")
    kinds = [kind.name for kind in calls.KINDS]
    print(_circumstances(given))
    print(report.table(results, [*kinds, report.UPLOAD], NUMBERS))
    told = report.summary(results, NUMBERS, len(calls.UPLOADED) / 1e6)
    for sentence in report.missed(told):
        print(f"MISSED: {sentence}")
    print(report.line(told))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--requests", type=int, default=120, help="of a kind, a server and a round, at most"
    )
    parser.add_argument(
        "--seconds", type=float, default=0.6, help="that such a measurement goes on, at most"
    )
    parser.add_argument(
        "--database-url",
        default="",
        help="postgresql://… of a role that may create databases: all stores are there",
    )
    return parser.parse_args()


def _circumstances(given: argparse.Namespace) -> str:
    stores = "PostgreSQL" if given.database_url else "SQLite"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"MLflow {version('mlflow')} on {stores}; rounds: {given.rounds}; cores: {os.cpu_count()}; "
        f"load average: {load}\n"
    )


def _rounds(ready: Bench, given: argparse.Namespace) -> dict[tuple[str, int, str], list[Measured]]:
    results: dict[tuple[str, int, str], list[Measured]] = defaultdict(list)
    _round(ready, 8, 0.2, defaultdict(list))
    for turn in range(given.rounds):
        # Another server is first in each round.
        ready.servers.append(ready.servers.pop(0))
        _round(ready, given.requests, given.seconds, results)
        _note(f"round {turn + 1} of {given.rounds}")
    return results


def _round(
    ready: Bench, requests: int, seconds: float, results: dict[tuple[str, int, str], list[Measured]]
) -> None:
    for kind in (*calls.KINDS, calls.Kind(report.UPLOAD, calls.upload)):
        for number in NUMBERS:
            made = [kind.make(ready.content, client) for client in range(number)]
            is_upload = kind.name == report.UPLOAD
            most = max(number, UPLOADS) if is_upload else requests
            for server in ready.servers:
                found = measure(server, made, most=most, seconds=60 if is_upload else seconds)
                results[kind.name, number, server.name].append(found)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
