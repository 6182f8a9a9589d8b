"""Drift by feature and week: five steps of heat, the two that count with a sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Key, Row, Twin
from portal.components.formats import Number, measure

ROW = 24
_SIGNS = {3: ("!", "heat-sign"), 4: ("!!", "heat-sign on-bad")}
_NAMES = ("", "", gettext_lazy("moderate"), gettext_lazy("large !"), gettext_lazy("very large !!"))


@dataclass(frozen=True)
class HeatRow:
    """A feature and its value in each column; None where nothing was measured."""

    label: str
    values: tuple[float | None, ...]


def heat_chart(
    *,
    measure_name: str,
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    steps: tuple[float, float, float, float] = (0.05, 0.1, 0.2, 0.3),
    marks: Sequence[tuple[int, str]] = (),
    places: int = 2,
) -> Figure:
    """Values as heat; `steps` are the lower bounds of the upper four, `marks` name columns.

    The default steps are the customary ones of the population stability index:
    0.1 moderate, 0.2 large. Raises ValueError when a row isn't as long as the columns.
    """
    for row in rows:
        if len(row.values) != len(columns):
            raise ValueError(
                f"{row.label} has {len(row.values)} values for {len(columns)} columns."
            )
    sheets = [(820.0, 100), (358.0, 40)]
    drawings = [_draw(width, last, columns, rows, steps, marks, places) for width, last in sheets]
    return Figure(
        label=_sentence(measure_name, rows, steps),
        wide=drawings[0],
        narrow=drawings[1],
        twin=_twin(columns, rows, places),
        legend=tuple(_legend(steps)),
        kind="heat",
        points=len(rows) * len(columns),
    )


def _sentence(measure_name: str, rows: Sequence[HeatRow], steps: Sequence[float]) -> str:
    large = [row.label for row in rows if _step(_last(row), steps) >= 3]
    said = (
        _("%(large)s last at %(steps)s or above") % {"large": ", ".join(large), "steps": steps[2]}
        if large
        else _("none is large")
    )
    return _("%(measure_name)s by feature and week: %(said)s. The table below has every value.") % {
        "measure_name": measure_name,
        "said": said,
    }


def _twin(columns: Sequence[str], rows: Sequence[HeatRow], places: int) -> Twin:
    lines = (
        Row(row.label, tuple(Cell(measure(value, places)) for value in row.values)) for row in rows
    )
    return Twin((_("Feature"), *columns), tuple(lines))


def _legend(steps: Sequence[float]) -> Iterator[Key]:
    words = [_("below %(steps)s") % {"steps": f"{steps[0]:g}"}]
    words += [
        ", ".join(str(one) for one in (f"{low:g}", _NAMES[n + 1]) if one)
        for n, low in enumerate(steps)
    ]
    for level, word in enumerate(words):
        yield Key(svg.rect(0, 0, 14, 10, f"h{level}", rx=2), word, 14, 10)


def _last(row: HeatRow) -> float | None:
    return next((value for value in reversed(row.values) if value is not None), None)


def _step(value: Number | None, steps: Sequence[float]) -> int:
    if value is None:
        return 0
    return sum(value >= low for low in steps)


def _draw(
    width: float,
    last_room: int,
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    steps: Sequence[float],
    marks: Sequence[tuple[int, str]],
    places: int,
) -> Drawing:
    longest = max((len(row.label) for row in rows), default=0)
    left = min(14 + 6.4 * longest, width * 0.36)
    pitch = (width - last_room - left) / max(len(columns), 1)
    shapes: list[SafeString] = []
    for index, row in enumerate(rows):
        top = index * ROW
        last = _last(row)
        em = "em" if _step(last, steps) >= 3 else ""
        shapes.append(svg.text(0, top + 16, row.label, em))
        shapes += _cells(row, columns, left, top, pitch, steps, places)
        shapes.append(svg.text(width, top + 16, measure(last, places), f"end {em}".strip()))
    foot = len(rows) * ROW + 16
    shapes += [svg.text(left + pitch * column, foot, word) for column, word in marks]
    shapes.append(svg.text(width, foot, _("last"), "end"))
    return Drawing(width, foot + 6, svg.join(shapes))


def _cells(
    row: HeatRow,
    columns: Sequence[str],
    left: float,
    top: float,
    pitch: float,
    steps: Sequence[float],
    places: int,
) -> Iterator[SafeString]:
    for index, value in enumerate(row.values):
        level = _step(value, steps)
        x = left + pitch * index
        shapes = [svg.rect(x, top, pitch - 2, ROW - 2, f"h{level}", rx=2)]
        if level in _SIGNS and pitch >= 14:
            sign, cls = _SIGNS[level]
            shapes.append(svg.text(x + (pitch - 2) / 2, top + 15, sign, cls))
        say = f"{row.label}, {columns[index]}: {measure(value, places)}"
        yield svg.group(shapes, cls="stop", data_say=say)
