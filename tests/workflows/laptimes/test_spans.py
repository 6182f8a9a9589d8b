"""Stretches of time, cut, joined and added up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflows.laptimes.spans import Span, days, joined, since, total, within

START = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: span(*sorted(ends))),
    max_size=8,
)


def moments(spans) -> set[int]:
    """The days that spans cover, one by one."""
    return {n for n in range(60) for one in spans if one.start <= at(n) < one.end}


def test_a_moment_in_two_spans_counts_once():
    assert total([span(0, 3), span(2, 5), span(4, 4)]) == timedelta(days=5)


def test_spans_that_touch_become_one():
    assert joined([span(2, 5), span(0, 2)]) == [span(0, 5)]


def test_a_gap_stays_a_gap():
    assert joined([span(0, 1), span(2, 3)]) == [span(0, 1), span(2, 3)]


def test_a_span_is_cut_to_its_bounds():
    assert within(span(0, 9), span(2, 5)) == span(2, 5)
    assert within(span(3, 4), span(2, 5)) == span(3, 4)


def test_a_span_outside_its_bounds_has_no_length():
    assert within(span(7, 9), span(2, 5)).length == timedelta()
    assert within(span(0, 1), span(2, 5)).length == timedelta()


def test_what_lies_after_a_moment():
    assert since([span(0, 1), span(2, 5), span(6, 7)], at(3)) == [span(3, 5), span(6, 7)]


def test_a_span_that_ends_before_it_begins_has_no_length():
    assert span(5, 2).length == timedelta()


def test_a_length_in_days():
    assert days(timedelta(hours=36)) == 1.5


@given(SPANS)
def test_the_total_is_the_number_of_days_covered(spans):
    assert total(spans) == timedelta(days=len(moments(spans)))


@given(SPANS)
def test_joined_spans_are_in_order_and_apart(spans):
    found = joined(spans)
    assert all(one.end < other.start for one, other in pairwise(found))


@given(SPANS, st.integers(0, 40))
def test_what_lies_after_a_moment_covers_the_later_days(spans, day):
    assert moments(since(spans, at(day))) == {n for n in moments(spans) if n >= day}
