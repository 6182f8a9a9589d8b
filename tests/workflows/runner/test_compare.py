"""A challenger is measured beside the champion on the same rows, and MLflow is told of both."""

import json
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from projects import store
from tests.fixtures.parts import wait_until
from workflows.mlflow import client
from workflows.models import Comparison, MlflowBinding, StageAttempt
from workflows.services import cycles

pytestmark = pytest.mark.slow_parts


@pytest.mark.timeout(300)
def test_champion_and_challenger_are_compared_row_by_row(circuit, settings):
    circuit.stack.start("runner", "worker")
    first = circuit.nominate("1")
    circuit.measured(first)
    circuit.live(circuit.put_out(first))
    circuit.start(by="sam", why="A second lap")
    circuit.pin()
    cycles.choose_target(
        actor=circuit.cast.dov,
        cycle_id=circuit.cycle.pk,
        target_id=circuit.target.pk,
        now=circuit.tick(),
    )
    second = circuit.nominate("2")
    comparison = Comparison.objects.get(challenger__candidate=second)
    circuit.settled(comparison, lambda row: row.state != "wanted")
    assert comparison.state == "done", comparison.reason

    home = Path(settings.PITWALL_HOME)
    truth = pd.read_csv(store.path(circuit.use_case.scope.key, circuit.held_out.sha256)).late
    champion, challenger = (
        roc_auc_score(truth, pd.read_csv(home / one.predictions_path).score)
        for one in (comparison.champion, comparison.challenger)
    )
    told = json.loads(comparison.differences)["roc_auc"]
    assert float(told["champion"]["value"]) == pytest.approx(champion)
    assert float(told["challenger"]["value"]) == pytest.approx(challenger)
    difference = told["difference"]
    assert float(difference["value"]) == pytest.approx(challenger - champion)
    assert float(difference["low"]) <= float(difference["value"]) <= float(difference["high"])

    attempt = StageAttempt.objects.get(cycle=circuit.cycle, stage="training")
    _mlflow_knows(attempt, second, {"pitwall.roc_auc": challenger}, str(first))


def _mlflow_knows(attempt, candidate, metrics: dict[str, float], champion: str) -> None:
    """The attempt's run and the model version say what was measured."""
    attempt.refresh_from_db()
    with client.bound(MlflowBinding.objects.get()) as inside:
        wait_until(
            lambda: "pitwall.champion" in client.run(inside, attempt.mlflow_run_id).tags,
            "MLflow was told of the comparison",
        )
        run = client.run(inside, attempt.mlflow_run_id)
    assert run.status == "RUNNING"
    assert run.tags["pitwall.champion"] == champion
    assert run.tags["pitwall.candidate"] == str(candidate)
    for name, value in metrics.items():
        assert float(run.metrics[name]) == pytest.approx(value)
