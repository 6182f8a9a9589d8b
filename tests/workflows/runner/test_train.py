"""Training runs as a job: progress, log, cancel, and nothing left running in MLflow."""

import json
from pathlib import Path

import pytest

from governance.errors import Denied, GateShut, Invalid, StaleState
from tests.projects.conftest import kinds
from workflows.mlflow import client
from workflows.models import Job, MlflowBinding, Run
from workflows.services import jobs, training
from workflows.words import JobState

SCRIPT = """
import argparse, sys, time
import mlflow, pandas as pd

parser = argparse.ArgumentParser()
parser.add_argument("--train", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--sleep", type=float, default=0)
given = parser.parse_args()
mlflow.set_experiment("training")
with mlflow.start_run():
    rows = len(pd.read_csv(given.train))
    print(f"::progress 40 fitting on {rows} rows", flush=True)
    mlflow.log_param("rows", rows)
    time.sleep(given.sleep)
    mlflow.log_metric("roc_auc", 0.9)
    print(f"::registered {given.model} 7", flush=True)
"""


@pytest.fixture
def script(live_stack, settings) -> str:
    """A registered training script, for this process and for the runner's."""
    path = live_stack.home / "scripts" / "train_it.py"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    settings.TRAINING_SCRIPTS = {"train-it": path}
    live_stack.environment["PITWALL_TRAINING_SCRIPTS"] = f"train-it={path}"
    return "train-it"


def start(circuit, by: str = "sam", **given) -> Job:
    values = {"script": "train-it", "model": "trained", "arguments": []}
    return training.start(
        actor=getattr(circuit.cast, by),
        cycle_id=circuit.cycle.pk,
        now=circuit.tick(),
        **(values | given),
    )


def ended(circuit, job: Job) -> Job:
    return circuit.settled(job, lambda row: row.state not in jobs.UNFINISHED)


def runs_of(circuit) -> list:
    with client.bound(MlflowBinding.objects.get()) as inside:
        found = client.runs_since(inside, None)
        return [one for one in found if one.experiment_name == "training"]


@pytest.mark.slow_parts
def test_it_trains_on_the_pinned_part_and_the_run_is_mirrored_at_once(circuit, script, settings):
    circuit.stack.start("runner")
    before = [one.run_id for one in runs_of(circuit)]
    job = ended(circuit, start(circuit))
    assert job.state == JobState.DONE, job.reason
    assert json.loads(job.result)["registered"] == [{"model": "trained", "version": "7"}]
    assert (job.progress, job.step) == (100, "fitting on 200 rows")
    log = Path(settings.PITWALL_HOME) / job.log_path
    assert "::progress 40 fitting on 200 rows" in log.read_text()
    run = Run.objects.exclude(run_id__in=before).get(experiment_name="training")
    assert (run.status, run.claimed_user) == ("FINISHED", "sam")
    assert json.loads(run.params) == {"rows": "200"}
    assert not list(log.parent.rglob("*.csv"))


@pytest.mark.slow_parts
def test_a_cancelled_training_is_stopped_and_its_run_killed(circuit, script):
    circuit.stack.start("runner")
    before = len(runs_of(circuit))
    job = start(circuit, arguments=["--sleep", "600"])
    circuit.settled(job, lambda row: row.progress == 40)
    jobs.cancel(actor=circuit.cast.sam, job_id=job.pk, now=circuit.tick())
    job = ended(circuit, job)
    assert (job.state, job.reason) == (JobState.CANCELLED, "Cancelled; its script was stopped.")
    after = runs_of(circuit)
    assert len(after) == before + 1
    assert {one.status for one in after} <= {"FINISHED", "KILLED"}
    assert Run.objects.get(status="KILLED").ended_at is not None
    assert kinds(circuit.use_case.scope)[-1] == "job.cancelled"


@pytest.fixture
def pinned(lap):
    """A cycle at Training, of which nothing outside is real."""
    lap.ready_to_train()
    return lap


def test_it_waits_for_a_runner_and_names_its_data(pinned, settings, tmp_path):
    settings.TRAINING_SCRIPTS = {"train-it": tmp_path / "x.py"}
    job = start(pinned, arguments=["--trial", "gbm"])
    assert (job.state, job.subject_id) == (JobState.WANTED, pinned.cycle.pk)
    spec = training.spec_of(job)
    assert spec == {
        "script": "train-it",
        "model": "trained",
        "arguments": ["--trial", "gbm"],
        "train": pinned.train.sha256,
    }
    with pytest.raises(StaleState, match="A training of this cycle is waiting already"):
        start(pinned)


def test_only_data_scientists_train(pinned):
    with pytest.raises(Denied) as refused:
        start(pinned, by="dee")
    assert "data scientist" in refused.value.who_can


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"script": "/etc/passwd"}, "script"),
        ({"model": "a/b"}, "model"),
        ({"model": ""}, "model"),
        ({"arguments": "--trial gbm"}, "arguments"),
        ({"arguments": ["\x00"]}, "arguments"),
        ({"arguments": ["x"] * 41}, "arguments"),
    ],
)
def test_it_names_the_field_that_is_wrong(pinned, unchanged, settings, tmp_path, given, field):
    settings.TRAINING_SCRIPTS = {"train-it": tmp_path / "x.py"}
    with unchanged(), pytest.raises(Invalid) as refused:
        start(pinned, **given)
    assert list(refused.value.fields) == [field]


def test_nothing_is_trained_before_its_gates_are_open(lap, settings, tmp_path):
    settings.TRAINING_SCRIPTS = {"train-it": tmp_path / "x.py"}
    lap.start()
    lap.bind()
    with pytest.raises(GateShut, match="before these gates are open"):
        start(lap)


def test_nothing_is_trained_without_pinned_data(lap, settings, tmp_path):
    settings.TRAINING_SCRIPTS = {"train-it": tmp_path / "x.py"}
    lap.start()
    lap.define()
    lap.prepare_data()
    lap.prepare_platform()
    lap.bind()
    with pytest.raises(StaleState, match="No training data is pinned"):
        start(lap)
