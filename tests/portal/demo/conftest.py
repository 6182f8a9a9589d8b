"""Training scripts run as their users run them: processes that know MLflow by their environment."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.demo import training


@dataclass(frozen=True)
class Workspace:
    """One workspace on the tests' MLflow server, seen through HTTP and by child processes."""

    url: str
    name: str

    def call(self, method: str, route: str, body: dict | None = None) -> dict:
        """Call MLflow's REST API in this workspace."""
        request = urllib.request.Request(
            f"{self.url}/api/{route}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-MLFLOW-WORKSPACE": self.name},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def environment(self) -> dict[str, str]:
        """Return what a stock client needs to work in this workspace."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "LOGNAME": "sam",
            "MLFLOW_TRACKING_URI": self.url,
            "MLFLOW_WORKSPACE": self.name,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "OMP_NUM_THREADS": "1",
        }

    def python(self, *arguments: str | Path, cwd: Path, **environment: str) -> str:
        """Run this interpreter away from the checkout and return what it printed."""
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            env=self.environment() | environment,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,  # what it said is worth more than its exit status
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def runs(self, experiment: str) -> list[dict]:
        """Return the runs of an experiment, the newest first."""
        route = f"2.0/mlflow/experiments/get-by-name?experiment_name={experiment}"
        number = self.call("GET", route)["experiment"]["experiment_id"]
        found = self.call("POST", "2.0/mlflow/runs/search", {"experiment_ids": [number]})
        return found["runs"]

    def artifact(self, run_id: str, path: str) -> dict:
        """Return a JSON artifact of a run."""
        with urllib.request.urlopen(
            urllib.request.Request(
                f"{self.url}/get-artifact?run_id={run_id}&path={path}",
                headers={"X-MLFLOW-WORKSPACE": self.name},
            ),
            timeout=20,
        ) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def make_workspace(mlflow_server: str) -> Callable[[str], Workspace]:
    """Make a workspace of that name on the tests' server."""

    def make(name: str) -> Workspace:
        workspace = Workspace(mlflow_server, name)
        Workspace(mlflow_server, "default").call("POST", "3.0/mlflow/workspaces", {"name": name})
        return workspace

    return make


@pytest.fixture(scope="session")
def script() -> Callable[[str], Path]:
    """Return the path of a training script."""
    return lambda name: training.FOLDER / f"{name}.py"
