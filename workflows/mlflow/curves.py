"""The curves of several metrics, read from MLflow within one limit of time for all of them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from governance.errors import PitwallError
from workflows.mlflow import client
from workflows.mlflow.readings import MetricPoint
from workflows.mlflow.rest import MlflowRefusal
from workflows.models import MlflowBinding

# Steps a curve: about as many as a small chart has room for.
STEPS = 60

Histories = Mapping[str, tuple[MetricPoint, ...]]


@dataclass(frozen=True)
class Curves:
    """metric → run id → points, of the metrics that were read; `trouble` says why not of all."""

    metrics: Mapping[str, Histories] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    trouble: str = ""


def read(
    binding: MlflowBinding, run_ids: Sequence[str], metrics: Sequence[str], steps: int = STEPS
) -> Curves:
    """The histories of these metrics of these runs, as many as there is time for; never raises."""
    until = time.monotonic() + settings.MLFLOW_TIMEOUT
    found: dict[str, Histories] = {}
    trouble = ""
    try:
        with client.connection(binding.server, binding.workspace) as inside:
            for name in metrics:
                left = until - time.monotonic()
                if left <= 0:
                    break
                inside.hurry(left)
                found[name] = client.metric_history(inside, run_ids, name, most=steps)
    except MlflowRefusal as refusal:
        trouble = str(refusal)
    except PitwallError as error:
        trouble = error.message
    return Curves(found, tuple(name for name in metrics if name not in found), trouble)
