"""Scenario 6: what lies where it must not, each at its own gate, in words that name both ends."""

import pytest

from tests.governance.checks.material import run


def place(what: str, name: str, kind: str = "cloud", region: str = "eu-west-1") -> dict:
    return {"what": what, "name": name, "place": "Nimbus", "kind": kind, "region": region}


@pytest.mark.parametrize(
    ("stage", "what", "outcome"),
    [
        ("data", "source", "failed"),
        ("data", "dataset", "failed"),
        ("data", "something new", "failed"),
        ("platform", "environment", "failed"),
        ("platform", "artifact store", "failed"),
        ("data", "environment", "unknown"),
        ("data", "target", "unknown"),
        ("platform", "source", "unknown"),
        ("platform", "target", "unknown"),
    ],
)
def test_a_thing_outside_shuts_its_own_gate_only(stage, what, outcome):
    assert run("residency", {}, stage=stage, places=[place(what, "X")]).outcome == outcome


def test_the_reason_names_both_ends():
    said = run("residency", {}, stage="data", places=[place("source", "Weather")])
    assert said.reason == (
        "The source Weather lies in Nimbus (cloud, region eu-west-1); "
        "brief revision 3 says on-premises."
    )


def test_every_thing_outside_is_named():
    things = [place("source", "A"), place("source", "B", "on_premises"), place("dataset", "C")]
    said = run("residency", {}, stage="data", places=things)
    assert ("The source A" in said.reason, "The dataset C" in said.reason) == (True, True)
    assert "source B" not in said.reason


def test_an_artifact_store_outside_shuts_platform_beside_a_good_environment():
    things = [place("environment", "Cluster", "on_premises"), place("artifact store", "S3")]
    said = run("residency", {}, stage="platform", places=things)
    assert said.outcome == "failed"
    assert "The artifact store S3 lies in Nimbus" in said.reason


def test_where_nobody_binds_the_work_it_may_be_anywhere():
    said = run(
        "residency", {}, stage="data", places=[place("source", "A")], brief__residency="anywhere"
    )
    assert said.outcome == "passed"


def test_the_policy_binds_what_the_brief_leaves_open():
    said = run(
        "residency",
        {"required": "on_premises"},
        stage="data",
        places=[place("source", "A", region="")],
        brief__residency="anywhere",
    )
    assert said.outcome == "failed"
    assert said.reason == "The source A lies in Nimbus (cloud); the policy says on-premises."


@pytest.mark.parametrize("kind", ["", None])
def test_a_place_of_which_nobody_knows_what_it_is_is_unknown(kind):
    assert run("residency", {}, stage="data", places=[place("source", "A", kind)]).outcome == (
        "unknown"
    )


@pytest.mark.parametrize("stage", ["data", "platform"])
def test_without_anything_chosen_it_is_unknown(stage):
    assert run("residency", {}, stage=stage, places=[]).outcome == "unknown"


@pytest.mark.parametrize(
    ("brief", "policy", "outcome"),
    [
        ("on_premises", "on_premises", "passed"),
        ("anywhere", "on_premises", "failed"),
        ("anywhere", "anywhere", "passed"),
        ("on_premises", "anywhere", "passed"),
        (None, "anywhere", "unknown"),
    ],
)
def test_at_definition_the_brief_has_to_satisfy_the_policy(brief, policy, outcome):
    said = run("residency", {"required": policy}, stage="definition", brief__residency=brief)
    assert said.outcome == outcome


def test_a_target_outside_is_named_with_its_place():
    said = run("target-residency", {}, target=place("target", "Edge") | {"key": "edge"})
    assert said.outcome == "failed"
    assert "The target Edge lies in Nimbus (cloud, region eu-west-1)" in said.reason


def test_a_target_may_be_anywhere_where_nobody_binds_it():
    changes = {"target__kind": "cloud", "brief__residency": "anywhere"}
    assert run("target-residency", {"required": "anywhere"}, **changes).outcome == "passed"
    assert run("target-residency", {"required": "on_premises"}, **changes).outcome == "failed"


def test_a_target_that_the_policy_does_not_name_is_refused():
    said = run("target-allowed", {"targets": ("edge", "plant")})
    assert said.outcome == "failed"
    assert said.reason == "The target is local; the policy allows edge or plant."


def test_a_policy_that_names_no_target_allows_any():
    assert run("target-allowed", {"targets": ()}).outcome == "passed"
