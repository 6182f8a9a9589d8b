"""Scenario 10: an approved release is a permission; a person with the right then deploys, once."""

import pytest

from governance.errors import Denied, GateShut
from governance.models import Finding
from tests.projects.conftest import kinds
from workflows.models import ModelProcess, Release
from workflows.services import releases

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(lap):
    lap.candidate = lap.ready_to_release()
    lap.approve_release()
    return lap


def execute(lap, by: str) -> Release:
    return releases.execute(
        actor=getattr(lap.cast, by),
        candidate_id=lap.candidate.pk,
        target_id=lap.target.pk,
        now=lap.tick(),
    )


@pytest.mark.parametrize("who", ["ana", "sam", "dee", "ivo", "ann", "ola", "val"])
def test_nobody_but_devops_runs_it(approved, who):
    with pytest.raises(Denied) as refused:
        execute(approved, who)
    assert refused.value.who_can == "DevOps"
    assert not Release.objects.exists()


def test_devops_runs_nothing_before_it_is_approved(lap):
    lap.candidate = lap.ready_to_release()
    with pytest.raises(GateShut) as shut:
        execute(lap, "dov")
    assert shut.value.reasons == ("Release: Nothing has been submitted.",)
    assert not ModelProcess.objects.exists()


def test_running_it_twice_deploys_once(approved):
    first = execute(approved, "dov")
    assert execute(approved, "dot") == first
    releases.went_live(release_id=first.pk, now=approved.tick())
    assert execute(approved, "dov") == first
    assert Release.objects.count() == ModelProcess.objects.count() == 1
    assert kinds(approved.use_case.scope).count("release.executed") == 1


def test_a_failed_health_check_leaves_the_old_version_serving_and_a_finding(approved):
    old = approved.release(approved.candidate)
    candidate = approved.second_lap("2")
    new = approved.release(candidate, healthy=False)
    releases.failed(release_id=new.pk, reason="No answer within 60 s.", now=approved.tick())
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.state, old.state) == ("failed", "live")
    assert ModelProcess.objects.get(release=old).drain_until is None
    finding = Finding.objects.get()
    assert (finding.kind, finding.owner_role) == ("release_failed", "devops")
    assert "No answer within 60 s." in finding.detail
    assert approved.cycle.state == "building"
    again = approved.release(candidate)
    assert (again.state, again.pk) == ("live", new.pk + 1)
