"""Counts by week or month: one bar each, with its number on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Row, Scale, Twin
from portal.components.formats import thousands

_LEFT, _RIGHT, _TOP, _BOTTOM = 2, 400, 18, 128
_LETTER = 6.6


def counts_chart(*, label: str, counts: Sequence[tuple[str, int]], first: str, what: str) -> Figure:
    """Bars from nothing up, named by as many of their labels as there is room for.

    `first` and `what` head the columns of the twin.
    """
    y = Scale(0.0, max([n for _, n in counts], default=0) or 1, _BOTTOM, _TOP)
    shapes = [svg.hline(_LEFT, _RIGHT, _BOTTOM, "axis")]
    every = _every(counts)
    for index, (name, count) in enumerate(counts):
        shapes += _bar(index, len(counts), name, count, y, named=index % every == 0)
    return Figure(
        label=label,
        wide=Drawing(400, 150, svg.join(shapes)),
        twin=Twin((first, what), tuple(Row(name, (Cell(thousands(n)),)) for name, n in counts)),
        points=len(counts),
    )


def _every(counts: Sequence[tuple[str, int]]) -> int:
    """Every how manyth bar can carry its name without touching the next."""
    if not counts:
        return 1
    pitch = (_RIGHT - _LEFT) / len(counts)
    longest = max(len(name) for name, _ in counts) * _LETTER + 8
    return max(1, -(-int(longest) // int(pitch)))


def _bar(
    index: int, count: int, name: str, value: int, y: Scale, *, named: bool
) -> Iterator[SafeString]:
    pitch = (_RIGHT - _LEFT) / count
    x, width = _LEFT + pitch * index, min(pitch - min(4, pitch / 4), 48)
    top = y(float(value))
    parts = [svg.rect(x, top, width, _BOTTOM - top, "fillbar")]
    if value:
        parts.append(svg.text(x + width / 2, top - 5, thousands(value), "mid em"))
    yield svg.group(parts, cls="stop", data_say=f"{name}: {thousands(value)}")
    if named:
        fits = x + len(name) * _LETTER <= _RIGHT
        yield svg.text(x if fits else _RIGHT, 144, name, "" if fits else "end")
