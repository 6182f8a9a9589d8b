"""The list of long tests names tests that are there."""

from pathlib import Path

import pytest

from tests.fixtures.lengths import LONG

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("place", LONG)
def test_what_is_listed_as_long_is_there(place):
    path, _, name = place.partition("::")
    assert (ROOT / path).exists()
    assert not name or f"def {name}(" in (ROOT / path).read_text()
