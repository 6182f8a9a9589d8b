"""Measures a model on held-out data, independently of what its run claims.

Three children: one parts the data, one lets the model predict, one measures. The model's child never sees
the truth, nor does any of the model's code run where the figures are made; so a hostile model can be wrong,
but can't choose its figures. What the three say when they fail is kept back as far as it could quote the data:
whoever asked may not read it.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.checks.metrics import FEWEST_ROWS
from workflows.children import fit, results
from workflows.children.steps import METRICS_MODULE, Setting, setting, step
from workflows.sandbox import Limits, Sandbox, Words

MEASURING = Limits()
TRY_ELSEWHERE = (
    "Its message is withheld, because it could quote held-out rows: try the model on the training part, "
    "or by the smoke test, which shows whole messages."
)
LOOK_IN_THE_LOG = (
    "Its message is withheld, because it could quote held-out rows: an administrator finds it in the "
    "measurement's log."
)


@dataclass(frozen=True)
class EvaluationSpec:
    """What to measure: `metrics` are names of workflows.metrics.NAMES[task].

    `positive` is the positive class as text (1 stands for 1, 1.0 and True). `threshold` makes scores decisions
    where the model makes none. `seed` fixes the resamplings: give the held-out digest.
    """

    target: str
    task: str
    metrics: tuple[str, ...]
    positive: str = "1"
    threshold: float = 0.5
    segments: tuple[str, ...] = ()
    bootstrap: int = 1000
    seed: str = ""


@dataclass(frozen=True)
class Outcome:
    """`reason` is empty when it was measured, and says else why not; the two files serve to compare."""

    reason: str
    evaluation: results.Evaluation | None = None
    predictions: Path | None = None
    truth: Path | None = None


def evaluate(
    *,
    model: Path,
    data: Path,
    spec: EvaluationSpec,
    folder: Path,
    interpreter: Path = Path(sys.executable),
    limits: Limits = MEASURING,
    sandbox: Sandbox | None = None,
    on_line: Callable[[str], None] | None = None,
    cancel: threading.Event | None = None,
) -> Outcome:
    """Measure the MLflow model in the folder `model` on the rows of `data` (CSV, gzipped CSV or Parquet).

    `folder` is this measurement's own; it keeps logs, truth and predictions. `interpreter` is the one of the
    cycle's environment; `limits` hold for each child. Blocks until done.
    """
    place = setting(folder, limits, sandbox, on_line, cancel)
    model, data = model.resolve(), data.resolve()
    truth, features = place.folder / "split/truth.parquet", place.folder / "split/features.parquet"
    predictions = place.folder / "predict/predictions.csv"
    mlmodel = model / "MLmodel"
    if not mlmodel.is_file():
        return Outcome(f"There is no MLflow model in {model.name}: it has no file MLmodel.")
    reason = (
        _split(place, data, mlmodel, spec)
        or _predict(place, model, features, spec, interpreter)
        or measure(place, spec, truth, [(predictions, spec.threshold)])
    )
    if reason:
        return Outcome(reason)
    try:
        answer = results.load(place.folder / "measure/result.json")
        facts = results.load(place.folder / "predict/facts.json")
        measured = results.evaluation(answer, facts, fit.versions(interpreter))
        return Outcome("", measured, predictions, truth)
    except (OSError, results.BadAnswer) as error:
        return Outcome(str(error))


def _split(place: Setting, data: Path, mlmodel: Path, spec: EvaluationSpec) -> str:
    wanted: dict[str, Any] = {
        "data": str(data),
        "mlmodel": str(mlmodel),
        "target": spec.target,
        "segments": spec.segments,
    }
    return step(
        place,
        "split",
        wanted,
        outputs=["features.parquet", "truth.parquet"],
        reads=[data, mlmodel],
        words=Words.COMPLAINT,
        withheld=LOOK_IN_THE_LOG,
    )


def _predict(
    place: Setting, model: Path, features: Path, spec: EvaluationSpec, interpreter: Path
) -> str:
    wanted = {
        "model": str(model),
        "features": str(features),
        "task": spec.task,
        "target": spec.target,
        "positive": spec.positive,
    }
    reason = step(
        place,
        "predict",
        wanted,
        outputs=["predictions.csv", "facts.json"],
        reads=[model, features],
        interpreter=interpreter,
        words=Words.NONE,
        withheld=TRY_ELSEWHERE,
        meanings=_meanings(spec),
    )
    return reason and f"The model could not be measured; {reason}"


def _meanings(spec: EvaluationSpec) -> dict[int, str]:
    """What predict.py says by its exit status, since its words aren't told."""
    return {
        66: f"it answers a score for each class, and none of them is the positive class {spec.positive}.",
        67: f"it answers several columns, and none of them is called {spec.target}, label, prediction or value.",
    }


def measure(
    place: Setting, spec: EvaluationSpec, truth: Path, contenders: list[tuple[Path, float]]
) -> str:
    """Measure one contender's predictions, or compare two's (champion, challenger): (file, threshold)."""
    wanted = {
        "metrics_module": str(METRICS_MODULE),
        "truth": str(truth),
        "contenders": [
            {"predictions": str(path), "threshold": threshold} for path, threshold in contenders
        ],
        "task": spec.task,
        "positive": spec.positive,
        "metrics": spec.metrics,
        "segments": spec.segments if len(contenders) == 1 else (),
        "fewest": FEWEST_ROWS,
        "bootstrap": spec.bootstrap,
        "seed": spec.seed,
    }
    reads = [METRICS_MODULE, truth, *(path for path, _ in contenders)]
    return step(
        place,
        "measure",
        wanted,
        outputs=["result.json"],
        reads=reads,
        words=Words.COMPLAINT,
        withheld=LOOK_IN_THE_LOG,
    )
