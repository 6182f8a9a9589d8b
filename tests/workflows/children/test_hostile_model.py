"""Scenario 18: a nominated model that wants more than to predict fails with the reason, and gets nothing."""

import os
import shutil
import socket
from dataclasses import replace

import pytest

from workflows.children.evaluation import MEASURING
from workflows.sandbox.inside.supervise import descendants

HURRIED = replace(MEASURING, wall_seconds=30, processes=80, disk=8 << 20)


@pytest.fixture
def hostile(models, measure, tmp_path):
    """Measures a model that does as it is ordered in its predict, with `model_input` at hand."""

    def hostile(orders: str, limits=HURRIED, **spec):
        shutil.copytree(models / "hostile", tmp_path / "model")
        (listing,) = (tmp_path / "model").rglob("orders")
        listing.write_text(orders)
        return measure(tmp_path / "model", limits=limits, **spec)

    return hostile


@pytest.fixture
def house(tmp_path):
    """What a model would like: a database, a signing key, the broker's socket and a port of ours."""
    (tmp_path / "db.sqlite3").write_text("everything we know")
    (tmp_path / "signing.key").write_text("PRIVATE")
    with socket.socket(socket.AF_UNIX) as broker, socket.create_server(("127.0.0.1", 0)) as web:
        broker.bind(str(tmp_path / "b"))
        broker.listen()
        yield tmp_path, web.getsockname()[1]
    assert (tmp_path / "db.sqlite3").read_text() == "everything we know"
    assert (tmp_path / "signing.key").read_text() == "PRIVATE"


def test_it_reads_no_database(hostile, house):
    outcome = hostile(f"open({str(house[0] / 'db.sqlite3')!r}).read()")
    assert outcome.evaluation is None
    assert "The model could not be measured; failed with exit status 1" in outcome.reason
    assert "db.sqlite3" in outcome.reason


def test_it_reads_no_signing_key(hostile, house):
    outcome = hostile(f"open({str(house[0] / 'signing.key')!r}).read()")
    assert "signing.key" in outcome.reason


def test_it_reaches_no_socket_of_the_broker(hostile, house):
    outcome = hostile(
        f"import socket; socket.socket(socket.AF_UNIX).connect({str(house[0] / 'b')!r})"
    )
    assert "PermissionError" in outcome.reason


def test_it_connects_to_no_port(hostile, house):
    outcome = hostile(f"import socket; socket.create_connection(('127.0.0.1', {house[1]}), 5)")
    assert "PermissionError" in outcome.reason


def test_it_does_not_fork_without_end(hostile, relatives):
    outcome = hostile(
        """
import os, time
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
"""
    )
    assert "it started more than 80 processes and threads" in outcome.reason
    assert set(descendants(os.getpid())) <= relatives


def test_it_fills_no_disk(hostile):
    outcome = hostile("open('full', 'wb').write(b'x' * (1 << 26))")
    assert "it tried to write more than 8 MiB" in outcome.reason


def test_it_takes_no_more_than_its_memory(hostile):
    outcome = hostile("x = bytearray(1 << 40)")
    assert "it asked for more than 2 GiB of memory" in outcome.reason


def test_it_does_not_sleep_for_ever(hostile):
    outcome = hostile("import time; time.sleep(3600)", limits=replace(HURRIED, wall_seconds=10))
    assert outcome.reason == "The model could not be measured; killed: it ran longer than 10 s"


def test_it_sees_neither_the_truth_nor_what_came_later(hostile):
    outcome = hostile(
        """
import glob, os
assert sorted(model_input.columns) == ["x", "y"]
seen = [name for folder, _, names in os.walk(os.path.dirname(os.getcwd())) for name in names]
raise SystemExit("sees " + " ".join(sorted(set(seen) & {"truth.parquet", "held-out.csv", "result.json"})) + ".")
"""
    )
    assert outcome.reason.endswith("sees .")


def test_it_cannot_write_its_own_figures(hostile):
    outcome = hostile(
        """
import json, os
with open("../measure/result.json" if os.path.isdir("../measure") else "result.json", "w") as file:
    json.dump({"metrics": {"roc_auc": {"value": "1", "low": "1", "high": "1"}}}, file)
answer = model_input.x * 0 + 0.5
""",
        metrics=("roc_auc",),
    )
    assert outcome.evaluation.metrics["roc_auc"].value == "0.5"


def test_answers_that_are_no_numbers_are_measured_as_none(hostile):
    outcome = hostile("answer = model_input.x * float('nan')", metrics=("roc_auc", "f1"))
    assert outcome.reason == ""
    assert {one.value for one in outcome.evaluation.metrics.values()} == {"nan"}
    assert "600 predictions in 'score' aren't numbers." in outcome.evaluation.notes


def test_too_few_answers_are_told(hostile):
    assert (
        hostile("answer = model_input.x[:10] * 0.1").reason == "The model answered 10 rows to 600."
    )
