"""One whole lap through the services: from a need to a version in service."""

from workflows import standing
from workflows.models import StageAttempt
from workflows.words import CycleState, ReleaseState


def test_a_need_becomes_a_version_in_service(lap):
    release = lap.round()
    assert release.state == ReleaseState.LIVE
    assert lap.cycle.state == CycleState.IN_SERVICE


def test_every_gate_is_open_once_the_lap_is_round(lap):
    lap.round()
    seen = standing.of(lap.cycle, now=lap.tick())
    assert {key: stage.view.state for key, stage in seen.stages.items()} == dict.fromkeys(
        ["definition", "data", "platform", "training", "integration", "release"], "open"
    )


def test_each_stage_was_attempted_once_and_operation_goes_on(lap):
    lap.round()
    rows = StageAttempt.objects.filter(cycle=lap.cycle)
    assert list(rows.filter(ended_at=None).values_list("stage", flat=True)) == ["operation"]
    assert rows.count() == 7
