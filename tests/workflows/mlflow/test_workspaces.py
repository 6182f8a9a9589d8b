"""Every use case has a workspace, whatever it is called."""

import json
import subprocess
import sys

import pytest

from governance.inputs import SLUG
from projects.services import use_cases
from workflows.mlflow import client
from workflows.mlflow.workspaces import RESERVED, name_for

MLFLOW_KEEPS = """
import json
from mlflow.store.workspace.abstract_store import WorkspaceNameValidator
print(json.dumps(sorted(WorkspaceNameValidator._RESERVED)))
"""


def test_a_workspace_is_called_as_its_use_case():
    assert name_for("late-arrivals") == "late-arrivals"
    assert len(name_for("a" * use_cases.LONGEST_SLUG)) == use_cases.LONGEST_SLUG


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_other_use_case_can_take_the_name_of_its_workspace(name):
    assert SLUG.fullmatch(name)
    assert not SLUG.fullmatch(name_for(name))


@pytest.mark.slow_parts
def test_every_name_that_mlflow_keeps_to_itself_is_known():
    done = subprocess.run(
        [sys.executable, "-c", MLFLOW_KEEPS], capture_output=True, text=True, check=True
    )
    assert set(json.loads(done.stdout)) <= RESERVED


@pytest.mark.slow_parts
@pytest.mark.parametrize("name", sorted(RESERVED))
def test_mlflow_makes_it_a_workspace_that_its_key_opens(guarded, name):
    workspace = name_for(name)
    experiment = client.ensure_workspace(guarded.server, workspace)
    assert experiment == client.ensure_workspace(guarded.server, workspace)
    with client.connection(guarded.server, workspace) as inside:
        found = inside.get("/api/2.0/mlflow/experiments/get", experiment_id=experiment)
    assert found["experiment"]["name"] == "pitwall"


@pytest.mark.slow_parts
def test_a_use_case_called_api_is_worked_on_as_any_other(guarded):
    use_case = guarded.make.use_case("API")
    guarded.cast.join(use_case.scope, "sam")
    guarded.bind(use_case)
    key = guarded.key("sam", use_case)
    run = guarded.run(key=key)
    assert guarded.get("runs/get", params={"run_id": run}, key=key).status_code == 200
