"""Input as people and programs give it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from governance import inputs
from governance.errors import Invalid
from governance.words import Role

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_text_is_trimmed():
    assert inputs.text({}, "title", "  Late arrivals ", longest=20) == "Late arrivals"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        (None, "empty"),
        (7, "has to be text"),
        ("x" * 21, "shorten it to 20"),
        ("a\x00b", "NUL"),
        ("a\ud800", "half of one"),
        ("a\x07b", "control character"),
        ("two\nlines", "line break"),
    ],
)
def test_text_that_cant_be_taken_is_named_with_a_remedy(value, said):
    errors: inputs.Errors = {}
    assert inputs.text(errors, "title", value, longest=20) == ""
    assert said in errors["title"]


def test_optional_text_may_be_empty():
    errors: inputs.Errors = {}
    assert inputs.text(errors, "note", None, longest=20, required=False) == ""
    assert errors == {}


def test_many_lines_are_kept_where_they_are_allowed():
    errors: inputs.Errors = {}
    kept = inputs.text(errors, "note", "one\r\ntwo\tthree", longest=20, multiline=True)
    assert (kept, errors) == ("one\ntwo\tthree", {})


@pytest.mark.parametrize("value", ["Late arrivals", "late--arrivals", "-late", "späte", "a/b"])
def test_a_slug_has_small_letters_digits_and_hyphens(value):
    errors: inputs.Errors = {}
    inputs.slug(errors, "key", value, longest=80)
    assert "hyphens" in errors["key"]


def test_a_choice_names_what_there_is():
    errors: inputs.Errors = {}
    assert inputs.choice(errors, "role", "boss", Role) == ""
    assert errors["role"].startswith("“boss” isn't one of: analyst, ")


@pytest.mark.parametrize("value", [["analyst"], {"a": 1}, 3, True])
def test_a_choice_is_text(value):
    errors: inputs.Errors = {}
    assert inputs.choice(errors, "role", value, Role) == ""
    assert "role" in errors


@pytest.mark.parametrize("value", ["0.9", 0.9, Decimal("0.9"), " 0.9 ", "0.900000000000"])
def test_a_decimal_is_taken_from_text_and_numbers(value):
    assert inputs.decimal_({}, "threshold", value) == Decimal("0.9")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("high", "isn't a number"),
        (True, "isn't a number"),
        ([1], "isn't a number"),
        ("1" * 10_000, "isn't a number"),
        ("NaN", "no finite number"),
        (float("inf"), "no finite number"),
        ("1e999999", "too long"),
        ("1e-999999", "too long"),
        ("0.123456789", "too long"),
        ("-0.1", "the least is 0"),
        ("1.1", "the most is 1"),
        (" ", "empty"),
    ],
)
def test_a_decimal_that_cant_be_taken_is_named(value, said):
    errors: inputs.Errors = {}
    assert inputs.decimal_(errors, "threshold", value, lowest=0, highest=1) is None
    assert said in errors["threshold"]


@pytest.mark.parametrize("value", [2**40, "1.5", "x", "", None, True, "9" * 40, -1, 1.0])
def test_an_integer_fits_its_column(value):
    errors: inputs.Errors = {}
    assert inputs.integer(errors, "rows", value) is None
    assert "rows" in errors


@pytest.mark.parametrize(("value", "number"), [(12, 12), ("12", 12), (" 12", 12), (0, 0)])
def test_an_integer_is_taken(value, number):
    assert inputs.integer({}, "rows", value) == number


def test_a_moment_is_kept_in_utc_for_no_database_takes_each_offset():
    taken = inputs.moment({}, "due", "2026-03-02T14:00:00+23:59")
    assert taken.isoformat() == "2026-03-01T14:01:00+00:00"


def test_a_moment_is_read_with_its_offset():
    taken = inputs.moment({}, "due", "2026-03-02T14:00:00+02:00")
    assert taken == NOON


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("tomorrow", "isn't a moment"),
        (5, "isn't a moment"),
        ("2026-03-02T14:00:00", "offset"),
        (NOON, "later than"),
        ("", "empty"),
        ("9999-12-31T23:59:59-23:59", "too far"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "too far"),
    ],
)
def test_a_moment_that_cant_be_taken_is_named(value, said):
    errors: inputs.Errors = {}
    assert inputs.moment(errors, "due", value, after=NOON) is None
    assert said in errors["due"]


def test_a_moment_before_all_zones_begin_is_named():
    errors: inputs.Errors = {}
    assert inputs.moment(errors, "at", "0001-01-01T00:00:00+23:59") is None
    assert "too far" in errors["at"]


def test_a_day_is_read():
    assert inputs.day({}, "by", "2026-03-15") == date(2026, 3, 15)


@pytest.mark.parametrize("value", ["15.3.2026", 7, NOON, None, "9999-12-31", date(1, 1, 1)])
def test_a_day_that_cant_be_taken_is_named(value):
    errors: inputs.Errors = {}
    assert inputs.day(errors, "by", value) is None
    assert "by" in errors


@pytest.mark.parametrize(
    ("value", "said"), [("true", True), ("on", True), (None, False), ("0", False)]
)
def test_a_flag_is_yes_or_no(value, said):
    assert inputs.flag({}, "public", value) is said


def test_json_keeps_what_has_a_canonical_form():
    assert inputs.json_({}, "arguments", {"b": [1, "x"], "a": None}) == {"a": None, "b": [1, "x"]}


def test_json_that_goes_too_deep_is_refused():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    errors: inputs.Errors = {}
    assert inputs.json_(errors, "arguments", deep) is None
    assert "deeper" in errors["arguments"]


@pytest.mark.parametrize("value", [0.5, "a\x00", {"k": "\ud800"}, 2**60])
def test_json_without_a_canonical_form_is_refused(value):
    errors: inputs.Errors = {}
    assert inputs.json_(errors, "arguments", value) is None
    assert "can't be kept" in errors["arguments"]


def test_all_faults_are_raised_at_once():
    errors: inputs.Errors = {}
    inputs.text(errors, "title", "", longest=20)
    inputs.choice(errors, "role", "boss", Role)
    with pytest.raises(Invalid) as told:
        inputs.raise_if(errors)
    assert set(told.value.fields) == {"title", "role"}


def test_what_a_message_quotes_is_made_harmless():
    errors: inputs.Errors = {}
    inputs.choice(errors, "role", "\x00\x1b[31m" + "x" * 100, Role)
    assert "\x00" not in errors["role"]
    assert len(errors["role"]) < 200
