"""Scenario 6: the brief says on-premises, and something lies elsewhere."""

from datetime import timedelta

import pytest

from governance.services import waivers
from projects.services import source_access
from workflows.services import cycles, targets

pytestmark = pytest.mark.django_db
SAYS = "brief revision 1 says on-premises"


@pytest.fixture
def begun(lap):
    """Definition open, and a place in the cloud."""
    lap.start()
    lap.define()
    lap.cloud = lap.make.place("cloud-eu", "cloud", title="Cloud region, Frankfurt", region="EU-DE")
    return lap


def plan_on_a_cloud_source(lap):
    source = lap.make.source(place_id=lap.cloud.pk)
    asked = source_access.ask(
        actor=lap.cast.dee,
        use_case_id=lap.use_case.pk,
        source_id=source.pk,
        reason="To train on it",
        now=lap.tick(),
    )
    source_access.grant(actor=lap.cast.stan, access_id=asked.pk, now=lap.tick())
    lap.make.plan(lap.use_case, source_ids=[source.pk])


def residency(lap, stage: str, key: str = "residency"):
    return next(one for one in lap.stage(stage).checks if one.rule.key == key)


def test_a_source_in_the_cloud_shuts_data(begun):
    plan_on_a_cloud_source(begun)
    said = residency(begun, "data").outcome
    assert said.outcome == "failed"
    assert "The source Movements lies in Cloud region, Frankfurt" in said.reason
    assert SAYS in said.reason
    review = begun.open_gate("data", "dee", "sam", "ana")
    assert review.state == "open"
    assert "Cloud region, Frankfurt" in begun.reasons("data")


def test_an_environment_outside_shuts_platform_and_so_does_its_artifact_store(begun):
    revision = begun.make.environment(place_id=begun.cloud.pk, service_level="office hours")
    begun.make.platform(begun.use_case, revision.pk)
    said = residency(begun, "platform").outcome
    assert said.outcome == "failed"
    for what in ("environment", "artifact store"):
        assert f"The {what} " in said.reason
    assert said.reason.count("Cloud region, Frankfurt") == said.reason.count(SAYS) == 2
    begun.open_gate("platform", "sam", "ivo", "ira")
    assert begun.states()["platform"] != "open"


def test_a_target_outside_shuts_release(lap):
    lap.ready_to_release()
    cloud = lap.make.place("cloud-eu", "cloud", title="Cloud region, Frankfurt", region="EU-DE")
    away = targets.add(
        actor=lap.cast.ada, key="away", title="Away", place_id=cloud.pk, now=lap.tick()
    )
    cycles.choose_target(
        actor=lap.cast.dov, cycle_id=lap.cycle.pk, target_id=away.pk, now=lap.tick()
    )
    said = residency(lap, "release", "target-residency").outcome
    assert said.outcome == "failed"
    assert "Away" in said.reason
    assert "Cloud region, Frankfurt" in said.reason
    assert SAYS in said.reason
    lap.approve_release()
    assert lap.states()["release"] != "open"


def test_an_officers_waiver_lets_it_pass_until_its_date_and_not_the_day_after(begun):
    revision = begun.make.environment(place_id=begun.cloud.pk, service_level="office hours")
    begun.make.platform(begun.use_case, revision.pk)
    review = begun.open_gate("platform", "sam", "ivo")
    assert begun.states()["platform"] == "asked"
    waivers.grant(
        actor=begun.cast.ola,
        scope_id=begun.use_case.scope_id,
        stage="platform",
        check_key="residency",
        reason="Until the new hall is cooled.",
        until=begun.now + timedelta(days=10),
        now=begun.tick(),
    )
    begun.settle()
    review.refresh_from_db()
    assert review.state == "approved"
    assert begun.states()["platform"] == "open"
    begun.tick(days=9)
    assert begun.states()["platform"] == "open"
    begun.tick(days=2)
    begun.settle()
    assert begun.states()["platform"] == "shut"
    assert "Cloud region, Frankfurt" in begun.reasons("platform")
    review.gate.refresh_from_db()
    assert review.gate.state == "shut"
