"""13. A stranger, at the gateway: no experiment, run, model or artifact of the use case is there."""

import pytest

from governance.errors import Invalid
from governance.services import memberships
from governance.words import Role
from tests.workflows.mlflow.conftest import guarded

__all__ = ["guarded"]

pytestmark = pytest.mark.slow_parts


@pytest.fixture(scope="module")
def theirs(guarded) -> dict[str, str]:
    """A run with an artifact, and a registered version made of it, in Late arrivals."""
    experiment, run = guarded.experiment(), guarded.run()
    folder = f"{experiment}/{run}/artifacts"
    path = f"/api/2.0/mlflow-artifacts/artifacts/{folder}/model/MLmodel"
    assert guarded.call("PUT", path, content=b"flavors: {}\n").status_code == 200
    guarded.post("registered-models/create", {"name": "delays"})
    root = f"mlflow-artifacts:/workspaces/{guarded.use_case.slug}/{folder}"
    made = guarded.post(
        "model-versions/create", {"name": "delays", "source": f"{root}/model", "run_id": run}
    )
    assert made.status_code == 200, made.text
    return {"experiment": experiment, "run": run, "artifact": path}


@pytest.fixture(scope="module")
def his(guarded) -> str:
    """Stan's key: to another use case, where he is data scientist."""
    memberships.add(
        actor=guarded.cast.ola,
        scope_id=guarded.other.scope_id,
        user_id=guarded.cast.id("stan"),
        role=Role.DATA_SCIENTIST,
        now=guarded.now,
    )
    return guarded.key("stan", guarded.other)


def asks(theirs: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    return [
        ("experiments/get", {"experiment_id": theirs["experiment"]}),
        ("runs/get", {"run_id": theirs["run"]}),
        ("artifacts/list", {"run_id": theirs["run"]}),
        ("metrics/get-history", {"run_id": theirs["run"], "metric_key": "roc_auc"}),
        ("registered-models/get", {"name": "delays"}),
        ("model-versions/get", {"name": "delays", "version": "1"}),
        ("model-versions/get-download-uri", {"name": "delays", "version": "1"}),
    ]


def test_a_key_to_another_use_case_finds_nothing_of_it(guarded, theirs, his):
    for route, named in asks(theirs):
        assert guarded.get(route, params=named).status_code == 200, route
        answer = guarded.get(route, params=named, key=his)
        assert answer.status_code == 404, (route, answer.text)
        assert answer.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"


def test_its_artifacts_are_not_read_either(guarded, theirs, his):
    assert guarded.call("GET", theirs["artifact"]).content == b"flavors: {}\n"
    for path in (
        theirs["artifact"],
        theirs["artifact"].replace(
            "artifacts/artifacts/", f"artifacts/artifacts/workspaces/{guarded.use_case.slug}/", 1
        ),
    ):
        assert guarded.call("GET", path, key=his).status_code in {400, 403, 404}, path


def test_searches_and_lists_are_empty_of_it(guarded, theirs, his):
    for route, body in (
        ("runs/search", {"experiment_ids": [theirs["experiment"]]}),
        ("experiments/search", {"max_results": 1000}),
    ):
        found = guarded.post(route, body, key=his)
        assert theirs["run"] not in found.text
        assert '"trials"' not in found.text
    for route in ("registered-models/search", "model-versions/search"):
        assert "delays" not in guarded.get(route, key=his).text


def test_stan_can_t_make_a_key_to_it(guarded):
    with pytest.raises(Invalid, match="may not see it"):
        guarded.key("stan")
