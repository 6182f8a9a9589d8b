"""One metric's curves: a line a run over its steps, told apart by letter, mark and dashes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Row, Scale, Twin, places_of, ticks
from portal.components.formats import MINUS, NOTHING

MOST = 8
WIDTH, HEIGHT = 400, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 372, 10, 164
_APART = 12
_MARKS_A_LINE = 5


@dataclass(frozen=True)
class Curve:
    """A run's values by step, in order; `value` is None where it logged no number.

    `letter` is empty where the curve stands alone.
    """

    letter: str
    name: str
    points: tuple[tuple[int, float | None], ...]

    @property
    def finite(self) -> list[tuple[int, float]]:
        """The points that can be drawn."""
        return [(step, value) for step, value in self.points if value is not None]


def curves_chart(*, metric: str, curves: Sequence[Curve]) -> Figure:
    """Up to eight runs on one metric. Raises ValueError where no run has a number to draw."""
    drawn = [curve for curve in curves if curve.finite]
    if not drawn:
        raise ValueError("Curves need a point.")
    steps = sorted({step for curve in curves for step, _value in curve.points})
    values = [value for curve in drawn for _step, value in curve.finite]
    marks = ticks(min(values), max(values), most=4)
    x = Scale(steps[0], steps[-1], _LEFT + 6, _RIGHT - 8)
    y = Scale(marks[0], marks[-1], _BOTTOM, _TOP)
    shapes = [*_grid(marks, y), *_axis(steps, x)]
    for curve in drawn:
        shapes += _line(curve, curves.index(curve), x, y)
    shapes += _letters(drawn, y)
    shapes += _stops(steps, drawn, x, y)
    return Figure(
        label=_sentence(metric, drawn, steps),
        wide=Drawing(WIDTH, HEIGHT, svg.join(shapes)),
        twin=_twin(steps, curves),
        points=len(steps),
    )


def mark(place: int, x: float = 7, y: float = 7) -> SafeString:
    """The mark of the curve at this place: four shapes, filled and then hollow."""
    cls = "pt" if place < MOST // 2 else "hollow"
    at = svg.num
    if place % 4 == 0:
        return svg.circle(x, y, 3.6, cls)
    if place % 4 == 1:
        return svg.rect(x - 3.3, y - 3.3, 6.6, 6.6, cls)
    if place % 4 == 2:
        return svg.path(f"M{at(x)} {at(y - 4.4)}l4.4 7.6h-8.8z", cls)
    return svg.path(f"M{at(x)} {at(y - 4.8)}l4.8 4.8-4.8 4.8-4.8-4.8z", cls)


def figure(value: float | None) -> str:
    """A value with four figures that count, however small it is."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.4g}".replace("-", MINUS)


def _sentence(metric: str, curves: Sequence[Curve], steps: Sequence[int]) -> str:
    said = "; ".join(
        _("%(run)s from %(first)s to %(last)s")
        % {
            "run": f"{one.letter} {one.name}".strip(),
            "first": figure(one.finite[0][1]),
            "last": figure(one.finite[-1][1]),
        }
        for one in curves
    )
    return _("%(metric)s over steps %(first)s to %(last)s: %(said)s.") % {
        "metric": metric,
        "first": steps[0],
        "last": steps[-1],
        "said": said,
    }


def _grid(marks: Sequence[float], y: Scale) -> Iterator[SafeString]:
    places = places_of(marks)
    for index, level in enumerate(marks):
        yield svg.hline(_LEFT, _RIGHT, y(level), "grid" if index else "axis")
        yield svg.text(_LEFT - 6, y(level) + 4, f"{level:.{places}f}".replace("-", MINUS), "end")


def _axis(steps: Sequence[int], x: Scale) -> Iterator[SafeString]:
    yield svg.text(x(steps[0]), HEIGHT - 8, _("step %(number)s") % {"number": steps[0]})
    if steps[-1] != steps[0]:
        yield svg.text(x(steps[-1]), HEIGHT - 8, str(steps[-1]), "end")


def _line(curve: Curve, place: int, x: Scale, y: Scale) -> Iterator[SafeString]:
    """The way through the points, broken where there is no number, with a few marks on it."""
    parts, pen = [], "M"
    for step, value in curve.points:
        if value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{svg.num(x(step))} {svg.num(y(value))}")
        pen = "L"
    yield svg.path("".join(parts), f"line curve c{place}")
    points = curve.finite
    each = max(1, math.ceil(len(points) / _MARKS_A_LINE))
    # Counted from the end, where the letter stands; each line's marks begin a little later.
    for step, value in points[::-1][::each]:
        yield mark(place, x(step), y(value))


def _letters(curves: Sequence[Curve], y: Scale) -> Iterator[SafeString]:
    """A letter where each line ends, moved apart where lines end together."""
    named = sorted(
        ((y(curve.finite[-1][1]), curve.letter) for curve in curves if curve.letter),
        key=lambda one: one[0],
    )
    at = -math.inf
    spots: list[tuple[float, str]] = []
    for wanted, letter in named:
        at = max(wanted, at + _APART)
        spots.append((at, letter))
    over = max(0.0, spots[-1][0] - _BOTTOM) if spots else 0.0
    for height, letter in spots:
        yield svg.text(_RIGHT + 10, height - over + 4, letter, "em")


def _stops(
    steps: Sequence[int], curves: Sequence[Curve], x: Scale, y: Scale
) -> Iterator[SafeString]:
    """A stop of the arrow keys a step: a ring on every line there, and all values in words."""
    by_step = [dict(curve.finite) for curve in curves]
    for step in steps:
        here = [(one, at[step]) for one, at in zip(curves, by_step, strict=True) if step in at]
        said = ", ".join(f"{one.letter} {figure(value)}".strip() for one, value in here)
        rings = [svg.circle(x(step), y(value), 5, "spot") for _one, value in here]
        words = _("step %(number)s: %(said)s") % {"number": step, "said": said or NOTHING}
        yield svg.group(rings, cls="stop", data_say=words)


def _twin(steps: Sequence[int], curves: Sequence[Curve]) -> Twin:
    by_step = [dict(curve.points) for curve in curves]
    columns = [f"{one.letter} {one.name}".strip() for one in curves]
    rows = tuple(
        Row(
            _("step %(number)s") % {"number": step},
            tuple(Cell(figure(at.get(step))) for at in by_step),
        )
        for step in steps
    )
    return Twin((_("Step"), *columns), rows)
