"""What a chart is: two drawings, their points, a legend, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from portal.charts import svg


@dataclass(frozen=True)
class Drawing:
    """Shapes on a sheet of so many user units, drawn at about that many pixels."""

    width: float
    height: float
    shapes: SafeString

    @property
    def view_box(self) -> str:
        """The sheet as SVG wants it."""
        return f"0 0 {svg.num(self.width)} {svg.num(self.height)}"


class Cell(NamedTuple):
    """One figure of a twin; an `outcome` is shown as the state of that name."""

    text: str
    outcome: str = ""


class Row(NamedTuple):
    """A line of a twin."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Twin:
    """The numbers of a chart as a table; the first heading is for the heads of rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Key(NamedTuple):
    """A line of a legend: a small shape and what it means."""

    shape: SafeString
    text: str
    width: int = 12
    height: int = 12


@dataclass(frozen=True)
class Figure:
    """A chart ready for `{% chart %}`.

    `label` is the sentence that stands for the drawing. `narrow` is drawn for
    358 pixels, `middle` for a column; without them the wide one serves all.
    `points` counts the shapes that arrow keys visit, each carrying its own words
    in `data-say`.
    """

    label: str
    wide: Drawing
    twin: Twin
    narrow: Drawing | None = None
    middle: Drawing | None = None
    legend: tuple[Key, ...] = ()
    kind: str = ""
    note: str = ""
    points: int = 0

    @property
    def drawings(self) -> list[tuple[str, Drawing]]:
        """Every drawing with the class by which the style sheet shows one of them."""
        if self.narrow is None:
            return [("only", self.wide)]
        sizes = [("wide", self.wide), ("narrow", self.narrow)]
        return [*sizes, ("middle", self.middle)] if self.middle else sizes


class Scale(NamedTuple):
    """A line from values to coordinates."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value lies; everything on one spot when there is no spread."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


_STEPS = (1, 2, 2.5, 5, 10)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values that cover low to high in at most so many even steps."""
    if high <= low:
        high = low + (abs(low) or 1.0) * 0.1
    power = 10.0 ** _exponent((high - low) / most)
    step = next(power * n for n in _STEPS if (high - low) / (power * n) <= most)
    first, last = int(low // step), int(-(-high // step))
    places = max(0, -_exponent(step) + 2)
    return [round(step * n, places) for n in range(first, last + 1)]


def _exponent(value: float) -> int:
    return int(f"{value:e}".split("e")[1])


def places_of(values: Sequence[float]) -> int:
    """How many decimals tell these ticks apart."""
    for places in range(7):
        if all(abs(round(value, places) - value) < 1e-9 for value in values):
            return places
    return 6
