"""Stacked bars: what is done, and what still waits on top of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Key, Row, Scale, Twin, ticks
from portal.components.formats import Number, measure, short

_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 400, 6, 128


@dataclass(frozen=True)
class Bar:
    """One bar; `tick` is written under it where the axis should name it."""

    label: str
    done: Number
    rest: Number = 0
    tick: str = ""


def bars_chart(
    *,
    label: str,
    bars: Sequence[Bar],
    first: str,
    done: str,
    rest: str,
    kind: Literal["fillbar", "work"] = "fillbar",
    places: int = 0,
) -> Figure:
    """Bars from nothing up; `kind` work draws days of work under days of waiting."""
    top = max((float(bar.done) + float(bar.rest) for bar in bars), default=0.0)
    marks = ticks(0.0, top, most=3)
    y = Scale(0.0, marks[-1], _BOTTOM, _TOP)
    shapes = [*_grid(marks, y)]
    for index, bar in enumerate(bars):
        shapes += _bar(bar, index, len(bars), y, kind, _say(bar, done, rest, places))
    rows = tuple(
        Row(bar.label, (Cell(measure(bar.done, places)), Cell(measure(bar.rest, places))))
        for bar in bars
    )
    return Figure(
        label=label,
        wide=Drawing(400, 150, svg.join(shapes)),
        twin=Twin((first, done, rest), rows),
        legend=tuple(
            Key(svg.rect(0, 0, 12, 10, cls, rx=1), word, 12, 10)
            for cls, word in ((kind, done), ("wait", rest))
        ),
        points=len(bars),
    )


def _say(bar: Bar, done: str, rest: str, places: int) -> str:
    return f"{bar.label}: {measure(bar.done, places)} {done}, {measure(bar.rest, places)} {rest}"


def _grid(marks: Sequence[float], y: Scale) -> Iterator[SafeString]:
    for mark in marks:
        yield svg.hline(_LEFT, _RIGHT, y(mark), "axis" if mark == 0 else "grid")
        yield svg.text(_LEFT - 6, y(mark) + 4, short(mark), "end")


def _bar(bar: Bar, index: int, count: int, y: Scale, kind: str, say: str) -> Iterator[SafeString]:
    pitch = (_RIGHT - _LEFT) / count
    x, width = _LEFT + 2 + pitch * index, pitch - min(4, pitch / 4)
    middle, top = y(float(bar.done)), y(float(bar.done) + float(bar.rest))
    parts = [
        svg.rect(x, top, width, middle - top, "wait"),
        svg.rect(x, middle, width, _BOTTOM - middle, kind),
    ]
    yield svg.group(parts, cls="stop", data_say=say)
    if bar.tick:
        yield svg.text(x, 144, bar.tick)
