"""A CSV is read once: what isn't a table is refused, what fails a check is told with a line."""

import pytest

from projects.datachecks import inspect
from projects.watches import NotTabular

GOOD = "flight,hour,late\nf1,5,0\nf2,6,1\nf3,7,0\n"


@pytest.fixture
def run(tmp_path):
    def of(text, checks=(), target="late", key="flight"):
        path = tmp_path / "part.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return inspect(path, target=target, key=key, checks=list(checks))

    return of


def failed(inspection):
    return {one.key: one.reason for one in inspection.results if not one.passed}


def test_a_good_table_passes(run):
    said = run(GOOD)
    assert (said.rows, said.columns, said.passed) == (3, ("flight", "hour", "late"), True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty"),
        ("flight,hour\nf1,5\n", "no column late, which the data plan names; it has flight, hour"),
        ("flight,late,late\nf1,0,0\n", "names late twice"),
        ("flight,,late\nf1,5,0\n", "leaves column 2 without a name"),
        ("flight,hour,late\nf1,5\n", "Line 2 has 2 fields, but the header names 3"),
        ("flight,hour,late\nf1,5,0,9\n", "Line 2 has 4 fields"),
        (b"flight,hour,late\nf\xff,5,0\n", "isn't UTF-8 (0xff)"),
        ('flight,hour,late\nf1,"5"x,0\n', "Line 2 can't be read as CSV"),
        ("flight,hour,late\n" + "f" * 200_000 + ",5,0\n", "can't be read as CSV"),
    ],
)
def test_it_refuses_what_is_no_table(run, text, says):
    with pytest.raises(NotTabular) as refusal:
        run(text)
    assert says in str(refusal.value)


def test_a_header_without_rows_fails(run):
    assert failed(run("flight,hour,late\n")) == {"fields": "There is no row below the header."}


def test_an_empty_target_fails(run):
    assert failed(run("flight,hour,late\nf1,5,\nf2,6,1\n")) == {
        "not_empty:late": "late is empty in 1 of 2 rows (50 %)."
    }


def test_a_key_that_repeats_fails_with_its_line(run):
    assert failed(run("flight,hour,late\nf1,5,0\nf1,6,1\n")) == {
        "unique:flight": "1 rows repeat a value of flight, first on line 3: “f1”."
    }


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ({"check": "columns", "columns": ["hour", "origin"]}, "There is no column origin."),
        ({"check": "min_rows", "rows": 5}, "There are 3 rows; 2 are missing."),
        (
            {"check": "values", "column": "late", "values": ["0"]},
            "1 rows have another value of late, first on line 3: “1”.",
        ),
        (
            {"check": "range", "column": "hour", "low": "0", "high": "6"},
            "1 rows lie outside, first on line 4: “7”.",
        ),
        ({"check": "unique", "column": "origin"}, "There is no column origin."),
    ],
)
def test_each_check_can_fail_with_a_reason(run, check, reason):
    assert list(failed(run(GOOD, [check])).values()) == [reason]


@pytest.mark.parametrize(
    "check",
    [
        {"check": "columns", "columns": ["hour"]},
        {"check": "min_rows", "rows": 3},
        {"check": "values", "column": "late", "values": ["0", "1"]},
        {"check": "range", "column": "hour", "low": "5", "high": "7"},
        {"check": "unique", "column": "hour"},
        {"check": "not_empty", "column": "hour", "share": "0"},
    ],
)
def test_each_check_can_pass(run, check):
    assert run(GOOD, [check]).passed


def test_some_empty_cells_may_be_allowed(run):
    text = "flight,hour,late\nf1,,0\nf2,6,1\nf3,7,0\nf4,8,0\n"
    assert run(text, [{"check": "not_empty", "column": "hour", "share": "0.25"}]).passed
    assert not run(text, [{"check": "not_empty", "column": "hour", "share": "0.2"}]).passed


@pytest.mark.parametrize("cell", ["NaN", "ten", "Infinity"])
def test_what_is_no_number_is_out_of_range(run, cell):
    said = run(
        f"flight,hour,late\nf1,{cell},0\n",
        [{"check": "range", "column": "hour", "low": "0", "high": "9"}],
    )
    assert not said.passed


def test_quoted_commas_and_line_breaks_stay_within_a_field(run):
    said = run('flight,hour,late\n"f1, early\nof two",5,0\nf2,6,1\n')
    assert (said.rows, said.passed) == (2, True)


def test_a_byte_order_mark_is_no_part_of_the_first_name(run):
    assert run("\ufeff" + GOOD).columns[0] == "flight"
