"""Artifacts lie where the brief lets them, and the gate says where they do."""

import pytest

from workflows import stores
from workflows.mlflow import client, workspaces
from workflows.models import MlflowBinding
from workflows.services import runs

pytestmark = pytest.mark.django_db
SAYS = "says on-premises"


@pytest.fixture
def placed(lap, settings):
    """Stores in a hall and in the cloud; the default one lies in the cloud."""
    lap.start()
    lap.hall = lap.make.place("hall-b")
    lap.cloud = lap.make.place("cloud-eu", "cloud", title="Cloud region, Frankfurt", region="EU-DE")
    settings.MLFLOW_ARTIFACTS_DESTINATIONS = {"cloud-eu": "s3://eu", "hall-b": "/srv/hall-b"}
    settings.MLFLOW_ARTIFACTS_PLACE = "cloud-eu"
    return lap


@pytest.fixture
def bind(placed, monkeypatch):
    """Make the workspace as a worker does, on a server that has it."""
    monkeypatch.setattr(client, "ensure_workspace", lambda server, name: "1")

    def bound() -> MlflowBinding:
        place = workspaces.workspace_of(placed.cycle)
        return runs.bind(
            cycle=placed.cycle,
            server=place.server,
            workspace=place.name,
            experiment_id=place.experiment_id,
            artifacts_place=place.artifacts_place,
            now=placed.tick(),
        )

    return bound


def describe(lap, residency: str) -> None:
    lap.make.brief(lap.use_case, residency=residency)


def said(lap):
    """What the residency check says at Platform, whose environment lies in a hall."""
    revision = lap.make.environment(place_id=lap.hall.pk, service_level="office hours")
    lap.make.platform(lap.use_case, revision.pk)
    return next(one for one in lap.stage("platform").checks if one.rule.key == "residency").outcome


def test_what_has_to_stay_in_the_house_gets_a_store_there(placed, bind):
    describe(placed, "on_premises")
    assert bind().artifacts_place == placed.hall
    found = said(placed)
    assert found.outcome == "passed"
    assert "of Late arrivals (Hall b)" in found.reason


def test_what_may_lie_anywhere_gets_the_default_one(placed, bind):
    describe(placed, "anywhere")
    assert bind().artifacts_place is None
    assert said(placed).outcome == "passed"


def test_what_nobody_has_described_yet_gets_one_that_any_brief_lets_it_have(placed, bind):
    assert bind().artifacts_place == placed.hall


def test_a_default_store_in_the_house_is_good_enough(placed, bind, settings):
    settings.MLFLOW_ARTIFACTS_PLACE = "hall-b"
    describe(placed, "on_premises")
    assert bind().artifacts_place is None
    assert said(placed).outcome == "passed"


def test_without_a_store_in_the_house_the_gate_says_where_the_default_one_lies(
    placed, bind, settings
):
    settings.MLFLOW_ARTIFACTS_DESTINATIONS = {}
    describe(placed, "on_premises")
    assert bind().artifacts_place is None
    found = said(placed)
    assert found.outcome == "failed"
    assert "The artifact store of Late arrivals lies in Cloud region, Frankfurt" in found.reason
    assert SAYS in found.reason


@pytest.mark.parametrize("told", ["", "nowhere-known"])
def test_a_store_that_nobody_has_placed_never_passes(placed, bind, settings, told):
    settings.MLFLOW_ARTIFACTS_DESTINATIONS = {"cloud-eu": "s3://eu"}
    settings.MLFLOW_ARTIFACTS_PLACE = told
    describe(placed, "on_premises")
    assert bind().artifacts_place is None
    found = said(placed)
    assert found.outcome == "unknown"
    assert "artifact store of Late arrivals" in found.reason


def test_a_residency_that_changes_later_moves_nothing_and_shuts_the_gate_with_both_ends(
    placed, bind
):
    describe(placed, "anywhere")
    bound = bind()
    assert said(placed).outcome == "passed"
    describe(placed, "on_premises")
    assert bind() == bound
    bound.refresh_from_db()
    assert bound.artifacts_place is None
    found = next(
        one for one in placed.stage("platform").checks if one.rule.key == "residency"
    ).outcome
    assert found.outcome == "failed"
    assert "Cloud region, Frankfurt" in found.reason
    assert f"brief revision 2 {SAYS}" in found.reason


def test_before_there_is_a_workspace_the_check_goes_by_the_store_that_it_will_get(placed):
    describe(placed, "on_premises")
    assert stores.chosen(placed.cycle) == placed.hall
    assert said(placed).outcome == "passed"


def test_where_no_stores_are_told_apart_the_environments_own_is_meant(placed, bind, settings):
    settings.MLFLOW_ARTIFACTS_DESTINATIONS, settings.MLFLOW_ARTIFACTS_PLACE = {}, ""
    describe(placed, "on_premises")
    assert bind().artifacts_place is None
    assert said(placed).outcome == "passed"


def test_the_record_says_whose_store_it_is(placed, bind):
    from governance.models import LedgerEntry

    describe(placed, "on_premises")
    bind()
    entry = LedgerEntry.objects.get(kind="workspace.bound")
    assert '"hall-b"' in entry.body
