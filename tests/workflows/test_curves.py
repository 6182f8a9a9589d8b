"""Metric histories read from a real MLflow server: by step, thinned, within the time of one request."""

import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from workflows.mlflow import client, curves
from workflows.mlflow.rest import API, MlflowRefusal
from workflows.models import MlflowBinding, MlflowServer


@pytest.fixture
def binding(mlflow_url) -> MlflowBinding:
    """A workspace of the test's own; the row isn't stored, since nothing here asks the database."""
    server = MlflowServer(key="own", title="MLflow", tracking_uri=mlflow_url, external=True)
    name = f"curves-{uuid.uuid4().hex[:8]}"
    client.ensure_workspace(server, name)
    return MlflowBinding(server=server, workspace=name)


@pytest.fixture
def inside(binding):
    with client.connection(binding.server, binding.workspace, 30) as found:
        yield found


def logged(inside, name: str, values: dict[str, list[tuple[int, float]]]) -> str:
    """The id of a run that logged these values at these steps."""
    experiment = client._ensure_experiment(inside, "trials")
    made = inside.post(f"{API}/runs/create", {"experiment_id": experiment, "run_name": name})
    run_id = made["run"]["info"]["run_id"]
    rows = [
        {"key": key, "value": value, "timestamp": 1_000 + place, "step": step}
        for key, points in values.items()
        for place, (step, value) in enumerate(points)
    ]
    inside.post(f"{API}/runs/log-batch", {"run_id": run_id, "metrics": rows})
    return run_id


def test_a_history_is_by_step_and_of_one_step_the_last_value_counts(inside):
    run = logged(inside, "a", {"loss": [(2, 0.25), (1, 0.5), (2, 0.125)]})
    told = client.metric_history(inside, [run], "loss", most=50)
    assert [(one.step, one.value) for one in told[run]] == [(1, "0.5"), (2, "0.125")]


def test_several_runs_are_told_in_one_call_and_one_without_the_metric_is_left_out(inside):
    first = logged(inside, "a", {"loss": [(1, 0.5), (2, 0.25)]})
    second = logged(inside, "b", {"loss": [(1, 0.75)], "other": [(0, 1.0)]})
    third = logged(inside, "c", {"other": [(0, 1.0)]})
    told = client.metric_history(inside, [first, second, third], "loss", most=50)
    assert set(told) == {first, second}
    assert [one.value for one in told[second]] == ["0.75"]


def test_a_long_history_is_thinned_and_keeps_both_ends(inside):
    run = logged(inside, "long", {"loss": [(step, 1 / (step + 1)) for step in range(900)]})
    steps = [one.step for one in client.metric_history(inside, [run], "loss", most=60)[run]]
    assert 30 <= len(steps) <= 70
    assert (steps[0], steps[-1]) == (0, 899)


def test_values_that_are_no_numbers_are_told_as_such(inside):
    run = logged(inside, "nan", {"loss": [(0, 0.5)]})
    inside.post(
        f"{API}/runs/log-metric",
        {"run_id": run, "key": "loss", "value": "NaN", "timestamp": 2_000, "step": 1},
    )
    told = client.metric_history(inside, [run], "loss", most=50)[run]
    assert [one.value for one in told] == ["0.5", "nan"]


def test_a_run_of_another_workspace_is_not_there(inside, binding):
    other = f"{binding.workspace}-other"
    client.ensure_workspace(binding.server, other)
    with client.connection(binding.server, other, 30) as elsewhere:
        foreign = logged(elsewhere, "secret", {"loss": [(0, 0.5), (1, 0.25)]})
    with pytest.raises(MlflowRefusal, match="RESOURCE_DOES_NOT_EXIST"):
        client.metric_history(inside, [foreign], "loss", most=50)


def test_several_metrics_are_read_in_their_order(inside, binding):
    run = logged(inside, "a", {"loss": [(1, 0.5)], "auc": [(1, 0.75)]})
    found = curves.read(binding, [run], ["auc", "loss"])
    assert list(found.metrics) == ["auc", "loss"]
    assert (found.unread, found.trouble) == ((), "")


class Slow(BaseHTTPRequestHandler):
    """A server that takes its time over every answer."""

    pause = 0.4

    def do_GET(self):
        time.sleep(self.pause)
        self.send_response(httpx.codes.OK)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def slow():
    server = HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_all_metrics_together_get_no_more_time_than_one_request_has(slow, settings):
    settings.MLFLOW_TIMEOUT = 1
    server = MlflowServer(key="own", title="MLflow", tracking_uri=slow, external=True)
    names = [f"m{n}" for n in range(12)]
    begun = time.monotonic()
    found = curves.read(MlflowBinding(server=server, workspace="x"), ["r"], names)
    assert time.monotonic() - begun < 1.5
    assert 0 < len(found.metrics) < 4
    assert found.unread == tuple(names[len(found.metrics) :])


def test_a_server_that_isn_t_there_is_trouble_and_no_error(settings):
    server = MlflowServer(key="own", title="x", tracking_uri="http://127.0.0.1:9", external=True)
    found = curves.read(MlflowBinding(server=server, workspace="x"), ["r"], ["loss"])
    assert found.unread == ("loss",)
    assert "MLflow doesn't answer" in found.trouble
