"""What isn't Pitwall's own reaches the MLflow server and comes back as it was."""

import os
import subprocess
import sys
import uuid

import httpx
import pytest

pytestmark = pytest.mark.slow_parts

CLIENT = """
import mlflow, os, pathlib, sys
mlflow.set_workspace(sys.argv[1])
mlflow.set_experiment("through the gateway")
with mlflow.start_run() as run:
    mlflow.log_metric("m", 0.1 + 0.2)
    pathlib.Path("big").write_bytes(os.urandom(5 << 20))
    mlflow.log_artifact("big")
back = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="big", dst_path="back")
assert pathlib.Path(back).read_bytes() == pathlib.Path("big").read_bytes()
assert mlflow.get_run(run.info.run_id).data.metrics == {"m": 0.1 + 0.2}
try:
    mlflow.get_run("0" * 32)
except mlflow.MlflowException as error:
    assert error.error_code == "RESOURCE_DOES_NOT_EXIST", error.error_code
print("all right")
"""


def test_a_stock_client_works_through_it_and_is_told_when_mlflow_is_away(live_stack, tmp_path):
    live_stack.start("gateway")
    url = live_stack.gateway_url
    workspace = f"passed-{uuid.uuid4().hex[:8]}"
    made = httpx.post(f"{url}/api/3.0/mlflow/workspaces", json={"name": workspace})
    assert made.is_success, made.text
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLIENT, workspace],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"MLFLOW_TRACKING_URI": url, "MLFLOW_DISABLE_TELEMETRY": "true"},
    )
    assert done.stdout.endswith("all right\n"), done.stderr

    page = httpx.get(f"{url}/", trust_env=False)
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{url}/api/2.0/mlflow/runs/get?run_id=a%20b%2Fc").status_code == 404


def test_mlflow_away_is_said_in_its_own_shape(live_stack):
    live_stack.environment["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:9"
    live_stack.start("gateway")
    answer = httpx.get(f"{live_stack.gateway_url}/api/2.0/mlflow/experiments/search")
    assert answer.status_code == 503
    assert answer.json()["error_code"] == "TEMPORARILY_UNAVAILABLE"
    assert "MLflow doesn't answer" in answer.json()["message"]
