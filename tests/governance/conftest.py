"""Fixtures of the rules: a table at which a gate is voted on."""

import pytest

from tests.governance.reviewing import Table, publish


@pytest.fixture
def table(cast, now) -> Table:
    """Two votes of IT and one of an analyst open it; everybody of the cast is in the team."""
    return Table(cast, cast.team(), publish(now), now)
