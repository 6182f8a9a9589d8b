"""Charts drawn on the server as SVG: shapes with class names, never a colour."""

from portal.charts.bars import Bar, bars_chart
from portal.charts.comparison import Interval, Pair, comparison_chart
from portal.charts.figure import Figure
from portal.charts.heat import HeatRow, heat_chart
from portal.charts.line import Point, line_chart
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
    "Window",
    "bars_chart",
    "comparison_chart",
    "heat_chart",
    "line_chart",
    "stack_chart",
    "windows_chart",
]
