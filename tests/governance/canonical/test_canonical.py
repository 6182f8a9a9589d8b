"""One text for one value, and no text for what would read differently elsewhere."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import canonical
from governance.words import Role

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-canonical.LARGEST_INTEGER, canonical.LARGEST_INTEGER)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abß€😀", max_size=3), inner),
    max_leaves=20,
)


@given(plain)
def test_what_is_written_reads_back_the_same(value):
    assert canonical.loads(canonical.dumps(value)) == value


@given(plain)
def test_writing_again_what_was_read_gives_the_same_text(value):
    text = canonical.dumps(value)
    assert canonical.dumps(canonical.loads(text)) == text


@given(st.dictionaries(st.text("abcß€😀", max_size=3), st.integers(0, 9)))
def test_the_order_of_keys_doesnt_matter(value):
    backwards = dict(reversed(list(value.items())))
    assert canonical.digest(value) == canonical.digest(backwards)


def test_keys_are_sorted_by_utf16_as_rfc8785_wants():
    # U+20AC is smaller than U+1F600 as a character, and larger than its first half in UTF-16.
    assert canonical.dumps({"\ufb33": 1, "😀": 2}) == '{"😀":2,"\ufb33":1}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.90000000"), '"0.9"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("0E+3"), '"0"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal(100), '"100"'),
        (Decimal("1E-7"), '"0.0000001"'),
        (date(2013, 4, 30), '"2013-04-30"'),
        (datetime(2013, 4, 30, 23, 59, tzinfo=UTC), '"2013-04-30T23:59:00.000000Z"'),
        (
            datetime(2013, 5, 1, 1, 59, tzinfo=timezone(timedelta(hours=2))),
            '"2013-04-30T23:59:00.000000Z"',
        ),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Role.IT, '"it"'),
        ((1, 2), "[1,2]"),
        ({1: True}, '{"1":true}'),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_it_has_one_text_for(value, text):
    assert canonical.dumps(value) == text


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (0.5, "float has no canonical form"),
        (float("nan"), "float has no canonical form"),
        (Decimal("NaN"), "no finite number"),
        (Decimal("Infinity"), "no finite number"),
        (2**53, "past"),
        (-(2**53), "past"),
        ("a\x00b", "NUL"),
        ("\ud800", "half of a character"),
        ({"a\x00": 1}, "NUL"),
        (b"bytes", "bytes has no canonical form"),
        ({1, 2}, "set has no canonical form"),
        (datetime(2013, 4, 30), "time zone"),  # noqa: DTZ001
        ({1: "a", "1": "b"}, "twice"),
    ],
)
def test_it_has_no_text_for(value, why):
    with pytest.raises(ValueError, match=why):
        canonical.dumps(value)


def test_what_is_nested_too_deep_is_refused_before_python_gives_up():
    value: list = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="nested deeper"):
        canonical.dumps(value)


def test_the_digest_is_that_of_the_bytes():
    assert canonical.digest({"a": "ß"}) == canonical.sha256('{"a":"ß"}'.encode())
    assert json.loads(canonical.dumps({"a": "ß"})) == {"a": "ß"}
