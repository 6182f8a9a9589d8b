"""What every server's store holds: made once on a plain server, and copied."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.wire import Wire

API = "/api/2.0/mlflow"
SITE = "/api/3.0/mlflow"
USE_CASES = 50
# As many clients as call at once at most: each logs into a run of its own.
CLIENTS = 8
RUNS = 150
VERSIONS = 3
MODEL = "delays"
MOMENT = 1_700_000_000_000
PASSWORD = "a-password-of-benchmarks"  # noqa: S105 (of servers that live for minutes)


@dataclass(frozen=True)
class Content:
    """Ids of what calls are about, all in the first workspace; the same on every server."""

    experiments: dict[str, str]
    experiment: str
    searched: str
    runs: list[str]
    frozen: str


def workspaces() -> list[str]:
    """The first is the one that is measured."""
    return [f"use-case-{number:02}" for number in range(1, USE_CASES + 1)]


def fill(port: int) -> Content:
    """Fifty workspaces with a user of basic-auth each; in the first, runs to search, others to log
    into, and a model with versions. `port` is that of a server with basic-auth.
    """
    site = Wire(port, basic("admin"))
    experiments = {}
    for name in workspaces():
        site.post(f"{SITE}/workspaces", {"name": name})
        _person(site, name)
        inside = _inside(port, name)
        experiments[name] = _experiment(inside, "pitwall")
        _finished(inside, _experiment(inside, "trials"))
    first = _inside(port, workspaces()[0])
    searched = _experiment(first, "searched")
    runs = [_finished(first, searched) for _ in range(RUNS)]
    _versions(first, searched, runs[:VERSIONS])
    mine = _experiment(first, "mine")
    return Content(
        experiments, mine, searched, [_run(first, mine) for _ in range(CLIENTS)], runs[0]
    )


def _inside(port: int, workspace: str) -> Wire:
    return Wire(port, {**basic("admin"), "X-MLFLOW-WORKSPACE": workspace})


def _versions(wire: Wire, experiment: str, runs: Iterable[str]) -> None:
    wire.post(f"{API}/registered-models/create", {"name": MODEL})
    root = f"mlflow-artifacts:/workspaces/{workspaces()[0]}/{experiment}"
    for run in runs:
        body = {"name": MODEL, "source": f"{root}/{run}/artifacts/model", "run_id": run}
        wire.post(f"{API}/model-versions/create", body)


def _experiment(wire: Wire, name: str) -> str:
    return str(wire.post(f"{API}/experiments/create", {"name": name})["experiment_id"])


def _run(wire: Wire, experiment: str) -> str:
    body = {"experiment_id": experiment, "start_time": MOMENT}
    return str(wire.post(f"{API}/runs/create", body)["run"]["info"]["run_id"])


def _finished(wire: Wire, experiment: str) -> str:
    run = _run(wire, experiment)
    wire.post(f"{API}/runs/log-batch", batch(run, 0))
    wire.post(f"{API}/runs/update", {"run_id": run, "status": "FINISHED", "end_time": MOMENT})
    return run


def batch(run: str, step: int) -> dict[str, Any]:
    """Five metrics at a step, five parameters and five tags that stay as they are."""
    metrics = [
        {"key": f"metric_{n}", "value": step + n / 10, "timestamp": MOMENT + step, "step": step}
        for n in range(5)
    ]
    fixed = [{"key": f"key_{n}", "value": f"value {n}"} for n in range(5)]
    return {"run_id": run, "metrics": metrics, "params": fixed, "tags": fixed}


def _person(admin: Wire, workspace: str) -> None:
    """A user of a workspace's name, who may edit what is in it and no more."""
    admin.post(f"{API}/users/create", {"username": workspace, "password": PASSWORD})
    made = admin.post(f"{SITE}/roles/create", {"workspace": workspace, "name": "scientist"})
    role = {"role_id": made["role"]["id"]}
    for kind, allowed in (
        ("workspace", "USE"),
        ("experiment", "EDIT"),
        ("registered_model", "EDIT"),
    ):
        grant = {"resource_type": kind, "resource_pattern": "*", "permission": allowed}
        admin.post(f"{SITE}/roles/permissions/add", {**role, **grant})
    admin.post(f"{SITE}/roles/assign", {"username": workspace, **role})


def basic(username: str) -> dict[str, str]:
    """The header of a user, or of the administrator."""
    told = base64.b64encode(f"{username}:{PASSWORD}".encode()).decode()
    return {"Authorization": f"Basic {told}"}
