"""What is read from MLflow, as plain values: nothing of MLflow's own types leaves this package."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class RunReading:
    """A run: `metrics` are exact decimal text, `nan` or `inf`; times are aware, UTC."""

    run_id: str
    experiment_id: str
    experiment_name: str
    name: str
    status: str
    claimed_user: str
    started_at: datetime | None
    ended_at: datetime | None
    artifact_uri: str
    params: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    datasets: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class MetricPoint:
    """A value that a run logged at a step: exact decimal text, `nan` or `inf`."""

    step: int
    value: str


@dataclass(frozen=True)
class ModelVersionReading:
    """A registered model version, and the run that made it where it names one.

    `signature` is {"inputs": [{name, type}], "outputs": […]}, `threshold` the decision threshold
    that the model claims, as decimal text, `folder` where its artifacts lie in the workspace.
    """

    model: str
    version: str
    run_id: str
    source: str
    status: str
    aliases: tuple[str, ...]
    signature: dict
    threshold: str
    run: RunReading | None
    folder: str = ""
