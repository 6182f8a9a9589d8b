"""A training job finds its run, reports progress, and reaches the MLflow server alone."""

import http.server
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from workflows.children import training
from workflows.children.training import Progress, parse_progress
from workflows.sandbox import best

SCRIPT = """
import os, socket, sys, urllib.request
import beside
print("::progress 40 fitting", flush=True)
told = {name: os.environ[name] for name in ("MLFLOW_WORKSPACE", "MLFLOW_RUN_ID")}
print(urllib.request.urlopen(os.environ["MLFLOW_TRACKING_URI"] + "/health", timeout=10).read().decode(), told)
for address in (("127.0.0.1", int(sys.argv[1])), ("192.0.2.1", 80)):
    try:
        socket.create_connection(address, timeout=2)
        print("connected")
    except OSError:
        print("refused")
open("model.txt", "w").write(beside.ANSWER)
print("::progress 100 done")
"""


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"OK " + self.headers["Host"].encode())

    def log_message(self, *args):
        """Nothing."""


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def script(tmp_path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "beside.py").write_text("ANSWER = '42'")
    (tmp_path / "scripts" / "train.py").write_text(SCRIPT)
    return tmp_path / "scripts" / "train.py"


def test_it_reaches_mlflow_and_nothing_else(server, script, tmp_path, monkeypatch):
    monkeypatch.setenv("PITWALL_SECRET_KEY", "don't tell")
    lines = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        job = training.training_job(
            script=script,
            arguments=(str(other.getsockname()[1]),),
            folder=tmp_path / "job",
            tracking_uri=server,
            workspace="late-arrivals",
            run_id="f00",
            outputs=("model.txt",),
        )
        limits = replace(training.TRAINING, wall_seconds=30)
        result = best().run(job, limits=limits, log=tmp_path / "log", on_line=lines.append)
    assert result.ok, result
    assert [parse_progress(line) for line in lines if parse_progress(line)] == [
        Progress(40, "fitting"),
        Progress(100, "done"),
    ]
    host = server.removeprefix("http://")
    assert f"OK {host} {{'MLFLOW_WORKSPACE': 'late-arrivals', 'MLFLOW_RUN_ID': 'f00'}}" in lines
    assert lines.count("refused") == 2
    assert (tmp_path / "job" / "model.txt").read_text() == "42"


@pytest.mark.parametrize(
    "line",
    [
        "progress 40",
        "::progress",
        "::progress x y",
        "::progress 101 more",
        "::progress -1",
        "::progress ٤٠",
    ],
)
def test_other_lines_are_no_progress(line):
    assert parse_progress(line) is None


def test_progress_needs_no_message_and_bounds_a_long_one():
    assert parse_progress("::progress 7") == Progress(7, "")
    assert len(parse_progress("::progress 7 " + "x" * 999).message) == 200


@pytest.mark.parametrize("uri", ["sqlite:///mlflow.db", "databricks", "file:///mlruns", "http://"])
def test_a_server_that_is_not_http_is_refused(uri, script, tmp_path):
    with pytest.raises(ValueError, match="http or https"):
        training.training_job(
            script=script, folder=tmp_path, tracking_uri=uri, workspace="", run_id=""
        )


def test_the_usual_ports_are_known(script, tmp_path):
    job = training.training_job(
        script=script,
        folder=tmp_path,
        tracking_uri="https://mlflow.example",
        workspace="",
        run_id="f",
    )
    assert job.outlet == ("mlflow.example", 443)
    assert "MLFLOW_WORKSPACE" not in job.env
