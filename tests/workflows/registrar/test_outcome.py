"""Who sets an alias is answered when it stands, not before."""

import pytest

from governance.services import deliveries
from workflows.gateway.guard import promoting
from workflows.models import MlflowBinding, Target
from workflows.services import releases
from workflows.words import Driver

pytestmark = pytest.mark.django_db


def test_on_a_registry_target_when_the_version_is_live(begun, tell):
    assert promoting.outcome(begun.pk) == (False, "")
    tell("release.executed", begun)
    assert promoting.outcome(begun.pk) == (True, "")


def test_on_another_when_the_registry_was_told_that_it_is(lap, registry):
    """There the version is live when its process is up; the alias follows."""
    candidate = lap.ready_to_release()
    MlflowBinding.objects.update(experiment_id="1")
    lap.approve_release()
    release = lap.release(candidate, healthy=False)
    deliveries.work_off(limit=1000)
    releases.went_live(release_id=release.pk, now=lap.tick())
    assert promoting.outcome(release.pk) == (False, "")
    deliveries.work_off(limit=1000)
    assert registry.written == [("alias", "1")]
    assert promoting.outcome(release.pk) == (True, "")


def test_what_has_failed_says_why(begun):
    releases.failed(release_id=begun.pk, reason="It has changed.", now=begun.executed_at)
    assert promoting.outcome(begun.pk) == (True, "It has changed.")


def test_nobody_waits_for_what_a_pipeline_carries_out(begun, registry, tell):
    """It may take an hour; the alias is set once it reports."""
    Target.objects.update(driver=Driver.WEBHOOK)
    over, why = promoting.outcome(begun.pk)
    assert over
    assert "once that reports" in why
    tell("release.executed", begun)
    assert registry.written == []
    releases.went_live(release_id=begun.pk, now=begun.executed_at)
    tell("release.live", begun)
    assert registry.written == [("alias", "1")]
