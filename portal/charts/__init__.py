"""Charts drawn on the server as SVG: shapes with class names, never a colour."""

from portal.charts.bars import Bar, bars_chart
from portal.charts.comparison import Interval, Pair, comparison_chart
from portal.charts.counts import counts_chart
from portal.charts.figure import Figure
from portal.charts.heat import HeatRow, heat_chart
from portal.charts.line import Point, line_chart
from portal.charts.splits import Split, splits_chart
from portal.charts.stack import stack_chart
from portal.charts.windows import Event, Window, windows_chart

__all__ = [
    "Bar",
    "Event",
    "Figure",
    "HeatRow",
    "Interval",
    "Pair",
    "Point",
    "Split",
    "Window",
    "bars_chart",
    "comparison_chart",
    "counts_chart",
    "heat_chart",
    "line_chart",
    "splits_chart",
    "stack_chart",
    "windows_chart",
]
