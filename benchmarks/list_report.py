"""What the API's lists took beside bare views, in a table and as one JSON object."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.page_report import Timed, circumstances

__all__ = ["Line", "circumstances", "line", "missed", "summary", "table"]

# What has to be shown: time at the largest size to that at the smallest, CPU to a bare view's.
GROWTH = 1.3
BARE = 2.0
HEADS = (
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "queries",
    "bytes",
    "bare CPU",
    "bare bytes",
    "× CPU",
    "× bytes",
)


@dataclass(frozen=True)
class Line:
    """A list for one reader at one size, and the bare view over the same rows."""

    name: str
    reader: str
    use_cases: int
    timed: Timed
    bare: Timed

    @property
    def times_cpu(self) -> float:
        return self.timed.cpu_ms / self.bare.cpu_ms

    @property
    def times_bytes(self) -> float:
        return self.timed.size / self.bare.size


def table(lines: Sequence[Line]) -> str:
    """A line for each list, reader and size."""
    said = [f"{'list':<16}{'reader':<14}{'use cases':>10}" + "".join(f"{h:>11}" for h in HEADS)]
    for one in lines:
        cells = (
            f"{one.timed.p50:.1f}",
            f"{one.timed.p95:.1f}",
            f"{one.timed.cpu_ms:.1f}",
            str(one.timed.queries),
            str(one.timed.size),
            f"{one.bare.cpu_ms:.1f}",
            str(one.bare.size),
            f"{one.times_cpu:.2f}",
            f"{one.times_bytes:.2f}",
        )
        said.append(
            f"{one.name:<16}{one.reader:<14}{one.use_cases:>10}"
            + "".join(f"{cell:>11}" for cell in cells)
        )
    return "\n".join(said) + "\n"


def summary(lines: Sequence[Line]) -> dict[str, Any]:
    """By list and reader: the figures at each size, how they grow from the smallest to the largest,
    and whether bounds hold. A list that shows more rows because its reader has more is told with its
    bytes.
    """
    told: dict[str, Any] = {}
    for one in lines:
        place = told.setdefault(f"{one.name}, {one.reader}", {"at": {}})
        place["at"][str(one.use_cases)] = {
            **_figures(one.timed),
            "bare": _figures(one.bare),
            "times_bare_cpu": round(one.times_cpu, 2),
            "times_bare_bytes": round(one.times_bytes, 2),
        }
    for place in told.values():
        small, large = (
            place["at"][min(place["at"], key=int)],
            place["at"][max(place["at"], key=int)],
        )
        for name in ("p50_ms", "cpu_ms", "bytes"):
            place[f"growth_{name.removesuffix('_ms')}"] = round(large[name] / small[name], 2)
        place["growth_bare_p50"] = round(large["bare"]["p50_ms"] / small["bare"]["p50_ms"], 2)
        place["most_times_bare_cpu"] = max(one["times_bare_cpu"] for one in place["at"].values())
        place["growth_holds"] = place["growth_p50"] <= GROWTH
        place["bare_holds"] = place["most_times_bare_cpu"] <= BARE
    return {
        "growth_at_most": GROWTH,
        "bare_at_most": BARE,
        "growth_holds": all(one["growth_holds"] for one in told.values()),
        "bare_holds": all(one["bare_holds"] for one in told.values()),
        "lists": told,
    }


def _figures(timed: Timed) -> dict[str, Any]:
    return {
        "p50_ms": round(timed.p50, 2),
        "p95_ms": round(timed.p95, 2),
        "cpu_ms": round(timed.cpu_ms, 2),
        "queries": timed.queries,
        "bytes": timed.size,
    }


def missed(told: dict[str, Any]) -> list[str]:
    """What isn't as it has to be, a sentence each."""
    found = []
    for name, place in told["lists"].items():
        if not place["growth_holds"]:
            found.append(
                f"{name} takes {place['growth_p50']} times as long at the largest size, more than "
                f"{GROWTH} (CPU {place['growth_cpu']}, its bytes {place['growth_bytes']}, the bare "
                f"view {place['growth_bare_p50']})"
            )
        if not place["bare_holds"]:
            found.append(
                f"{name} takes {place['most_times_bare_cpu']} times the bare view's CPU, more than "
                f"{BARE}"
            )
    return found


def line(told: dict[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(told)
