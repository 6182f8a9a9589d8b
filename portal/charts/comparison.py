"""Challenger against champion: an interval each, a row a metric, the objective dashed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Key, Row, Scale, Twin
from portal.components.formats import Number, measure, signed

ROW = 42
# A label too long for its column stands above its row, on a line of this height.
LABEL_LINE = 18
_LETTER = 7.2
# Beyond this ratio rows share no scale: one would be squeezed to a point.
_ALIKE = 6


@dataclass(frozen=True)
class Interval:
    """A measured value; `low` and `high` are None where none was computed."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Pair:
    """One metric measured for both on the same data; `limit` is what it needs."""

    label: str
    limit: Number | None
    champion: Interval | None
    challenger: Interval | None
    claimed: Number | None = None
    higher_is_better: bool = True

    @property
    def needs(self) -> str:
        """What is asked, with its direction; empty when nothing is."""
        if self.limit is None:
            return ""
        return f"{'≥' if self.higher_is_better else '≤'} {self.limit}"

    @property
    def difference(self) -> float | None:
        """Challenger less champion, in the metric's unit; None unless both are there."""
        if self.champion is None or self.challenger is None:
            return None
        return float(self.challenger.value) - float(self.champion.value)


@dataclass(frozen=True)
class _Sheet:
    width: int
    left: int
    right: int


_WIDE = _Sheet(796, 190, 650)
_NARROW = _Sheet(358, 96, 262)


def comparison_chart(
    *, champion: str, challenger: str, rows: Sequence[Pair], places: int = 3
) -> Figure:
    """Both versions on every metric. Raises ValueError without a row."""
    if not rows:
        raise ValueError("A comparison needs a metric.")
    drawings = [_draw(sheet, champion, challenger, rows, places) for sheet in (_WIDE, _NARROW)]
    return Figure(
        label=_sentence(champion, challenger, rows, places),
        wide=drawings[0],
        narrow=drawings[1],
        twin=_twin(champion, challenger, rows, places),
        legend=tuple(_legend(champion, challenger)),
        points=len(rows),
    )


def _sentence(champion: str, challenger: str, rows: Sequence[Pair], places: int) -> str:
    said = "; ".join(_say(champion, challenger, row, places) for row in rows)
    return _("Challenger %(challenger)s against champion %(champion)s. %(said)s.") % {
        "challenger": challenger,
        "champion": champion,
        "said": said,
    }


def _say(champion: str, challenger: str, row: Pair, places: int) -> str:
    parts = [f"{row.label}: {champion} {_value(row.champion, places)}"]
    parts.append(f"{challenger} {_value(row.challenger, places)}")
    if row.difference is not None:
        parts.append(
            _("difference %(difference)s") % {"difference": signed(row.difference, places)}
        )
    if row.needs:
        parts.append(_("needs %(needs)s") % {"needs": row.needs})
    return ", ".join(parts)


def _figure(interval: Interval | None, places: int) -> str:
    return measure(None if interval is None else interval.value, places)


def _value(interval: Interval | None, places: int) -> str:
    return _("not measured") if interval is None else measure(interval.value, places)


def _twin(champion: str, challenger: str, rows: Sequence[Pair], places: int) -> Twin:
    columns = (
        _("Metric"),
        champion,
        _("%(challenger)s measured") % {"challenger": challenger},
        _("%(challenger)s claimed") % {"challenger": challenger},
        _("Needs"),
    )
    return Twin(
        columns,
        tuple(
            Row(
                row.label,
                (
                    Cell(_figure(row.champion, places)),
                    Cell(_figure(row.challenger, places)),
                    Cell(measure(row.claimed, places)),
                    Cell(row.needs or measure(None)),
                ),
            )
            for row in rows
        ),
    )


def _legend(champion: str, challenger: str) -> Iterator[Key]:
    yield Key(svg.circle(6, 6, 4.5, "hollow"), _("champion %(champion)s") % {"champion": champion})
    yield Key(
        svg.circle(6, 6, 5, "pt"), _("challenger %(challenger)s") % {"challenger": challenger}
    )
    yield Key(svg.vline(5, 0, 14, "limit"), _("objective or floor"), 10, 14)
    yield Key(svg.join(()), _("right: the difference"), 0, 0)


def _numbers(row: Pair) -> list[float]:
    """Every value that the row has to find room for."""
    found: list[Number | None] = [row.limit]
    for interval in (row.champion, row.challenger):
        if interval is not None:
            found += [interval.value, interval.low, interval.high]
    return [float(value) for value in found if value is not None]


def _spread(row: Pair) -> float:
    values = _numbers(row) or [0.0]
    return max(values) - min(values)


def _scales(sheet: _Sheet, rows: Sequence[Pair]) -> Iterator[Scale]:
    """A scale a row: as wide a span as the widest has, so that lengths compare."""
    spreads = [_spread(row) or 0.01 for row in rows]
    shared = max(spreads) if max(spreads) / min(spreads) <= _ALIKE else None
    for row, own in zip(rows, spreads, strict=True):
        values = _numbers(row) or [0.0]
        middle, half = (max(values) + min(values)) / 2, (shared or own) / 2
        yield Scale(middle - half, middle + half, sheet.left, sheet.right)


def _draw(
    sheet: _Sheet, champion: str, challenger: str, rows: Sequence[Pair], places: int
) -> Drawing:
    shapes: list[SafeString] = []
    top = 0
    for row, x in zip(rows, _scales(sheet, rows), strict=True):
        if top:
            shapes.append(svg.hline(0, sheet.width, top - 0.5, "grid"))
        drawn = svg.group(
            _row(sheet, row, x, top, places),
            cls="stop",
            data_say=_say(champion, challenger, row, places),
        )
        shapes.append(drawn)
        top += ROW + _above(sheet, row)
    return Drawing(sheet.width, top + 4, svg.join(shapes))


def _above(sheet: _Sheet, row: Pair) -> int:
    """The room that a label takes above its row; none where it fits beside it."""
    return LABEL_LINE if len(row.label) * _LETTER > sheet.left else 0


def _row(sheet: _Sheet, row: Pair, x: Scale, top: int, places: int) -> Iterator[SafeString]:
    above = _above(sheet, row)
    yield svg.text(0, top + (16 if above else 19), row.label, "em")
    top += above
    if row.needs:
        yield svg.text(0, top + 34, row.needs)
    if row.limit is not None:
        yield svg.vline(x(float(row.limit)), top + 5, top + 35, "limit")
    if row.champion is not None:
        yield from _bar(row.champion, x, top + 13, "line thin", "hollow", "halo", places)
    if row.challenger is not None:
        yield from _bar(row.challenger, x, top + 27, "line", "pt", "em halo", places)
    yield svg.text(sheet.width, top + 24, signed(row.difference, places), "end em")


def _bar(
    interval: Interval, x: Scale, y: float, line: str, point: str, words: str, places: int
) -> Iterator[SafeString]:
    end = x(float(interval.value)) + 4
    if interval.low is not None and interval.high is not None:
        yield svg.hline(x(float(interval.low)), x(float(interval.high)), y, line)
        end = max(end, x(float(interval.high)))
    yield svg.circle(x(float(interval.value)), y, 4.5 if point == "hollow" else 5, point)
    yield svg.text(end + 7, y + 4, measure(interval.value, places), words)
