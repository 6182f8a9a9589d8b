"""Curves of several runs: told apart by letter, mark and dashes, and the same as a table."""

import itertools
import re

import pytest

from portal.charts.curves import Curve, curves_chart, figure, mark

TWO = (
    Curve("A", "base", ((0, 0.5), (10, 0.75), (20, None), (30, 0.9))),
    Curve("B", "wide", ((0, 0.6), (30, 0.8))),
)


def test_every_mark_differs_so_that_eight_lines_need_no_colour():
    assert len({str(mark(place)) for place in range(8)}) == 8


def test_a_line_breaks_where_there_is_no_number():
    shapes = str(curves_chart(metric="AUC", curves=TWO).wide.shapes)
    first = re.search(r'<path d="([^"]+)" class="line curve c0"/>', shapes)
    assert first
    assert first[1].count("M") == 2
    assert 'class="line curve c1"' in shapes


def test_letters_stand_apart_even_where_lines_end_together():
    curves = [Curve(letter, "r", ((0, 0.5), (1, 0.8))) for letter in "ABCDEFGH"]
    shapes = str(curves_chart(metric="AUC", curves=curves).wide.shapes)
    heights = [
        float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.-]+)" class="em">[A-H]<', shapes)
    ]
    assert len(heights) == 8
    assert all(b - a >= 11.9 for a, b in itertools.pairwise(heights))


def test_arrow_keys_visit_every_step_and_hear_all_values():
    chart = curves_chart(metric="AUC", curves=TWO)
    said = re.findall(r'data-say="([^"]+)"', str(chart.wide.shapes))
    assert said == [
        "step 0: A 0.5, B 0.6",
        "step 10: A 0.75",
        "step 20: –",
        "step 30: A 0.9, B 0.8",
    ]
    assert chart.points == 4


def test_the_table_has_every_step_of_every_run():
    twin = curves_chart(metric="AUC", curves=TWO).twin
    assert twin.columns == ("Step", "A base", "B wide")
    assert [(row.head, *(cell.text for cell in row.cells)) for row in twin.rows] == [
        ("step 0", "0.5", "0.6"),
        ("step 10", "0.75", "–"),
        ("step 20", "–", "–"),
        ("step 30", "0.9", "0.8"),
    ]


def test_nothing_to_draw_is_an_error_and_a_flat_line_is_none():
    with pytest.raises(ValueError, match="point"):
        curves_chart(metric="AUC", curves=[Curve("", "r", ((0, None),))])
    assert curves_chart(metric="AUC", curves=[Curve("", "r", ((0, 0.0), (1, 0.0)))]).points == 2


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.000123456, "0.0001235"),
        (-0.5, "−0.5"),
        (None, "–"),
        (float("inf"), "–"),
        (12345.6, "1.235e+04"),
    ],
)
def test_small_and_large_figures_keep_what_counts(value, written):
    assert figure(value) == written


def test_names_from_a_run_are_escaped():
    curve = Curve("A", "<script>", ((0, 0.5), (1, 0.6)))
    chart = curves_chart(metric="<b>", curves=[curve])
    assert "<script>" not in str(chart.wide.shapes)
