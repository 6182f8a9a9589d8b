"""A line the height of a word: where a value has been, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from portal.charts import svg
from portal.charts.figure import Drawing, Scale
from portal.components.formats import Number

WIDTH, HEIGHT, MARGIN = 88, 24, 4


def sparkline(
    values: Sequence[Number | None], limit: Number | None = None, higher_is_better: bool = True
) -> Drawing:
    """The values from left to right, where there are any; the last one red if it misses the limit.

    Nothing but an empty sheet when there are no values. A list draws the same few again and again.
    """
    return _drawn(tuple(values), limit, higher_is_better)


@lru_cache(maxsize=4096)
def _drawn(
    values: tuple[Number | None, ...], limit: Number | None, higher_is_better: bool
) -> Drawing:
    points = [(n, float(value)) for n, value in enumerate(values) if value is not None]
    if not points:
        return Drawing(WIDTH, HEIGHT, svg.join(()))
    bound = [] if limit is None else [float(limit)]
    heights = [value for _n, value in points] + bound
    y = Scale(min(heights), max(heights), HEIGHT - MARGIN, MARGIN)
    x = Scale(0, max(len(values) - 1, 1), 2, WIDTH - 2)
    shapes = []
    if bound:
        height = y(bound[0])
        shapes.append(svg.el("line", x1=0, x2=WIDTH, y1=height, y2=height))
    way = "L".join(f"{svg.num(x(n))} {svg.num(y(value))}" for n, value in points)
    shapes.append(svg.path(f"M{way}", ""))
    at, last = points[-1]
    out = bool(bound) and (last < bound[0] if higher_is_better else last > bound[0])
    shapes.append(svg.circle(x(at), y(last), 3, "out" if out else ""))
    return Drawing(WIDTH, HEIGHT, svg.join(shapes))
