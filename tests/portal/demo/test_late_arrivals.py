"""Training and measuring models of late arrivals against a real MLflow server."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.demo.data import flights, parts
from tests.portal.demo.conftest import Workspace

pytestmark = [
    pytest.mark.slow_parts,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("late_arrivals"),
]
MEASURE = Path(__file__).with_name("measure.py")


@dataclass(frozen=True)
class Trained:
    workspace: Workspace
    folder: Path
    log: str

    def measure(self, version: int, *names: str) -> list[dict]:
        paths = [self.folder / f"{name}.csv" for name in names]
        uri = f"models:/late-arrivals/{version}"
        answer = json.loads(self.workspace.python(MEASURE, uri, *paths, cwd=self.folder))
        assert answer["foreign"] == []
        return [answer["measured"][str(path)] for path in paths]


@pytest.fixture(scope="module")
def trained(make_workspace, script, tmp_path_factory) -> Trained:
    """Version 1 was trained on January and February, version 2 on January to April."""
    folder = tmp_path_factory.mktemp("late-arrivals")
    workspace = make_workspace("late-arrivals-test")
    log = ""
    for name, months in {"winter": [1, 2], "spring": [1, 2, 3, 4]}.items():
        parts.write(flights.train_part(months), folder / f"{name}.csv")
        parts.write(flights.held_out_part(months), folder / f"{name}-held-out.csv")
        command = [script("late_arrivals"), "--train", folder / f"{name}.csv"]
        log += workspace.python(*command, "--model", "late-arrivals", cwd=folder)
    for name, month in {"march": 3, "april": 4}.items():
        parts.write(flights.labelled(flights.frame([month])), folder / f"{name}.csv")
    return Trained(workspace, folder, log)


@pytest.fixture(scope="module")
def champion(trained) -> dict:
    names = ["winter-held-out", "march", "april", "spring-held-out"]
    return dict(zip(names, trained.measure(1, *names), strict=True))


@pytest.fixture(scope="module")
def run(trained) -> dict:
    """The run of the first cycle."""
    return trained.workspace.runs("late-arrivals")[-1]


def fields(pairs: list[dict]) -> dict:
    return {pair["key"]: pair["value"] for pair in pairs}


def test_it_tells_its_progress_and_the_version_it_registered(trained):
    lines = trained.log.splitlines()

    assert "::progress 40 fitting gbm on 31936 flights" in lines
    assert lines.index("::registered late-arrivals 1") < lines.index("::registered late-arrivals 2")
    assert lines.count("::progress 100 done") == 2


def test_the_run_names_the_training_part_by_its_digest(trained, run):
    digest = hashlib.sha256((trained.folder / "winter.csv").read_bytes()).hexdigest()
    logged = run["inputs"]["dataset_inputs"][0]

    assert fields(run["data"]["tags"])["training.sha256"] == digest
    assert logged["dataset"]["digest"] == digest[:36]
    assert fields(logged["tags"])["mlflow.data.context"] == "training"


def test_the_run_is_finished_and_says_who_claims_to_have_started_it(run):
    assert run["info"]["status"] == "FINISHED"
    assert fields(run["data"]["tags"])["mlflow.user"] == "sam"


def test_the_run_claims_metrics_of_a_validation_part(run):
    claimed, params = fields(run["data"]["metrics"]), fields(run["data"]["params"])

    assert int(params["rows_fitted"]) + int(params["rows_validated"]) == 39_926
    assert 0.88 < claimed["roc_auc"] < 0.93
    assert claimed["f1"] > 0.7


def test_the_run_keeps_a_reference_profile_of_the_training_part(trained, run):
    profile = trained.workspace.artifact(run["info"]["run_id"], "reference_profile.json")

    assert profile["rows"] == 39_926
    assert list(profile["features"]) == flights.FEATURES
    assert sum(profile["features"]["origin"]["counts"].values()) == 39_926
    assert sum(profile["outputs"]["probability"]["counts"]) == 7_990


def test_the_model_decides_at_the_threshold_that_its_run_logged(champion, run):
    threshold = float(fields(run["data"]["params"])["threshold"])
    april = champion["april"]

    assert april["highest_on_time"] < threshold <= april["lowest_late"]


def test_the_first_model_meets_both_objectives_at_its_gate(champion):
    assert champion["winter-held-out"]["roc_auc"] >= 0.90
    assert champion["winter-held-out"]["f1"] >= 0.73


def test_march_holds(champion):
    assert champion["march"]["roc_auc"] >= 0.90
    assert champion["march"]["f1"] >= 0.73


def test_april_breaches_the_objective_for_roc_auc(champion):
    assert champion["april"]["roc_auc"] < 0.90


def test_the_challenger_beats_the_champion_on_the_same_held_out_data(trained, champion):
    challenger = trained.measure(2, "spring-held-out")[0]

    assert challenger["roc_auc"] >= 0.90
    assert challenger["f1"] >= 0.73
    assert challenger["roc_auc"] > champion["spring-held-out"]["roc_auc"]


def test_one_process_can_try_several_candidates(trained, script):
    part = flights.train_part([1]).head(4_000)
    parts.write(part, trained.folder / "few.csv")
    command = [script("late_arrivals"), "--train", trained.folder / "few.csv", "--model", "few"]

    log = trained.workspace.python(
        *command, "--trial", "baseline", "wide", "--experiment", "few", cwd=trained.folder
    )

    assert [line for line in log.splitlines() if line.startswith("::registered")] == [
        "::registered few 1",
        "::registered few 2",
    ]
    runs = trained.workspace.runs("few")
    assert {fields(run["data"]["params"])["trial"] for run in runs} == {"baseline", "wide"}
    assert all(run["info"]["status"] == "FINISHED" for run in runs)


def test_a_trial_that_nobody_described_is_refused_by_name(trained, script):
    command = [script("late_arrivals"), "--train", trained.folder / "winter.csv", "--model", "few"]

    with pytest.raises(AssertionError, match="invalid choice: 'deep'"):
        trained.workspace.python(*command, "--trial", "deep", cwd=trained.folder)
