"""Every route of the server that requirements.txt pins is in the gateway's table, and nothing else."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workflows.mlflow.routes import ROUTES, WRITES, Kind, find

pytestmark = pytest.mark.slow_parts

PART = re.compile(r"<(?:path:)?\w+>|\{\w+(?::path)?\}")
# What facts of MLflow's own documents name as writing, below /api/2.0/mlflow/ and /ajax-api/2.0/mlflow/.
WRITING = """
POST registered-models/alias
DELETE registered-models/alias
POST model-versions/transition-stage
POST model-versions/set-tag
POST registered-models/set-tag
POST registered-models/rename
PATCH model-versions/update
PATCH registered-models/update
POST registered-models/create
POST model-versions/create
DELETE registered-models/delete
DELETE registered-models/delete-tag
DELETE model-versions/delete
DELETE model-versions/delete-tag
DELETE logged-models/m-1
DELETE logged-models/m-1/tags/k
POST runs/delete
POST runs/delete-tag
POST experiments/delete
POST experiments/delete-experiment-tag
POST traces/delete-traces
DELETE traces/tr-1/tags
POST runs/update
POST runs/restore
POST runs/set-tag
POST runs/log-metric
POST runs/log-parameter
POST runs/log-batch
POST runs/log-model
POST runs/log-inputs
POST runs/outputs
POST runs/create
POST experiments/create
POST experiments/update
POST experiments/restore
POST experiments/set-experiment-tag
POST logged-models
POST logged-models/m-1/params
PATCH logged-models/m-1
PATCH logged-models/m-1/tags
POST traces
PATCH traces/tr-1
PATCH traces/tr-1/tags
POST traces/link-to-run
POST traces/link-prompts
POST upload-artifact
"""
WRITING_3 = """
POST datasets/create
POST datasets/d-1/records
POST datasets/d-1/add-experiments
POST datasets/d-1/remove-experiments
PATCH datasets/d-1/tags
DELETE datasets/d-1
DELETE datasets/d-1/records
DELETE datasets/d-1/tags/k
POST traces
POST traces/delete-traces
PATCH traces/tr-1/tags
DELETE traces/tr-1/tags
POST traces/tr-1/assessments
PATCH traces/tr-1/assessments/a-1
DELETE traces/tr-1/assessments/a-1
"""
WRITING_BYTES = """
PUT artifacts/1/r/artifacts/x
DELETE artifacts/1/r/artifacts/x
POST mpu/create/1/r/artifacts/x
POST mpu/complete/1/r/artifacts/x
POST mpu/abort/1/r/artifacts/x
"""
SHUT = """
POST /api/2.0/mlflow/webhooks
PATCH /api/2.0/mlflow/webhooks/w
POST /api/2.0/mlflow/webhooks/w/test
POST /api/3.0/mlflow/scorers/register
POST /api/3.0/mlflow/issues
POST /api/3.0/mlflow/label-schemas/create
POST /api/3.0/mlflow/review-queues/create
POST /ajax-api/3.0/mlflow/prompt-optimization/jobs
POST /gateway/openai/v1/chat/completions
POST /gateway/proxy/x/y
POST /ajax-api/2.0/mlflow/runs/create-promptlab-run
POST /ajax-api/2.0/mlflow/gateway-proxy
POST /ajax-api/3.0/mlflow/demo/generate
POST /ajax-api/3.0/mlflow/genai/evaluate/invoke
PATCH /ajax-api/3.0/jobs/cancel/j
POST /ajax-api/3.0/mlflow/assistant/message
POST /ajax-api/3.0/mlflow/mcp-servers
POST /api/2.0/mlflow/artifacts/presigned-upload-url
POST /api/2.0/mlflow/artifacts/presigned-download-url
GET /api/2.0/mlflow-artifacts/presigned/1/x
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> set[tuple[str, str]]:
    """Method and path of every route of the server, with {} for what is variable in it."""
    home = tmp_path_factory.mktemp("routes")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")
    }
    told = subprocess.run(
        [sys.executable, Path(__file__).with_name("server_routes.py")],
        cwd=home,
        env=environment | {"MLFLOW_ENABLE_WORKSPACES": "true", "MLFLOW_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    rows = json.loads(told.stdout.splitlines()[-1])
    # HEAD is judged as GET is, and OPTIONS finds nothing.
    return {
        (method, PART.sub("{}", path)) for method, path in rows if method not in {"HEAD", "OPTIONS"}
    }


def lines(text: str, prefix: str = "") -> list[tuple[str, str]]:
    found = [line.split() for line in text.split("\n") if line]
    return [(method, prefix + path) for method, path in found]


def test_every_route_of_the_server_is_classified(served):
    assert len(served) > 400
    missing, astray = [], []
    for method, path in sorted(served):
        # A word that is no route's own, so that a path isn't taken for another's.
        route = find(method, path.replace("{}", "zz9"))
        if route is None:
            missing.append(f"{method} {path}")
        elif route.kind is not Kind.CLOSED and PART.sub("{}", route.path) != path:
            astray.append(f"{method} {path} is judged as {route.path}")
    assert not missing, f"nobody classified these routes in workflows/mlflow/routes.py: {missing}"
    assert not astray, astray


def test_every_route_of_the_table_is_on_the_server(served):
    known = {(one.method, PART.sub("{}", one.path)) for one in ROUTES}
    stale = {
        (method, path)
        for method, path in known - served
        if not (path.startswith("/api/") and (method, "/ajax-" + path[1:]) in served)
    }
    assert not stale, f"MLflow has no such routes any more: {sorted(stale)}"


def test_options_and_unknown_methods_find_nothing(served):
    for path in {path.replace("{}", "zz9") for _, path in served}:
        for method in ("OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", "POST ", ""):
            route = find(method, path)
            assert route is None or route.kind is Kind.CLOSED, (method, path)


def test_what_writes_is_known_to_write():
    every = [
        *lines(WRITING, "/api/2.0/mlflow/"),
        *lines(WRITING, "/ajax-api/2.0/mlflow/"),
        *lines(WRITING_3, "/api/3.0/mlflow/"),
        *lines(WRITING_3, "/ajax-api/3.0/mlflow/"),
        *lines(WRITING_BYTES, "/api/2.0/mlflow-artifacts/"),
        *lines(WRITING_BYTES, "/ajax-api/2.0/mlflow-artifacts/"),
        ("POST", "/v1/traces"),
    ]
    for method, path in every:
        route = find(method, path)
        assert route is not None, f"{method} {path}"
        assert route.kind in WRITES, f"{method} {path} is {route.kind}"


def test_a_route_that_reads_reads_by_get_or_searches():
    """A writing route that somebody calls reading would pass for everybody."""
    for route in ROUTES:
        if route.kind is Kind.READ and route.method != "GET":
            last = route.path.rpartition("/")[2]
            assert route.method == "POST", route
            assert last in {
                "search",
                "search-datasets",
                "get-latest-versions",
                "batchGetInfos",
                "metrics",
                "calculate-filter-correlation",
                "graphql",
            }, route


def test_what_pitwall_does_not_govern_is_shut():
    for method, path in lines(SHUT):
        route = find(method, path)
        assert route is not None, f"{method} {path}"
        assert route.kind is Kind.CLOSED, f"{method} {path}"


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_workspaces_are_not_made_through_the_gateway(method):
    path = "/api/3.0/mlflow/workspaces" + ("" if method == "POST" else "/x")
    route = find(method, path)
    assert route is not None
    assert route.kind is Kind.ADMINISTER
    assert route.act == ""
