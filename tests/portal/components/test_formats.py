"""Figures and moments are written in one way."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.components import formats
from portal.components.words import initials, outcome_of


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0.9052, 3, "0.905"),
        (Decimal("0.90"), 2, "0.90"),
        (-0.004, 3, "−0.004"),
        (12345.6, 1, "12,345.6"),
        (None, 3, "–"),
        (float("nan"), 3, "–"),
        (float("inf"), 3, "–"),
        (Decimal("NaN"), 3, "–"),
    ],
)
def test_measure(value, places, written):
    assert formats.measure(value, places) == written


def test_signed_always_shows_its_sign():
    assert formats.signed(0.012) == "+0.012"
    assert formats.signed(-0.004) == "−0.004"


def test_percent_takes_a_share():
    assert formats.percent(0.941, 1) == "94.1 %"


@pytest.mark.parametrize(
    ("value", "written"), [(3500, "3.5k"), (7000, "7k"), (0, "0"), (0.5, "0.5"), (-2, "−2")]
)
def test_short(value, written):
    assert formats.short(value) == written


def test_day_gives_the_year_only_when_it_is_another():
    year = timezone.localdate().year
    assert formats.day(date(year, 5, 14)) == "14 May"
    assert formats.day(date(2013, 5, 14)) == "14 May 2013"


def test_moments_are_told_in_the_readers_time_zone():
    at = datetime(2013, 5, 14, 23, 30, 5, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        assert formats.moment(at) == "15 May 2013, 01:30"
        assert formats.seconds(at) == "15 May 2013 01:30:05"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (timedelta(days=4, hours=3), "4 days"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(seconds=90), "1 minute"),
        (timedelta(seconds=-5), "0 seconds"),
        (None, "–"),
    ],
)
def test_span(value, written):
    assert formats.span(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(2, "second"), (11, "11th"), (21, "21st"), (112, "112th"), (0, "0th")]
)
def test_ordinal_word(value, written):
    assert formats.ordinal_word(value) == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Moreau", "AM"), ("ola", "OL"), ("", "?"), ("  Maria del Mar  Ruiz ", "MR")],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_an_unknown_outcome_reads_as_unknown_in_its_own_words():
    assert outcome_of("odd") == ("odd", "slow", "circle-question-mark")
    assert outcome_of("FINISHED").text == "Finished"


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "0"), (0.01, "<0.1"), (0.05, "0.1"), (2, "2"), (2.34, "2.3"), (1234.5, "1234.5")],
)
def test_days_are_told_with_one_decimal(days, told):
    assert formats.day_count(days) == told
