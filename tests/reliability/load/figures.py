"""What a load came to, for people to read."""

from statistics import median, quantiles

from tests.reliability.load.clients import ALLOWED, LOST, REFUSED, UNREACHED, Tally
from tests.reliability.load.entrants import Grid
from tests.reliability.load.marshal import Kill, summary
from tests.reliability.load.watch import Watch


def of(tally: Tally, kills: list[Kill], watch: Watch, grid: Grid, seconds: float) -> str:
    """Attempts by outcome, the day's work, the kills and how fast what they cut short was settled."""
    releases = sum(len(one.releases()) for one in grid.approved)
    by_kind = sorted({kind for kind, _ in tally.results})
    refused = tally.of(*(kind for kind in by_kind if kind.startswith(REFUSED)))
    allowed = tally.of(*ALLOWED)
    lines = [
        f"{seconds:.0f} s, {tally.attempts} attempts to promote, {tally.allowed} of them allowed:",
        f"  true promotions {releases} (of {len(grid.approved)} approved use cases)",
        f"  idempotent repeats answered {allowed['200'] - releases}",
        f"  refused {refused['403']}",
        f"  cut short by a kill {allowed[LOST]} allowed, {refused[LOST]} not",
        f"  asked while nobody was there (no attempts) {allowed[UNREACHED] + refused[UNREACHED]}",
    ]
    lines += [f"  {kind}: {_results(tally, kind)}" for kind in by_kind]
    stood = ", ".join(f"{where} {count}" for where, count in summary(kills).most_common())
    lines += [
        f"{len(kills)} kills of the gateway ({sum(one.with_worker for one in kills)} with the "
        f"worker): {stood}",
        f"  restart {_spread([one.restart_seconds for one in kills])}",
        f"  settled after the restart {_spread([one.settled_seconds for one in kills])}",
        f"{watch.looks} looks of the observer, {len(watch.faults)} faults",
    ]
    return "\n".join(lines)


def _results(tally: Tally, kind: str) -> str:
    counts = ", ".join(f"{result} × {count}" for result, count in sorted(tally.of(kind).items()))
    return f"{counts}; {_spread(tally.seconds[kind])}"


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{sum(seconds):.2f} s"
    p95 = quantiles(seconds, n=20)[-1]
    return f"median {median(seconds):.2f} s, p95 {p95:.2f} s, most {max(seconds):.2f} s"
