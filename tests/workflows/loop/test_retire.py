"""Retiring a use case: two people decide, and then nothing of it builds or serves."""

import pytest

from projects.services import use_cases
from workflows.models import ModelProcess
from workflows.services import retiring
from workflows.words import CycleState, ReleaseState


@pytest.fixture
def retired(lap):
    release = lap.round()
    proposal = use_cases.propose(
        actor=lap.cast.ana,
        use_case_id=lap.use_case.pk,
        act="retire",
        reason="The airport has closed.",
        now=lap.tick(),
    )
    use_cases.confirm(actor=lap.cast.ava, proposal_id=proposal.pk, now=lap.tick())
    retiring.wind_up(scope_key=lap.use_case.scope.key, now=lap.tick())
    release.refresh_from_db()
    return release


def test_its_version_is_taken_out_of_service(retired):
    assert retired.state == ReleaseState.STOPPED
    assert retired.reason == "the use case was retired"


def test_its_process_is_no_longer_wanted(retired):
    assert not ModelProcess.objects.get(release=retired).wanted


def test_its_cycle_and_all_attempts_end(retired, lap):
    assert lap.cycle.state == CycleState.ENDED
    assert not lap.cycle.attempts.filter(ended_at=None).exists()


def test_winding_up_again_changes_nothing(retired, lap):
    ended = lap.cycle.ended_at
    retiring.wind_up(scope_key=lap.use_case.scope.key, now=lap.tick(days=1))
    assert lap.cycle.ended_at == ended
