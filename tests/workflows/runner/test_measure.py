"""A nominated version is measured by the runner, independently of what its run claims."""

import json
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from projects import store
from tests.projects.conftest import kinds
from workflows import artifacts
from workflows.models import Evaluation, Job
from workflows.words import EvaluationState, JobState

pytestmark = pytest.mark.slow_parts


def test_it_measures_what_the_objectives_name_and_keeps_the_predictions(circuit, settings):
    circuit.stack.start("runner")
    candidate = circuit.nominate("1")
    evaluation = circuit.measured(candidate)
    assert evaluation.state == EvaluationState.DONE, evaluation.reason

    home = Path(settings.PITWALL_HOME)
    held_out = pd.read_csv(store.path(circuit.use_case.scope.key, circuit.held_out.sha256))
    predicted = pd.read_csv(home / evaluation.predictions_path)
    figures = json.loads(evaluation.metrics)
    auc = roc_auc_score(held_out.late, predicted.score)
    assert float(figures["roc_auc"]["value"]) == pytest.approx(auc)
    assert float(figures["f1"]["value"]) == pytest.approx(f1_score(held_out.late, predicted.label))
    assert float(figures["roc_auc"]["low"]) < auc < float(figures["roc_auc"]["high"])
    assert evaluation.rows == 300

    candidate.refresh_from_db()
    (kept,) = (home / "models" / circuit.use_case.scope.key / "delays" / "1").iterdir()
    assert artifacts.tree_sha256(kept) == candidate.artifacts_sha == evaluation.artifacts_sha
    assert not [path for path in kept.rglob("*") if path.stat().st_mode & 0o222]
    assert not list((home / "evaluations").rglob("features*"))

    job = circuit.job_of(evaluation)
    assert (job.state, job.progress, job.attempts) == (JobState.DONE, 100, 1)


def test_what_the_interpreter_lacks_is_named_and_nothing_is_loaded(circuit):
    circuit.stack.start("runner")
    candidate = circuit.nominate("1", model="hungry")
    evaluation = circuit.measured(candidate)
    assert evaluation.state == EvaluationState.FAILED
    assert "xgboost==9.9.9 (not installed)" in evaluation.reason
    candidate.refresh_from_db()
    assert json.loads(candidate.missing) == ["xgboost==9.9.9 (not installed)"]


def test_a_hostile_model_fails_with_the_reason_and_touches_nothing(circuit, settings):
    """Scenario 18, through the job."""
    circuit.stack.start("runner")
    snooping = circuit.measured(circuit.nominate("1", model="hostile"))
    assert snooping.state == EvaluationState.FAILED
    assert "failed with exit status 1. Its message is withheld" in snooping.reason
    assert "won" not in snooping.reason
    log = Path(settings.PITWALL_HOME) / "evaluations" / str(snooping.pk) / "predict.log"
    assert "won []." in log.read_text()
    filling = circuit.measured(circuit.nominate("2", model="hostile"))
    assert "it tried to write more than 64 MiB" in filling.reason
    forking = circuit.measured(circuit.nominate("3", model="hostile"))
    assert "it started more than 256 processes and threads" in forking.reason
    assert circuit.stack.parts["runner"].alive


def test_a_runner_that_is_killed_leaves_the_job_to_the_next_and_there_is_one_result(circuit):
    circuit.stack.start("runner")
    evaluation = circuit.nominate("1").evaluations.get()
    circuit.settled(evaluation, lambda row: row.state == EvaluationState.RUNNING)
    circuit.stack.kill("runner")
    job = Job.objects.get(subject_type="evaluation", subject_id=evaluation.pk)
    assert job.state == JobState.RUNNING
    circuit.stack.start("runner")
    circuit.measured(evaluation.candidate, seconds=110)
    job = circuit.job_of(evaluation)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert kinds(circuit.use_case.scope).count("evaluation.done") == 1
    assert Evaluation.objects.get().state == EvaluationState.DONE
