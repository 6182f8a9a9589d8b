"""A line of points in order of x, with the level that counts and one point named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Row, Scale, Twin, places_of, ticks
from portal.components.formats import measure

_TOP = 6


@dataclass(frozen=True)
class Point:
    """Where the line passes; `label` names x in words."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class _Sheet:
    width: int
    height: int

    @property
    def bottom(self) -> int:
        return self.height - 22


_WIDE, _NARROW = _Sheet(820, 190), _Sheet(358, 170)
_LEFT = 40


def line_chart(
    *,
    label: str,
    points: Sequence[Point],
    x_name: str = "",
    y_name: str = "",
    unit: str = "",
    limit: float | None = None,
    limit_name: str = "",
    mark: int | None = None,
    small: bool = False,
    places: int = 3,
) -> Figure:
    """A line through at least one point; `mark` is the index of the one to name.

    `small` draws it for half a column only. Raises ValueError without a point.
    """
    if not points:
        raise ValueError("A line needs a point.")
    ordered = sorted(points, key=lambda point: point.x)
    marked = None if mark is None else points[mark]
    sheets = (_Sheet(400, 150),) if small else (_WIDE, _NARROW)
    drawings = [_draw(sheet, ordered, unit, limit, limit_name, marked, places) for sheet in sheets]
    rows = tuple(Row(p.label, (Cell(_value(p, unit, places)),)) for p in ordered)
    return Figure(
        label=label,
        wide=drawings[0],
        narrow=None if small else drawings[1],
        twin=Twin((x_name, y_name or _("Value")), rows),
        points=len(ordered),
    )


def _value(point: Point, unit: str, places: int) -> str:
    return f"{measure(point.y, places)}{unit}"


def _draw(
    sheet: _Sheet,
    points: Sequence[Point],
    unit: str,
    limit: float | None,
    limit_name: str,
    marked: Point | None,
    places: int,
) -> Drawing:
    values = [point.y for point in points] + ([limit] if limit is not None else [])
    levels = ticks(min(values), max(values), most=3)
    x = Scale(points[0].x, points[-1].x, _LEFT + 4, sheet.width - 6)
    y = Scale(levels[0], levels[-1], sheet.bottom, _TOP)
    shapes = [*_grid(sheet, levels, unit, y)]
    if limit is not None:
        shapes.append(svg.hline(_LEFT, sheet.width, y(limit), "limit"))
        words = f"{limit_name or _('objective')} {limit:g}{unit}"
        shapes.append(svg.text(sheet.width, y(limit) - 6, words, "end em halo"))
    way = "L".join(f"{svg.num(x(p.x))} {svg.num(y(p.y))}" for p in points)
    shapes.append(svg.path(f"M{way}", "line"))
    for point in points:
        say = f"{point.label}: {_value(point, unit, places)}"
        # An empty ring, seen only where the arrow keys stand.
        ring = svg.circle(x(point.x), y(point.y), 5, "spot")
        shapes.append(svg.group([ring], cls="stop", data_say=say))
    if marked is not None:
        words = f"{_value(marked, unit, places)}, {marked.label}"
        shapes += _named(sheet, x(marked.x), y(marked.y), words)
    shapes += _ends(sheet, points)
    return Drawing(sheet.width, sheet.height, svg.join(shapes))


def _grid(sheet: _Sheet, levels: Sequence[float], unit: str, y: Scale) -> Iterator[SafeString]:
    places = places_of(levels)
    for index, level in enumerate(levels):
        yield svg.hline(_LEFT, sheet.width, y(level), "grid" if index else "axis")
        yield svg.text(_LEFT - 6, y(level) + 4, f"{level:.{places}f}{unit}", "end")


def _named(sheet: _Sheet, x: float, y: float, words: str) -> Iterator[SafeString]:
    yield svg.circle(x, y, 4, "pt")
    side = "end em halo" if x > sheet.width / 2 else "em halo"
    # Below the point in the upper half, above it in the lower one.
    at = y + 18 if y < sheet.height / 2 else y - 10
    yield svg.text(x - 6 if x > sheet.width / 2 else x + 6, at, words, side)


def _ends(sheet: _Sheet, points: Sequence[Point]) -> Iterator[SafeString]:
    yield svg.text(_LEFT, sheet.height - 6, points[0].label)
    if len(points) > 1:
        yield svg.text(sheet.width - 6, sheet.height - 6, points[-1].label, "end")
