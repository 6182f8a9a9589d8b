"""What Pitwall itself is about to withdraw was promoted by nobody else."""

from datetime import timedelta

import pytest

from governance.services import deliveries
from workflows.mlflow import client
from workflows.models import MlflowBinding
from workflows.services import reconciling, releases

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(begun, registry):
    deliveries.work_off(limit=1000)
    begun.refresh_from_db()
    assert begun.state == "live"
    return begun


@pytest.fixture
def look(lap, monkeypatch):
    """Compare while the registry says that version 1 is the champion."""
    marks = {"late-arrivals": {"@champion": "1"}}
    monkeypatch.setattr(client, "all_marks", lambda inside: marks)
    monkeypatch.setattr(client, "has_version", lambda inside, **_: True)

    def now(**span: int) -> list[str]:
        binding = MlflowBinding.objects.get(scope=lap.use_case.scope)
        found = reconciling.reconcile(binding_id=binding.pk, now=lap.now + timedelta(**span))
        return [one.title for one in found]

    return now


def stop(lap, release) -> None:
    releases.stop(
        actor=lap.cast.dov, release_id=release.pk, reason="It errs.", now=lap.tick(hours=30)
    )


def test_what_is_in_service_is_as_it_should_be(live, look):
    assert look(hours=31) == []


def test_a_release_that_ended_is_left_until_the_registry_was_told(lap, live, look, registry):
    stop(lap, live)
    assert look(minutes=1) == []
    deliveries.work_off(limit=1000)
    assert registry.written[-1] == ("withdrawn", "1")
    assert look(minutes=2) == ["Promoted out of band: @champion of late-arrivals is version 1"]


def test_one_that_ended_while_mlflow_was_read_is_left(lap, live, look):
    stop(lap, live)
    deliveries.work_off(limit=1000)
    assert look(minutes=-1) == []
