"""A short turn of `make fuzz` in the ordinary suite: every operation, by one of the four roles in turn."""

import logging
from collections.abc import Iterator

import pytest

from tests.fuzz.calls import Caller
from tests.fuzz.ground import FEW, ROLES, Tokens, filled
from tests.fuzz.operations import models, operations
from tests.fuzz.rounds import some
from tests.fuzz.run import ready
from tests.fuzz.tally import Tally

# Requests that are tried for an operation, and draws for it.
TRIED, DRAWN = 2, 3


def test_it_is_known_what_each_address_names():
    assert models()


@pytest.fixture
def tokens(fresh_database) -> Iterator[Tokens]:
    logging.disable(logging.CRITICAL)
    with filled(FEW) as found:
        yield found
    logging.disable(logging.NOTSET)


@pytest.mark.postgresql
@pytest.mark.timeout(600)
def test_every_answer_is_as_the_schema_says(tokens):
    tallies = [Tally(role) for role in ROLES]
    for number, operation in enumerate(operations()):
        tally = tallies[number % len(tallies)]
        call = Caller(tokens[tally.role])
        prepared = ready(operation, call, {}, tally, TRIED)
        some(prepared, call, tally, set(), number=number, most=DRAWN)
    assert [f"{one.role}: {told}" for one in tallies for told in one.faults.values()] == []
    # Whoever is refused everything, or asked nothing, has shown nothing.
    assert all(one.drawn.calls > 50 and len(one.may) > 15 for one in tallies), [
        line for one in tallies for line in one.lines(len(operations()))
    ]
