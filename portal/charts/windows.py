"""Live performance by window: bars with an interval against the objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import svg
from portal.charts.figure import Cell, Drawing, Figure, Row, Scale, Twin, places_of, ticks
from portal.components.formats import Number, measure, thousands


@dataclass(frozen=True)
class Window:
    """A judged stretch of time, from `start` to `end` (both included).

    `value`, `low` and `high` are None while the window can't be measured;
    `met` is None while it isn't judged. `dots` are parts that aren't judged.
    """

    label: str
    short: str
    start: date
    end: date
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    met: bool | None = None
    dots: tuple[tuple[date, float], ...] = ()

    @property
    def outcome(self) -> str:
        """The key of its verdict."""
        return {True: "met", False: "breached", None: "pending"}[self.met]


@dataclass(frozen=True)
class Event:
    """Something that happened on a day: a release, a finding."""

    on: date
    text: str
    short: str = ""
    bad: bool = False


@dataclass(frozen=True)
class _Sheet:
    """Where things stand on one of the two drawings."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    narrow: bool


_WIDE = _Sheet(1248, 320, 48, 1118, 38, 290, narrow=False)
_MIDDLE = _Sheet(872, 300, 48, 756, 38, 270, narrow=False)
_NARROW = _Sheet(358, 250, 36, 350, 34, 222, narrow=True)


@dataclass(frozen=True)
class _Plot:
    sheet: _Sheet
    x: Scale
    y: Scale
    marks: list[float]
    objective: float
    named: str
    higher_is_better: bool


def windows_chart(
    *,
    metric: str,
    windows: Sequence[Window],
    objective: Number,
    higher_is_better: bool = True,
    events: Sequence[Event] = (),
    challenger: tuple[str, float] | None = None,
    places: int = 3,
) -> Figure:
    """Windows in order of time, each a bar at its value within its interval.

    Raises ValueError without a window. Values are in the metric's own unit.
    """
    if not windows:
        raise ValueError("A windows chart needs a window.")
    drawings = [
        _draw(sheet, windows, objective, higher_is_better, events, challenger, places)
        for sheet in (_WIDE, _NARROW, _MIDDLE)
    ]
    return Figure(
        label=_sentence(metric, windows, objective, places),
        wide=drawings[0],
        narrow=drawings[1],
        middle=drawings[2],
        twin=_twin(metric, windows, places),
        points=len(windows),
    )


def _sentence(metric: str, windows: Sequence[Window], objective: Number, places: int) -> str:
    said = ", ".join(_say(window, places) for window in windows)
    return _("%(metric)s by window, objective %(objective)s: %(said)s.") % {
        "metric": metric,
        "objective": objective,
        "said": said,
    }


def _say(window: Window, places: int) -> str:
    verdict = {"met": _("met"), "breached": _("breached"), "pending": _("not judged")}[
        window.outcome
    ]
    return f"{window.label} {measure(window.value, places)}, {verdict}"


def _twin(metric: str, windows: Sequence[Window], places: int) -> Twin:
    rows = tuple(
        Row(
            window.label,
            (
                Cell(measure(window.value, places)),
                Cell(_interval(window, places)),
                Cell(thousands(window.n)),
                Cell("", window.outcome),
            ),
        )
        for window in windows
    )
    return Twin((_("Window"), metric, _("95 % interval"), _("Joined"), _("Verdict")), rows)


def _interval(window: Window, places: int) -> str:
    if window.low is None or window.high is None:
        return measure(None)
    return _("%(low)s to %(high)s") % {
        "low": measure(window.low, places),
        "high": measure(window.high, places),
    }


def _draw(
    sheet: _Sheet,
    windows: Sequence[Window],
    objective: Number,
    higher_is_better: bool,
    events: Sequence[Event],
    challenger: tuple[str, float] | None,
    places: int,
) -> Drawing:
    plot = _plot(sheet, windows, objective, higher_is_better, events, challenger)
    shapes = [*_grid(plot)]
    for event in events:
        shapes += _event(plot, event)
    for window in windows:
        shapes += _window(plot, window, places)
    shapes.append(svg.hline(sheet.left, sheet.right, sheet.bottom, "axis"))
    if challenger and not sheet.narrow:
        shapes += _challenger(plot, challenger, places)
    return Drawing(sheet.width, sheet.height, svg.join(shapes))


def _plot(
    sheet: _Sheet,
    windows: Sequence[Window],
    objective: Number,
    higher_is_better: bool,
    events: Sequence[Event],
    challenger: tuple[str, float] | None,
) -> _Plot:
    values = [float(objective), *([challenger[1]] if challenger else [])]
    for window in windows:
        values += [v for v in (window.value, window.low, window.high) if v is not None]
        values += [value for _, value in window.dots]
    # Room over and under the bars for their figures.
    room = (max(values) - min(values)) * 0.12
    marks = ticks(min(values) - room, max(values) + room)
    days = [w.start.toordinal() for w in windows] + [w.end.toordinal() + 1 for w in windows]
    days += [event.on.toordinal() for event in events]
    return _Plot(
        sheet,
        Scale(min(days), max(days), sheet.left + 8, sheet.right - 8),
        Scale(marks[0], marks[-1], sheet.bottom - 8, sheet.top),
        marks,
        float(objective),
        f"{objective}",
        higher_is_better,
    )


def _grid(plot: _Plot) -> list[SafeString]:
    """Level lines with their values, the zone that meets the objective, the objective."""
    sheet, limit = plot.sheet, plot.y(plot.objective)
    end = sheet.top if plot.higher_is_better else sheet.bottom
    zone = (min(limit, end), abs(limit - end))
    shapes = [svg.rect(sheet.left, zone[0], sheet.right - sheet.left, zone[1], "zone")]
    places = places_of(plot.marks)
    for mark in plot.marks:
        y = plot.y(mark)
        if abs(y - limit) < 10:
            continue
        shapes.append(svg.hline(sheet.left, sheet.right, y, "grid"))
        shapes.append(svg.text(sheet.left - 8, y + 4, f"{mark:.{places}f}", "end"))
    shapes.append(svg.hline(sheet.left, sheet.right, limit, "limit"))
    shapes.append(svg.text(sheet.left - 8, limit + 4, plot.named, "end em"))
    if sheet.narrow:
        shapes.append(svg.text(sheet.right, limit - 6, _("objective"), "end em halo"))
    else:
        shapes.append(
            svg.text(
                sheet.right + 8, limit + 4, _("objective %(named)s") % {"named": plot.named}, "em"
            )
        )
    return shapes


def _event(plot: _Plot, event: Event) -> list[SafeString]:
    """A flag on a pole; in the right half of the sheet it flies to the left."""
    sheet = plot.sheet
    x = plot.x(event.on.toordinal())
    out = " out" if event.bad else ""
    back = x > (sheet.left + sheet.right) / 2
    top = sheet.top - 22
    cloth = "h-9l3 4-3 4h9z" if back else "h9l-3 4 3 4h-9z"
    words = event.short if sheet.narrow and event.short else event.text
    side = "end flagtext" if back else "flagtext"
    return [
        svg.vline(x, sheet.top - 8, sheet.bottom, "mark"),
        svg.path(f"M{svg.num(x)} {svg.num(top)}{cloth}", f"flag{out}"),
        svg.text(x - 13 if back else x + 13, top + 9, words, f"{side}{out}"),
    ]


def _window(plot: _Plot, window: Window, places: int) -> list[SafeString]:
    sheet = plot.sheet
    left = plot.x(window.start.toordinal()) + 2
    right = plot.x(window.end.toordinal() + 1) - 2
    middle = (left + right) / 2
    name = window.short if sheet.narrow else window.label
    shapes = [svg.text(middle, sheet.bottom + (20 if sheet.narrow else 22), name, "mid")]
    if window.value is None:
        words = svg.text(middle, (sheet.top + sheet.bottom) / 2, _("not measured"), "mid")
        return [*shapes, svg.group([words], cls="stop", data_say=_say(window, places))]
    out = " out" if window.met is False else ""
    bar: list[SafeString] = []
    top = bottom = plot.y(window.value)
    if window.low is not None and window.high is not None:
        top, bottom = plot.y(window.high), plot.y(window.low)
        bar.append(svg.rect(left, top, right - left, bottom - top, f"band{out}", rx=2))
    bar.append(svg.hline(left, right, plot.y(window.value), f"line{out}"))
    shapes.append(svg.group(bar, cls="stop", data_say=_say(window, places)))
    shapes += [
        svg.circle(plot.x(on.toordinal()), plot.y(value), 2.6, "dot") for on, value in window.dots
    ]
    figure = measure(window.value, places)
    if out:
        shapes.append(
            svg.text(
                middle,
                bottom + 17,
                _("▼ %(figure)s breached") % {"figure": figure},
                "mid flagtext out halo",
            )
        )
    else:
        shapes.append(svg.text(middle, top - 7, figure, "mid em halo"))
    return shapes


def _challenger(plot: _Plot, challenger: tuple[str, float], places: int) -> list[SafeString]:
    """The challenger's figure in the margin: it isn't live, so it has no window."""
    name, value = challenger
    y = plot.y(value)
    # Keep clear of the objective's own label in the same margin.
    at = y - 6 if abs(y - plot.y(plot.objective)) < 16 else y + 4
    words = _("%(name)s %(value)s, not live") % {"name": name, "value": measure(value, places)}
    return [
        svg.circle(plot.sheet.right, y, 4.5, "hollow"),
        svg.text(plot.sheet.right + 8, at, words),
    ]
