"""What is told late moves no alias back to what another has replaced."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_version_in_service_has_its_alias_again(begun, registry, tell):
    tell("release.executed", begun)
    tell("release.live", begun)
    assert registry.written == [("alias", "1"), ("alias", "1")]


def test_one_that_was_replaced_meanwhile_has_none(lap, begun, registry, tell):
    """As a dead letter that an officer lets start again, weeks after it."""
    tell("release.executed", begun)
    second = lap.release(lap.second_lap(), healthy=False)
    tell("release.executed", second)
    registry.written.clear()
    tell("release.live", begun)
    assert registry.written == []
    tell("release.live", second)
    assert registry.written == [("alias", "2")]
