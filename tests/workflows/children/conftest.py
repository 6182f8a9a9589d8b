"""Small models, trained and saved for real, and the data that they are measured on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workflows.children.evaluation import EvaluationSpec, Outcome, evaluate
from workflows.sandbox import Limits

LIMITS = Limits(wall_seconds=90)


@pytest.fixture(scope="session")
def held_out(tmp_path_factory) -> Path:
    """600 labelled rows: two inputs that matter, a carrier, and a fact of later that gives the answer away."""
    random = np.random.default_rng(7)
    x, y = random.normal(size=600), random.normal(size=600)
    late = (x + 0.5 * y + random.normal(size=600) > 0).astype(int)
    table = pd.DataFrame(
        {
            "x": x,
            "y": y,
            "carrier": random.choice(["AA", "UA", "NA"], size=600),
            "arr_delay": late * 100,
            "late": late,
        }
    )
    path = tmp_path_factory.mktemp("data") / "held-out.csv"
    table.to_csv(path, index=False)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def models(tmp_path_factory, held_out) -> Path:
    """The folder of the saved models; MLflow is imported in a process of its own."""
    folder = tmp_path_factory.mktemp("models")
    script = Path(__file__).with_name("save_models.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), str(held_out), str(folder)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def measure(models, held_out, tmp_path):
    """Evaluates a saved model by name: `measure("labels", metrics=("f1",))`."""

    def measure(name: str | Path, data: Path = held_out, limits=LIMITS, **spec) -> Outcome:
        given = {"target": "late", "task": "classification", "metrics": ("f1",), "bootstrap": 50}
        return evaluate(
            model=models / name,
            data=data,
            spec=EvaluationSpec(**given | spec),
            folder=tmp_path / "measured" / Path(name).name,
            limits=limits,
        )

    return measure
