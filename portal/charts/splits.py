"""Rows of work and waiting, one after the other on one scale, with their days beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Key, Row, Scale, Twin
from portal.components.formats import Number, measure

ROW = 30
_WIDTH, _LEFT, _RIGHT, _BAR = 400, 84, 318, 12


@dataclass(frozen=True)
class Split:
    """One row: so many days of work, then so many of waiting."""

    name: str
    work: Number
    wait: Number


def splits_chart(
    *, label: str, rows: Sequence[Split], first: str, work: str, wait: str, places: int = 1
) -> Figure:
    """Level bars, the longest to the end; `first`, `work` and `wait` head the twin."""
    longest = max((float(row.work) + float(row.wait) for row in rows), default=0.0)
    x = Scale(0.0, longest or 1.0, _LEFT, _RIGHT)
    shapes = [
        svg.group(
            _row(row, index * ROW, x, places),
            cls="stop",
            data_say=f"{row.name}: {measure(row.work, places)} {work}, "
            f"{measure(row.wait, places)} {wait}",
        )
        for index, row in enumerate(rows)
    ]
    shapes.append(svg.vline(_LEFT, 0, len(rows) * ROW, "axis"))
    twin = tuple(
        Row(row.name, (Cell(measure(row.work, places)), Cell(measure(row.wait, places))))
        for row in rows
    )
    return Figure(
        label=label,
        wide=Drawing(_WIDTH, len(rows) * ROW, svg.join(shapes)),
        twin=Twin((first, work, wait), twin),
        legend=tuple(
            Key(svg.rect(0, 0, 12, 10, cls, rx=1), word, 12, 10)
            for cls, word in (("work", work), ("wait", wait))
        ),
        points=len(rows),
    )


def _row(row: Split, top: float, x: Scale, places: int) -> Iterator[SafeString]:
    middle, end = x(float(row.work)), x(float(row.work) + float(row.wait))
    y, line = top + (ROW - _BAR) / 2, top + ROW / 2 + 4
    gap = 1 if row.work and row.wait else 0
    yield svg.text(_LEFT - 8, line, row.name, "end")
    yield svg.rect(_LEFT, y, middle - _LEFT, _BAR, "work")
    yield svg.rect(middle + gap, y, end - middle - gap, _BAR, "wait")
    told = f"{measure(row.work, places)} + {measure(row.wait, places)}"
    yield svg.text(end + 8, line, told, "em")
