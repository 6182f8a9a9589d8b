"""Scenario 18: a nominated model that wants more than to predict fails with the reason, and gets nothing."""

import json
import os
import shutil
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workflows.children import fit
from workflows.children.evaluation import MEASURING, TRY_ELSEWHERE
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
def printed(tmp_path):
    """What the model's process printed, which only the log on Pitwall's machine keeps."""
    return (tmp_path / "measured/model/predict.log").read_text


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


def test_it_reads_no_database(hostile, house, printed):
    outcome = hostile(f"open({str(house[0] / 'db.sqlite3')!r}).read()")
    assert outcome.evaluation is None
    assert "The model could not be measured; failed with exit status 1" in outcome.reason
    assert unreadable(outcome.reason)
    assert "db.sqlite3" in printed()


def test_it_reads_no_signing_key(hostile, house, printed):
    outcome = hostile(f"open({str(house[0] / 'signing.key')!r}).read()")
    assert unreadable(outcome.reason)
    assert "signing.key" in printed()


def unreadable(reason: str) -> bool:
    """bubblewrap shows it no such file, Landlock refuses it."""
    return "(FileNotFoundError)" in reason or "(PermissionError)" in reason


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


def test_it_sees_neither_the_truth_nor_what_came_later(hostile, printed):
    outcome = hostile(
        """
import glob, os
assert sorted(model_input.columns) == ["x", "y"]
seen = [name for folder, _, names in os.walk(os.path.dirname(os.getcwd())) for name in names]
raise SystemExit("sees " + " ".join(sorted(set(seen) & {"truth.parquet", "held-out.csv", "result.json"})) + ".")
"""
    )
    assert "failed with exit status 1." in outcome.reason
    assert printed().strip().endswith("sees .")


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


TELLING = {
    "raise SystemExit(row)": f"failed with exit status 1. {TRY_ELSEWHERE}",
    "raise ValueError(row)": f"failed with exit status 1 (ValueError). {TRY_ELSEWHERE}",
    "raise type(row, (Exception,), {})": f"failed with exit status 1. {TRY_ELSEWHERE}",
    "print(row, flush=True); os._exit(65)": f"failed with exit status 65. {TRY_ELSEWHERE}",
    "print(row, flush=True); os._exit(125)": "the sandbox could not start it (exit status 125)",
    "print(row, flush=True); os.kill(os.getpid(), 11)": "killed by signal SIGSEGV",
    "print('bad_alloc', row, flush=True); os._exit(3)": "failed: it asked for more than 2 GiB of memory",
}


@pytest.mark.parametrize("orders", TELLING)
def test_it_does_not_tell_the_rows_that_it_sees(hostile, printed, orders):
    """Whoever nominates it may not read the held-out data: a failure's reason would be a way to."""
    outcome = hostile(f"import os\nrow = model_input.iloc[0].to_json()\n{orders}")
    assert outcome.reason == f"The model could not be measured; {TELLING[orders]}"
    assert '"x":' in printed()


AT_EXIT = """
import atexit, json, os, sys
row = model_input.iloc[0].to_json()
spec = json.load(open(sys.argv[1]))
answer = model_input.x * 0 + 0.5
def change():
{change}
atexit.register(change)
"""


def test_it_tells_them_by_no_version_of_a_library(hostile):
    change = """
    with open(spec["facts"], "w") as file:
        json.dump({"seconds": "1.000", "versions": {"mlflow": row, row: "1"}}, file)
"""
    outcome = hostile(AT_EXIT.format(change=change))
    assert outcome.evaluation.seconds == "1.000"
    told = outcome.evaluation.versions
    assert told == fit.versions(Path(sys.executable))
    assert set(told) == {"python", *fit.LIBRARIES}


def test_it_tells_them_by_no_time_that_it_took(hostile):
    change = """
    with open(spec["facts"], "w") as file:
        json.dump({"seconds": row}, file)
"""
    assert hostile(AT_EXIT.format(change=change)).reason == (
        "The child answered a value of type str where seconds belongs."
    )


def test_it_tells_them_by_no_column_of_its_predictions(hostile):
    change = """
    with open(spec["predictions"], "w") as file:
        quoted = "p:" + row.replace('"', '""')
        file.write(f'score,"{quoted}"\\n' + "0.5,none\\n" * len(model_input))
"""
    outcome = hostile(AT_EXIT.format(change=change))
    assert outcome.reason == ""
    assert "600 predictions in probabilities aren't numbers." in outcome.evaluation.notes
    assert '"x"' not in json.dumps(outcome.evaluation.as_json())


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ("classification", "none of them is the positive class 1."),
        ("regression", "none of them is called late, label, prediction or value."),
    ],
)
def test_an_answer_that_nobody_can_read_is_told_by_a_fixed_sentence(hostile, printed, task, says):
    outcome = hostile(
        "answer = model_input.assign(z=1)[['x', 'y', 'z']]",
        task=task,
        metrics=("f1",) if task == "classification" else ("rmse",),
    )
    assert outcome.reason.startswith("The model could not be measured; it answers")
    assert outcome.reason.endswith(says)
    assert "The model answers x, y, z" in printed()
