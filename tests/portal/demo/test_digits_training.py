"""Training the small network on digits against a real MLflow server."""

import json
from pathlib import Path

import pytest

from portal.demo.data import digits, parts

pytestmark = [pytest.mark.slow_parts]
MEASURE = Path(__file__).with_name("measure.py")


def test_it_trains_inside_the_run_that_its_starter_made(make_workspace, script, tmp_path):
    workspace = make_workspace("digits-test")
    part, held_out = tmp_path / "train.csv", tmp_path / "held-out.csv"
    parts.write(digits.train_part(), part)
    parts.write(digits.held_out_part(), held_out)
    number = workspace.call("POST", "2.0/mlflow/experiments/create", {"name": "made before"})
    made = workspace.call("POST", "2.0/mlflow/runs/create", number)["run"]["info"]

    command = [script("digits"), "--train", part, "--model", "digits", "--trial", "medium"]
    log = workspace.python(*command, cwd=tmp_path, MLFLOW_RUN_ID=made["run_id"])

    assert "::registered digits 1" in log.splitlines()
    (run,) = workspace.runs("made%20before")
    assert run["info"]["run_id"] == made["run_id"]
    assert run["info"]["status"] == "FINISHED"
    route = "2.0/mlflow/metrics/get-history?metric_key=training_loss&run_id="
    losses = workspace.call("GET", route + made["run_id"])["metrics"]
    assert [point.get("step", 0) for point in losses] == list(range(1, 41))
    assert losses[-1]["value"] < losses[0]["value"] / 4
    answer = json.loads(workspace.python(MEASURE, "models:/digits/1", held_out, cwd=tmp_path))
    assert answer["foreign"] == []
    assert answer["measured"][str(held_out)]["accuracy"] > 0.94
