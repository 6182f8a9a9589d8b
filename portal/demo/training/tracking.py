"""What the training scripts share: the lines they print, the run, its data and a model's pins."""

import hashlib
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import mlflow
import pandas as pd

# The parts hold whole numbers with none missing, and MLflow knows a local file by two names.
warnings.filterwarnings("ignore", message="Hint: Inferred schema contains integer column")
warnings.filterwarnings("ignore", message="The specified dataset source can be interpreted")

LIBRARIES = ("mlflow", "numpy", "pandas", "scikit-learn", "skops")
LONGEST_DIGEST = 36  # characters that MLflow keeps of a data set's digest


def progress(percent: int, doing: str) -> None:
    """Print a progress line, which whoever started the process reads from the log."""
    print(f"::progress {percent} {doing}", flush=True)  # noqa: T201


def registered(info: mlflow.models.model.ModelInfo, name: str) -> None:
    """Print which version of the registered model this trial became, and that it is done."""
    print(f"::registered {name} {info.registered_model_version}", flush=True)  # noqa: T201
    progress(100, "done")


def in_fifth(keys: pd.Series, purpose: str) -> pd.Series:
    """Return which rows lie in the fifth that SHA-256 of purpose and key picks: no seed."""
    hashes = (hashlib.sha256(f"{purpose}|{key}".encode()).digest()[:8] for key in keys)
    return pd.Series([int.from_bytes(start, "big") % 5 == 0 for start in hashes], index=keys.index)


@contextmanager
def training_run(experiment: str, name: str) -> Iterator[mlflow.ActiveRun]:
    """Open the run that the starter made (MLFLOW_RUN_ID, for the first trial), or a new one."""
    if "MLFLOW_RUN_ID" not in os.environ:
        mlflow.set_experiment(experiment)
    with mlflow.start_run(run_name=name) as run:
        yield run


def log_training_part(part: pd.DataFrame, path: Path, target: str) -> mlflow.data.dataset.Dataset:
    """Log the part as the run's training input, under the SHA-256 of its file.

    MLflow keeps the first 36 hexadecimal digits; the tag ``training.sha256`` has them all.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    dataset = mlflow.data.from_pandas(
        part, source=str(path), targets=target, name=path.stem, digest=digest[:LONGEST_DIGEST]
    )
    mlflow.log_input(dataset, context="training")
    mlflow.set_tag("training.sha256", digest)
    return dataset


def pins() -> list[str]:
    """Return the requirements of a scikit-learn model as they are installed here."""
    return [f"{name}=={metadata.version(name)}" for name in LIBRARIES]
