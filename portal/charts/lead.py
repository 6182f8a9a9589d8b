"""Lead time in small: a bar a month, days of work under days of waiting, on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from portal.charts import svg
from portal.charts.figure import Drawing
from portal.components.formats import Number

WIDTH, HEIGHT, TOP, GAP = 152, 56, 4, 0.8


def lead_bars(bars: Sequence[tuple[Number, Number]]) -> Drawing:
    """Pairs of days worked and days waited, oldest first; the longest reaches the top."""
    longest = max((float(work) + float(wait) for work, wait in bars), default=0.0) or 1.0
    scale = (HEIGHT - TOP) / longest
    pitch = WIDTH / max(len(bars), 1)
    width = min(pitch - 3, 16.0)
    shapes = []
    for index, (work, wait) in enumerate(bars):
        x = pitch * index + 1
        worked = float(work) * scale
        waited = float(wait) * scale - (GAP if work and wait else 0)
        shapes.append(
            svg.rect(x, HEIGHT - (float(work) + float(wait)) * scale, width, waited, "wait")
        )
        shapes.append(svg.rect(x, HEIGHT - worked, width, worked, "work"))
    shapes.append(svg.hline(0, WIDTH, HEIGHT, "axis"))
    return Drawing(WIDTH, HEIGHT, svg.join(shapes))
