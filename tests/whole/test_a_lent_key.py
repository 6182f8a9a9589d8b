"""A training script comes to Pitwall's own MLflow with a key of whoever asked for the training."""

import json
from pathlib import Path

import pytest

from governance.models import ApiToken, LedgerEntry
from governance.services import tokens
from tests.whole.conftest import Whole
from workflows.models import GatewayEvent, Job, Run
from workflows.services import jobs, training

pytestmark = [
    pytest.mark.slow_parts,
    pytest.mark.xdist_group("parts"),
    pytest.mark.timeout(300),
]

SCRIPT = """
import argparse, os, sys, time
import mlflow

parser = argparse.ArgumentParser()
parser.add_argument("--train", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--until")
given = parser.parse_args()
key = os.environ["MLFLOW_TRACKING_TOKEN"]
assert key and key not in " ".join(sys.argv)
mlflow.set_experiment("trials")
with mlflow.start_run() as run:
    print("::progress 40 begun", flush=True)
    time.sleep(float(given.until or 0))
    mlflow.log_metric("roc_auc", 0.9)
    print(f"::progress 90 {run.info.run_id}", flush=True)
"""


@pytest.fixture
def script(live_stack, settings) -> None:
    path = live_stack.home / "scripts" / "trials.py"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    settings.TRAINING_SCRIPTS = {"trials": path}
    live_stack.environment["PITWALL_TRAINING_SCRIPTS"] = f"trials={path}"


@pytest.fixture
def trained(whole: Whole) -> Whole:
    """At Training, every part running."""
    whole.stack.start("gateway", "worker", "runner")
    whole.start()
    whole.define()
    whole.make_ready()
    return whole


def train(whole: Whole, *arguments: str) -> Job:
    return training.start(
        actor=whole.cast.sam,
        cycle_id=whole.cycle.pk,
        script="trials",
        model="trials",
        arguments=list(arguments),
        now=whole.tick(),
    )


def lent() -> list[ApiToken]:
    return list(ApiToken.objects.exclude(lent_for=""))


def refreshed(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_its_run_is_of_who_asked_and_the_key_ends_with_the_job(trained: Whole, settings):
    job = trained.ended(train(trained))
    run = Run.objects.get(experiment_name="trials")
    assert json.loads(run.metrics) == {"roc_auc": "0.9"}
    trained.until(lambda: not GatewayEvent.objects.filter(heard_at=None).exists(), "all is heard")
    run.refresh_from_db()
    assert run.author_id == trained.cast.id("sam")
    assert lent() == []
    said = LedgerEntry.objects.filter(kind__startswith="token.", actor="system:runner")
    assert list(said.order_by("pk").values_list("kind", flat=True)) == [
        "token.made",
        "token.revoked",
    ]

    assert (Path(settings.PITWALL_HOME) / job.log_path).is_file()


def test_without_the_key_nothing_more_is_logged(trained: Whole):
    job = train(trained, "--until", "8")
    trained.until(lambda: refreshed(job).progress == 40, "the run has begun")
    (key,) = lent()
    assert (key.user_id, key.scope_id) == (trained.cast.id("sam"), trained.use_case.scope_id)
    tokens.revoke(actor=trained.cast.sam, key=key.token_key, now=trained.tick())
    trained.until(lambda: refreshed(job).state == "failed", "the job has failed")
    assert "This key has expired or been revoked" in (trained.stack.home / job.log_path).read_text(
        errors="replace"
    )
    run = Run.objects.get(experiment_name="trials")
    assert (run.status, json.loads(run.metrics)) == ("KILLED", {})


def test_a_killed_runner_s_key_ends_when_the_next_takes_the_job_up(trained: Whole):
    job = train(trained, "--until", "600")
    trained.until(lambda: refreshed(job).progress == 40, "the run has begun")
    (before,) = lent()
    trained.stack.kill("runner")
    trained.stack.start("runner")
    trained.until(lambda: lent() and lent() != [before], "another key is lent", 90)
    assert len(lent()) == 1
    assert refreshed(job).attempts == 2
    jobs.cancel(actor=trained.cast.sam, job_id=job.pk, now=trained.tick())
    trained.until(lambda: refreshed(job).state == "cancelled", "the job has ended")
    assert lent() == []
