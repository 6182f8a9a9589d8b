"""A client with a key works as on a plain server; one without gets nowhere."""

import pytest

pytestmark = pytest.mark.slow_parts


def test_a_run_is_made_and_read(guarded):
    run = guarded.run()
    found = guarded.get("runs/get", params={"run_id": run})
    assert found.json()["run"]["info"]["run_id"] == run


def test_without_a_key_nothing_is_read(guarded):
    answer = guarded.get("runs/get", params={"run_id": "x"}, key="")
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "UNAUTHENTICATED"
    assert "MLFLOW_TRACKING_TOKEN" in answer.json()["message"]


def test_the_workspace_is_that_of_the_key_whatever_the_client_says(guarded):
    run = guarded.run()
    foreign = {"X-MLFLOW-WORKSPACE": guarded.use_case.slug}
    answer = guarded.get(
        "runs/get", params={"run_id": run}, key=guarded.key("sia", guarded.other), headers=foreign
    )
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"


def test_a_route_that_nobody_classified_is_refused(guarded):
    for path in ("/api/2.0/mlflow/runs/get/", "/api/2.0//mlflow/runs/get", "/api/9.9/mlflow/x"):
        assert guarded.call("GET", path).status_code == 404
