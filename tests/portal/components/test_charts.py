"""A chart's twin holds what its points say, and its drawing stays on its sheet."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from portal import charts
from portal.charts.figure import Scale, ticks
from portal.charts.lead import lead_bars
from portal.charts.spark import sparkline
from portal.components import gallery
from tests.portal.components.markup import Markup, read

FIGURES = {
    name: gallery.context()[name]
    for name in ("windows", "comparison", "heat", "volume", "lateness")
}


def stops(drawing):
    return [said for said in Markup(drawing.shapes).values("data-say") if said]


def window(label, value, met=True, **more):
    return charts.Window(
        label, label[:3], date(2026, 3, 1), date(2026, 3, 31), value, met=met, **more
    )


@pytest.mark.parametrize("name", FIGURES)
def test_every_drawing_has_all_points(name):
    figure = FIGURES[name]
    for _, drawing in figure.drawings:
        assert len(stops(drawing)) == figure.points


@pytest.mark.parametrize("name", FIGURES)
def test_all_drawings_say_the_same(name):
    figure = FIGURES[name]
    for _, drawing in figure.drawings:
        assert stops(drawing) == stops(figure.wide)


@pytest.mark.parametrize("name", ["windows", "comparison", "volume", "lateness"])
def test_the_twin_has_a_row_a_point_with_its_figures(name):
    figure = FIGURES[name]
    rows = figure.twin.rows
    assert len(rows) == figure.points
    for row, said in zip(rows, stops(figure.wide), strict=True):
        assert row.head in said
        assert row.cells[0].text in said


def test_the_heat_twin_has_a_cell_a_point():
    figure = FIGURES["heat"]
    told = [
        f"{row.head}, {column}: {cell.text}"
        for row in figure.twin.rows
        for column, cell in zip(figure.twin.columns[1:], row.cells, strict=True)
    ]
    assert told == stops(figure.wide)


@pytest.mark.parametrize("name", FIGURES)
def test_it_names_no_colour(name):
    figure = FIGURES[name]
    for _, drawing in figure.drawings:
        markup = Markup(drawing.shapes)
        assert not markup.values("fill")
        assert not markup.values("stroke")


@pytest.mark.parametrize("name", FIGURES)
def test_it_has_a_sentence_for_a_label(name):
    page = read("{% chart figure %}", figure=FIGURES[name])
    for plot in page.all("svg"):
        assert plot.get("aria-hidden") == "true" or plot["aria-label"] == FIGURES[name].label


@pytest.mark.parametrize("name", FIGURES)
def test_its_rectangles_lie_on_the_sheet(name):
    for _, drawing in FIGURES[name].drawings:
        for shape in Markup(drawing.shapes).all("rect"):
            assert float(shape["x"]) >= 0
            assert float(shape["x"]) + float(shape["width"]) <= drawing.width + 1
            assert float(shape["y"]) + float(shape["height"]) <= drawing.height + 1


def test_a_breached_window_is_marked_in_words():
    figure = charts.windows_chart(
        metric="F1", windows=[window("April", 0.7, met=False)], objective=Decimal("0.73")
    )
    assert "▼ 0.700 breached" in Markup(figure.wide.shapes).text
    assert "April 0.700, breached" in figure.label


def test_a_window_that_could_not_be_measured_is_said_so():
    figure = charts.windows_chart(
        metric="F1", windows=[window("April", None, met=None)], objective=Decimal("0.73")
    )
    assert "not measured" in Markup(figure.wide.shapes).text
    assert figure.twin.rows[0].cells[-1].outcome == "pending"


def test_a_lower_is_better_zone_lies_under_the_objective():
    drawn = {
        higher: charts.windows_chart(
            metric="MAE",
            windows=[window("May", 4.0, low=3.0, high=5.0)],
            objective=Decimal(6),
            higher_is_better=higher,
        )
        for higher in (True, False)
    }
    tops = {
        higher: float(Markup(figure.wide.shapes).all("rect")[0]["y"])
        for higher, figure in drawn.items()
    }
    assert tops[False] > tops[True]


def test_a_comparison_without_a_champion_has_no_difference():
    figure = charts.comparison_chart(
        champion="v3",
        challenger="v5",
        rows=[charts.Pair("F1", Decimal("0.7"), None, charts.Interval(0.74, 0.72, 0.76))],
    )
    assert stops(figure.wide) == ["F1: v3 not measured, v5 0.740, needs ≥ 0.7"]


def test_metrics_of_unlike_spread_keep_a_scale_of_their_own():
    rows = [
        charts.Pair(
            "AUC", None, charts.Interval(0.90, 0.89, 0.91), charts.Interval(0.92, 0.91, 0.93)
        ),
        charts.Pair("MAE", None, charts.Interval(40, 30, 50), charts.Interval(35, 25, 45)),
    ]
    figure = charts.comparison_chart(champion="v3", challenger="v5", rows=rows)
    lines = [
        p["d"] for p in Markup(figure.wide.shapes).all("path") if p["class"].startswith("line")
    ]
    lengths = [float(d.split("H")[1]) - float(d[1:].split()[0]) for d in lines]
    assert min(lengths) > 50


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: charts.windows_chart(metric="F1", windows=[], objective=1), "window"),
        (lambda: charts.comparison_chart(champion="a", challenger="b", rows=[]), "metric"),
        (lambda: charts.line_chart(label="x", points=[]), "point"),
        (
            lambda: charts.heat_chart(
                measure_name="PSI", columns=["W1"], rows=[charts.HeatRow("origin", ())]
            ),
            "origin has 0 values for 1",
        ),
    ],
)
def test_it_refuses_to_draw_nothing(make, named):
    with pytest.raises(ValueError, match=named):
        make()


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0.886, 0.928), (-3, 12000), (5, 5), (0, 0), (1e-6, 2e-6)]
)
def test_ticks_cover_the_range_evenly(low, high):
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    steps = {round(b - a, 9) for a, b in pairwise(marks)}
    assert len(steps) == 1
    assert len(marks) <= 8


def test_a_scale_without_spread_sets_everything_in_the_middle():
    assert Scale(2, 2, 0, 100)(2) == 50


def test_a_sparkline_marks_a_miss():
    missed = Markup(sparkline([0.93, 0.89], limit=0.9).shapes)
    met = Markup(sparkline([0.93, 0.91], limit=0.9).shapes)
    assert missed.all("circle")[0]["class"] == "out"
    assert "class" not in met.all("circle")[0]


def test_a_sparkline_of_nothing_is_empty():
    assert sparkline([]).shapes == ""


def test_a_sparkline_passes_over_what_was_not_measured():
    drawn = sparkline([0.9, None, 0.8, None], limit=0.9)
    assert drawn.shapes.count("L") == 1
    assert 'class="out"' in drawn.shapes
    assert sparkline([None]).shapes == ""


def test_lead_bars_stack_waiting_on_work_and_fill_the_height():
    wait, work = Markup(lead_bars([(5, 8)]).shapes).all("rect")
    assert float(wait["y"]) == 4
    assert float(work["y"]) + float(work["height"]) == 56
    assert float(wait["y"]) + float(wait["height"]) < float(work["y"])


def test_lead_bars_of_nothing_are_an_axis():
    assert Markup(lead_bars([]).shapes).all("rect") == []


COUNTS = [(f"{n} Sep", n) for n in range(13)]


def counts(rows):
    return charts.counts_chart(label="Laps", counts=rows, first="From", what="Laps")


def test_counts_have_a_bar_and_a_row_each_with_the_same_number():
    figure = counts(COUNTS)
    assert stops(figure.wide) == [f"{name}: {n}" for name, n in COUNTS]
    assert [(row.head, row.cells[0].text) for row in figure.twin.rows] == [
        (name, str(n)) for name, n in COUNTS
    ]


@pytest.mark.parametrize(
    "rows", [[("1 Sep", 0)], COUNTS, [(f"Month {n} 2026", n) for n in range(40)]]
)
def test_names_under_counts_never_touch(rows):
    names = [one for one in Markup(counts(rows).wide.shapes).all("text") if one["y"] == "144"]
    starts = [float(one["x"] or 0) for one in names if one.get("class") != "end"]
    widest = max(len(name) for name, _ in rows) * 6.6
    assert starts
    assert all(later - before >= widest for before, later in pairwise(starts))


def test_days_of_work_and_waiting_stand_beside_their_bar():
    figure = charts.splits_chart(
        label="Days",
        rows=[charts.Split("Data", 14.25, 2.7), charts.Split("Release", 0, 0)],
        first="Stage",
        work="days working",
        wait="days waiting",
    )
    assert stops(figure.wide) == [
        "Data: 14.2 days working, 2.7 days waiting",
        "Release: 0.0 days working, 0.0 days waiting",
    ]
    assert "14.2 + 2.7" in figure.wide.shapes
    assert figure.twin.columns == ("Stage", "days working", "days waiting")
