"""Readers are registered by name at start, and mistakes show there."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured


def read(entry, *, attempt):
    return None


def test_a_reader_gets_the_kinds_it_asked_for(readers):
    readers.subscribe("one", ["plan.revised"])(read)
    assert [one.name for one in readers.readers_of("plan.revised")] == ["one"]
    assert readers.readers_of("brief.revised") == []
    assert readers.reader("one").read is read


def test_an_unknown_kind_fails_at_start(readers):
    with pytest.raises(
        ImproperlyConfigured, match=r"one asks for unknown ledger kinds: brief\.bur"
    ):
        readers.subscribe("one", ["brief.burnt", "plan.revised"])


def test_two_readers_of_one_name_fail_at_start(readers):
    readers.subscribe("one", ["plan.revised"])(read)
    with pytest.raises(ImproperlyConfigured, match="two readers"):
        readers.subscribe("one", ["plan.revised"])(lambda entry, *, attempt: None)


def test_importing_a_reader_twice_does_no_harm(readers):
    for _ in range(2):
        readers.subscribe("one", ["plan.revised"])(read)
    assert len(readers.readers()) == 1


def test_nobody_is_called_by_a_name_that_isnt_registered(readers):
    with pytest.raises(KeyError):
        readers.reader("nobody")


def test_a_reader_says_how_long_it_may_take(readers):
    readers.subscribe("one", ["plan.revised"], lease=timedelta(minutes=5))(read)
    assert readers.reader("one").lease == timedelta(minutes=5)
