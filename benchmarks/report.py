"""What was measured, in a table and as one JSON object."""

import json
import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks.measure import Measured
from benchmarks.servers import BASIC, CACHED, GATEWAY, NAMES, PLAIN

# What has to be shown: CPU a request, as ratios to plain; uploads; and eight of 50 MB at once take
# less memory than one of them has bytes.
BOUNDS = {"get": 1.10, "log_batch": 1.10, "search": 1.10, "create_run": 1.25, "set_alias": 1.25}
THROUGHPUT = 0.9
MEMORY_MB = 50.0
BASIC_AUTH_AT_LEAST = 5.0
UPLOAD = "upload"

# By kind of call, number of clients and server: one a round.
Results = Mapping[tuple[str, int, str], Sequence[Measured]]
HEADINGS = ("p50 ms", "p95 ms", "req/s", "CPU ms/req", "CPU × plain", "spread")


def table(results: Results, kinds: Iterable[str], clients: Iterable[int]) -> str:
    """A line for each kind of call, number of clients and server."""
    lines = [f"{'call':<11}{'clients':>8}  {'server':<20}" + "".join(f"{h:>14}" for h in HEADINGS)]
    for kind in kinds:
        for number in clients:
            for server in NAMES:
                cells = _cells(results, kind, number, server)
                lines.append(
                    f"{kind:<11}{number:>8}  {server:<20}"
                    + "".join(f"{cell:>14}" for cell in cells)
                )
        lines.append("")
    return "\n".join(lines)


def _cells(results: Results, kind: str, clients: int, server: str) -> list[str]:
    rounds = results[kind, clients, server]
    took = sorted(1000 * one for measured in rounds for one in measured.took)
    ratios = _against_plain(results, kind, [clients], server, _cpu)
    return [
        f"{statistics.median(took):.1f}",
        f"{took[math.ceil(0.95 * len(took)) - 1]:.1f}",
        f"{statistics.median(one.calls_a_second for one in rounds):.1f}",
        f"{statistics.median(one.cpu_a_call for one in rounds):.2f}",
        f"{statistics.median(ratios):.2f}",
        f"{min(ratios):.2f}–{max(ratios):.2f}",
    ]


def _cpu(rounds: Iterable[Measured]) -> float:
    given = list(rounds)
    return sum(one.cpu_ms for one in given) / sum(len(one.took) for one in given)


def _against_plain(
    results: Results,
    kind: str,
    clients: Sequence[int],
    server: str,
    of: Callable[[Iterable[Measured]], float],
) -> list[float]:
    """The same of a server and of plain MLflow, round by round: what the machine did is in both."""
    rounds = len(results[kind, clients[0], server])
    return [
        of(results[kind, number, server][turn] for number in clients)
        / of(results[kind, number, PLAIN][turn] for number in clients)
        for turn in range(rounds)
    ]


def _throughput(rounds: Iterable[Measured]) -> float:
    given = list(rounds)
    return sum(len(one.took) for one in given) / sum(one.seconds for one in given)


def summary(results: Results, clients: Sequence[int], megabytes: float) -> dict[str, Any]:
    """Medians over rounds, 1 and 8 clients together; ratios are CPU a request to plain MLflow's,
    for the upload its throughput to plain's.
    """
    told: dict[str, Any] = {}
    for server, name in ((GATEWAY, ""), (BASIC, "basic_auth_"), (CACHED, "basic_auth_cached_")):
        every = {kind: _against_plain(results, kind, clients, server, _cpu) for kind in BOUNDS} | {
            UPLOAD: _against_plain(results, UPLOAD, clients, server, _throughput)
        }
        told[f"{name}ratios"] = {
            kind: round(statistics.median(of), 3) for kind, of in every.items()
        }
        told[f"{name}spread"] = {
            kind: [round(min(of), 3), round(max(of), 3)] for kind, of in every.items()
        }
    told["upload_megabytes"] = megabytes
    told["upload_memory_mb"] = {
        name: max(
            round(one.memory_mb, 1) for number in clients for one in results[UPLOAD, number, name]
        )
        for name in (PLAIN, GATEWAY)
    }
    return told


def missed(told: Mapping[str, Any]) -> list[str]:
    """What isn't as it has to be, a sentence each."""
    ratios, basic, cached = (
        told["ratios"],
        told["basic_auth_ratios"],
        told["basic_auth_cached_ratios"],
    )
    found = [
        f"{kind} takes {ratios[kind]} times plain's CPU, more than {most}"
        for kind, most in BOUNDS.items()
        if ratios[kind] > most
    ]
    found += [
        f"{kind} takes only {basic[kind] / ratios[kind]:.1f} times less CPU than with basic-auth"
        for kind in BOUNDS
        if basic[kind] < BASIC_AUTH_AT_LEAST * ratios[kind]
    ]
    found += [
        f"{kind} takes more CPU than with basic-auth and its cache: {ratios[kind]}, {cached[kind]}"
        for kind in BOUNDS
        if ratios[kind] > cached[kind]
    ]
    if ratios[UPLOAD] < THROUGHPUT:
        found.append(
            f"uploads have {ratios[UPLOAD]} times plain's throughput, less than {THROUGHPUT}"
        )
    memory = told["upload_memory_mb"][GATEWAY]
    if memory > MEMORY_MB:
        found.append(f"uploads take {memory} MB of memory, more than {MEMORY_MB}")
    return found


def line(told: Mapping[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(told)
