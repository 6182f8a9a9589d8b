"""The place of the permissions, with everybody of the table in it."""

import logging
from collections.abc import Iterator

import pytest

from tests.api.permissions.place import HOUSE_RULES, Place
from tests.story import Lap


@pytest.fixture
def lap(cast, now, monkeypatch, settings, tmp_path) -> Lap:
    """As everywhere, but under a policy of its own, which asks for more in the second lap."""
    settings.PITWALL_HOME = tmp_path
    return Lap(cast, now, monkeypatch, HOUSE_RULES)


@pytest.fixture
def place(whole, settings) -> Iterator[Place]:
    """A use case in its second lap, and everybody of the table in their relations to it."""
    logging.disable(logging.WARNING)
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.startswith("zeal.")]
    yield Place(whole, settings)
    logging.disable(logging.NOTSET)
