"""Calls every method and writes down what came back: {"public", "answers", "left_out"}."""

import inspect
import json
import sys
import tempfile
from pathlib import Path

from mlflow import MlflowClient

from tests.workflows.mlflow.same import artifacts, datasets, logged, prompts, registry, runs, traces
from tests.workflows.mlflow.same.asking import Asking
from tests.workflows.mlflow.same.left_out import LEFT_OUT


def main() -> None:
    public = [name for name, _ in inspect.getmembers(MlflowClient) if not name.startswith("_")]
    with tempfile.TemporaryDirectory() as folder:
        ask = Asking(MlflowClient(), Path(folder))
        experiment = runs.ask_all(ask)
        for group in (artifacts, datasets, logged, registry, prompts, traces):
            group.ask_all(ask, experiment)
        runs.end_all(ask, experiment)
    told = {"public": public, "answers": ask.answers, "left_out": LEFT_OUT}
    Path(sys.argv[1]).write_text(json.dumps(told))


main()
