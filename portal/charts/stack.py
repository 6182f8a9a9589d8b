"""Months as stacked columns, what runs under what is planned, against the line of what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Key, Row, Scale, Twin, ticks
from portal.components.formats import NOTHING, short, thousands


@dataclass(frozen=True)
class Slice:
    """A part of a column; `solid` is what runs."""

    amount: int
    solid: bool


@dataclass(frozen=True)
class Column:
    """One month: its slices from the bottom up, and what there is (None: nothing yet).

    `label` is the month in full, `tick` what the axis says, `say` the month in words.
    """

    label: str
    tick: str
    slices: tuple[Slice, ...]
    limit: int | None
    say: str
    now: bool = False

    def of(self, solid: bool) -> int:
        return sum(one.amount for one in self.slices if one.solid == solid)

    @property
    def total(self) -> int:
        return self.of(True) + self.of(False)

    @property
    def over(self) -> int:
        return 0 if self.limit is None else max(0, self.total - self.limit)


@dataclass(frozen=True)
class Words:
    """The words of one such chart, in the reader's language; `limit_said` stands on the line."""

    month: str
    solid: str
    pale: str
    total: str
    limit: str
    over: str
    now: str
    limit_said: str = ""


@dataclass(frozen=True)
class _Sheet:
    width: int
    height: int
    every: int

    @property
    def bottom(self) -> int:
        return self.height - 22


_WIDE, _MIDDLE, _NARROW = _Sheet(1248, 230, 1), _Sheet(860, 210, 1), _Sheet(358, 200, 3)
_LEFT, _TOP = 40, 26


def stack_chart(*, label: str, columns: Sequence[Column], words: Words) -> Figure:
    """Columns in order of time. Raises ValueError without one."""
    if not columns:
        raise ValueError("A stack needs a column.")
    wide, middle, narrow = (_draw(sheet, columns, words) for sheet in (_WIDE, _MIDDLE, _NARROW))
    return Figure(
        label=label,
        wide=wide,
        middle=middle,
        narrow=narrow,
        twin=_twin(columns, words),
        legend=tuple(_legend(words)),
        points=len(columns),
    )


def _draw(sheet: _Sheet, columns: Sequence[Column], words: Words) -> Drawing:
    top = max(max(one.total, one.limit or 0) for one in columns)
    # Whole things are counted: no marks between them.
    marks = [one for one in ticks(0.0, float(top) or 1.0, most=4) if one == int(one)]
    y = Scale(0.0, marks[-1], sheet.bottom, _TOP)
    shapes = [*_grid(sheet, marks, y)]
    pitch = (sheet.width - _LEFT) / len(columns)
    for index, one in enumerate(columns):
        shapes += _column(one, _LEFT + pitch * index, pitch, y, sheet, index)
    shapes += _limit(columns, pitch, y)
    shapes += _names(columns, pitch, y, sheet, words)
    return Drawing(sheet.width, sheet.height, svg.join(shapes))


def _grid(sheet: _Sheet, marks: Sequence[float], y: Scale) -> Iterator[SafeString]:
    for mark in marks:
        yield svg.hline(_LEFT, sheet.width, y(mark), "grid" if mark else "axis")
        yield svg.text(_LEFT - 6, y(mark) + 4, short(mark), "end")


def _column(
    one: Column, left: float, pitch: float, y: Scale, sheet: _Sheet, index: int
) -> Iterator[SafeString]:
    gap = min(10.0, pitch / 5)
    x, width = left + gap / 2, pitch - gap
    # The empty ground of the whole month, so that a month without load can be pointed at, too.
    parts = [svg.rect(x, _TOP, width, sheet.bottom - _TOP, "spot")]
    height = 0
    for part in one.slices:
        low, high = y(height), y(height + part.amount)
        cls = "fillbar cut" if part.solid else "wait cut"
        parts.append(svg.rect(x, high, width, low - high, cls))
        height += part.amount
    if one.over:
        parts.append(_sign(x + width / 2, y(one.total) - 5))
    yield svg.group(parts, cls="stop", data_say=one.say)
    if index % sheet.every == 0:
        yield svg.text(left + pitch / 2, sheet.height - 6, one.tick, "mid em" if one.now else "mid")


def _sign(x: float, y: float) -> SafeString:
    """A triangle above a month that passes the line: not by colour alone."""
    ends = f"L{svg.num(x + 5)} {svg.num(y)}H{svg.num(x - 5)}Z"
    return svg.path(f"M{svg.num(x)} {svg.num(y - 9)}{ends}", "flag out")


def _limit(columns: Sequence[Column], pitch: float, y: Scale) -> Iterator[SafeString]:
    """A line in steps: what there is changes from one month to another."""
    way, before = "", None
    for index, one in enumerate(columns):
        if one.limit is None:
            before = None
            continue
        left, level = svg.num(_LEFT + pitch * index), svg.num(y(one.limit))
        way += f"M{left} {level}" if before is None else f"V{level}"
        way += f"H{svg.num(_LEFT + pitch * (index + 1))}"
        before = one.limit
    if way:
        yield svg.path(way, "limit")


def _names(
    columns: Sequence[Column], pitch: float, y: Scale, sheet: _Sheet, words: Words
) -> Iterator[SafeString]:
    last = columns[-1]
    if last.limit is not None:
        # At the end of the line; before its middle where columns stand there.
        x, cls = (_LEFT + pitch * 4, "em halo") if last.over else (sheet.width, "end em halo")
        yield svg.text(x, y(last.limit) - 6, words.limit_said, cls)
    for index, one in enumerate(columns):
        if one.now:
            x = _LEFT + pitch * index
            yield svg.vline(x, _TOP - 12, sheet.bottom, "mark")
            yield svg.text(x + 4, _TOP - 4, words.now, "halo")


def _twin(columns: Sequence[Column], words: Words) -> Twin:
    heads = (words.month, words.solid, words.pale, words.total, words.limit, words.over)
    return Twin(
        heads,
        tuple(
            Row(
                one.label,
                tuple(
                    Cell(text)
                    for text in (
                        thousands(one.of(True)),
                        thousands(one.of(False)),
                        thousands(one.total),
                        thousands(one.limit),
                        thousands(one.over) if one.over else NOTHING,
                    )
                ),
            )
            for one in columns
        ),
    )


def _legend(words: Words) -> Iterator[Key]:
    yield Key(svg.rect(0, 0, 12, 10, "fillbar", rx=1), words.solid, 12, 10)
    yield Key(svg.rect(0, 0, 12, 10, "wait", rx=1), words.pale, 12, 10)
    yield Key(svg.hline(0, 18, 6, "limit"), words.limit, 18, 12)
    yield Key(_sign(6, 10), words.over, 12, 12)
