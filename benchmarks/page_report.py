"""What pages took, in a table and as one JSON object."""

import json
import math
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# What has to be shown.
MOST_QUERIES = 15
GROWTH = 1.3
THIN = 3.0


@dataclass(frozen=True)
class Timed:
    """One address asked for again and again, in milliseconds."""

    took: Sequence[float]
    cpu: Sequence[float]
    queries: int
    size: int

    @property
    def p50(self) -> float:
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        ordered = sorted(self.took)
        return ordered[math.ceil(0.95 * len(ordered)) - 1]

    @property
    def cpu_ms(self) -> float:
        """The median: what else the machine does strikes some requests, not half of them."""
        return statistics.median(self.cpu)


@dataclass(frozen=True)
class Line:
    """A page for one reader at one size, and the thinnest view over the same rows."""

    page: str
    reader: str
    use_cases: int
    timed: Timed
    thin: Timed | None

    @property
    def ratio(self) -> float | None:
        return self.timed.cpu_ms / self.thin.cpu_ms if self.thin else None


def circumstances(database: str, requests: int) -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"on {database}; requests: {requests}; cores: {os.cpu_count()}; load average: {load}\n"


def table(lines: Sequence[Line]) -> str:
    """A line for each page, reader and size."""
    heads = ("p50 ms", "p95 ms", "CPU ms", "queries", "KB", "thin CPU ms", "× thin")
    said = [f"{'page':<18}{'reader':<9}{'use cases':>10}" + "".join(f"{h:>13}" for h in heads)]
    for one in lines:
        thin = f"{one.thin.cpu_ms:.1f}" if one.thin else ""
        ratio = f"{one.ratio:.2f}" if one.ratio else ""
        cells = (
            f"{one.timed.p50:.1f}",
            f"{one.timed.p95:.1f}",
            f"{one.timed.cpu_ms:.1f}",
            str(one.timed.queries),
            f"{one.timed.size / 1000:.1f}",
            thin,
            ratio,
        )
        said.append(
            f"{one.page:<18}{one.reader:<9}{one.use_cases:>10}" + "".join(f"{c:>13}" for c in cells)
        )
    return "\n".join(said) + "\n"


def summary(lines: Sequence[Line]) -> dict[str, Any]:
    """By page and reader: growth of CPU and p50 from the smallest to the largest size, and figures.

    A page that shows more rows because its reader has more is told with its size in kilobytes.
    """
    told: dict[str, Any] = {}
    for one in lines:
        place = told.setdefault(f"{one.page}, {one.reader}", {"at": {}})
        place["at"][str(one.use_cases)] = {
            "p50_ms": round(one.timed.p50, 2),
            "p95_ms": round(one.timed.p95, 2),
            "cpu_ms": round(one.timed.cpu_ms, 2),
            "queries": one.timed.queries,
            "kilobytes": round(one.timed.size / 1000, 1),
            "thin_cpu_ms": round(one.thin.cpu_ms, 2) if one.thin else None,
            "times_thin": round(one.ratio, 2) if one.ratio else None,
        }
    for place in told.values():
        small, large = (place["at"][size] for size in _ends(place["at"]))
        place["growth_cpu"] = round(large["cpu_ms"] / small["cpu_ms"], 2)
        place["growth_p50"] = round(large["p50_ms"] / small["p50_ms"], 2)
        place["growth_kilobytes"] = round(large["kilobytes"] / small["kilobytes"], 2)
    return told


def _ends(sizes: dict[str, Any]) -> tuple[str, str]:
    return min(sizes, key=int), max(sizes, key=int)


def missed(told: dict[str, Any]) -> list[str]:
    """What isn't as it has to be, a sentence each."""
    found = []
    for name, place in told.items():
        most = max(one["queries"] for one in place["at"].values())
        if most > MOST_QUERIES:
            found.append(f"{name} takes {most} queries, more than {MOST_QUERIES}")
        if place["growth_cpu"] > GROWTH:
            found.append(
                f"{name} takes {place['growth_cpu']} times the CPU at the largest size, more than "
                f"{GROWTH} (and has {place['growth_kilobytes']} times the bytes)"
            )
        ratios = [one["times_thin"] for one in place["at"].values() if one["times_thin"]]
        if ratios and max(ratios) > THIN:
            found.append(f"{name} takes {max(ratios)} times the thinnest view, more than {THIN}")
    return found


def line(told: dict[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(told)
