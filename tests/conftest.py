"""Fixtures for all tests; each family has a file of its own in tests/fixtures/."""

import os
from datetime import UTC, datetime

import hypothesis
import pytest
from django.db import connection

from tests.remembering import memory

# Parts of several tests share two cores, and a pool's threads take them from the others by waiting.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# The same examples in every run, so that a change lands or doesn't by what it changes. New ones are
# looked for with HYPOTHESIS_PROFILE=default.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

pytest_plugins = [
    "tests.fixtures.database",
    "tests.fixtures.parts",
    "tests.fixtures.stack",
    "tests.fixtures.browser",
    "tests.fixtures.receiver",
    "tests.fixtures.lengths",
    "tests.cast",
    "tests.fixtures.unchanged",
    "tests.story",
    "tests.grounds.scenes",
    "tests.grounds.at_work",
]


@pytest.fixture
def now() -> datetime:
    """A Monday morning; services take their time from here."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that flushes tables would be refused by the ledger's triggers, far from its cause."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(
                f"{item.nodeid}: tests that commit take the fixture `fresh_database`, "
                "because the ledger can't be flushed."
            )
        if asks_a_service(item):
            item.add_marker(pytest.mark.services)
    if not any(item.get_closest_marker("django_db") for item in items):
        # pytest-django makes only databases that some marked test names; copies need the first one.
        for item in items:
            if "fresh_database" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.django_db)


def asks_a_service(item: pytest.Item) -> bool:
    """Whether a test asks a database or a broker: only such a one can differ on PostgreSQL and Redis,
    and where its question isn't theirs it says so itself.
    """
    if item.get_closest_marker("embedded"):
        return False
    asked = {"db", "transactional_db", "fresh_database", "migrated_template", "broker_url"}
    named = asked.intersection(getattr(item, "fixturenames", ()))
    return bool(
        named or item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the database at hand can't do; .ci/run knows these words."""
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: this is what SQLite can't do")
    memory.begin()
