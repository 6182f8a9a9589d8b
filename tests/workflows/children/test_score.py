"""A model is served on a socket that it is handed, by a child that can do nothing else."""

import json
import time
from importlib.metadata import version

import pytest

from workflows.children import scoring
from workflows.sandbox import best


@pytest.fixture
def served(models, tmp_path):
    """Serves a saved model; gives the path of its socket and the child."""
    path = tmp_path / "s"
    with scoring.listen(path) as listener:
        job = scoring.scoring_job(
            model=models / "probabilities", folder=tmp_path / "scoring", listener=listener
        )
        child = best().start(job, limits=scoring.SERVING, log=tmp_path / "log")
    yield path, child
    child.stop()


def wait_until_healthy(path, child) -> float:
    began = time.monotonic()
    while not scoring.healthy(path):
        assert child.poll() is None, child.poll()
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    return time.monotonic() - began


def ask(path, body: dict) -> tuple[int, dict]:
    connection = scoring._UnixConnection(path, 10)
    connection.request(
        "POST", "/invocations", json.dumps(body), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    status, content = answer.status, json.loads(answer.read())
    connection.close()
    return status, content


def test_it_serves_predictions_and_says_its_version(served):
    path, child = served
    assert path.stat().st_mode & 0o777 == 0o600
    wait_until_healthy(path, child)
    assert scoring.served_version(path) == version("mlflow")
    status, content = ask(
        path, {"dataframe_split": {"columns": ["x", "y"], "data": [[3.0, 1.0], [-3.0, 0.0]]}}
    )
    assert status == 200
    assert [row["late"] for row in content["predictions"]] == [1, 0]
    status, content = ask(path, {"dataframe_split": {"columns": ["x"], "data": [[1.0]]}})
    assert (status, content["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert 100 << 20 < child.memory() < 500 << 20


def test_it_ends_when_it_is_stopped(served):
    path, child = served
    wait_until_healthy(path, child)
    began = time.monotonic()
    assert (
        child.stop(why="stopped: a newer version serves").reason
        == "stopped: a newer version serves"
    )
    assert time.monotonic() - began < 4
    assert not scoring.healthy(path)


def test_a_model_that_does_not_load_says_why(models, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "MLmodel").write_text("flavors: {}")
    with scoring.listen(tmp_path / "s") as listener:
        job = scoring.scoring_job(
            model=tmp_path / "broken", folder=tmp_path / "scoring", listener=listener
        )
        result = best().start(job, limits=scoring.SERVING, log=tmp_path / "log").wait(60)
    assert "MlflowException" in result.reason
    assert not scoring.healthy(tmp_path / "s")


def test_a_path_too_long_for_a_socket_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at most 107 bytes"):
        scoring.listen(tmp_path / ("s" * 100))


def test_nobody_at_the_socket_is_not_healthy(tmp_path):
    assert not scoring.healthy(tmp_path / "nothing")
    with scoring.listen(tmp_path / "s"):
        assert not scoring.healthy(tmp_path / "s", timeout=0.2)
