"""What the record leans on in MLflow stays as it was: named here, refused by the gateway."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from governance.models import Scope
from workflows.mlflow.readings import ModelVersionReading
from workflows.models import FrozenObject
from workflows.words import FrozenKind

Named = Mapping[str, Iterable[str]]


def freeze(scope: Scope, named: Named, *, why: str, now: datetime) -> None:
    """Freeze objects of a use case for good, each once; call it inside the act's transaction."""
    FrozenObject.objects.bulk_create(
        (
            FrozenObject(scope=scope, kind=kind, key=key, why=why[:200], frozen_at=now)
            for kind, keys in named.items()
            for key in sorted(set(keys))
            if key
        ),
        ignore_conflicts=True,
    )


def of_version(reading: ModelVersionReading) -> dict[str, set[str]]:
    """All that a nominated version stands on: run, experiments, logged model, and itself.

    A logged model may lie in another experiment than its run.
    """
    runs, logged = {reading.run_id}, {reading.source.partition("models:/")[2].partition("/")[0]}
    folder = reading.folder.split("/")
    if "models" in folder[:-1]:
        logged.add(folder[folder.index("models") + 1])
    elif len(folder) > 1:
        runs.add(folder[1])
    experiments = {reading.run.experiment_id} if reading.run else set()
    if folder[0].isdecimal():
        experiments.add(folder[0])
    return {
        FrozenKind.VERSION: {f"{reading.model}/{reading.version}"},
        FrozenKind.MODEL: {reading.model},
        FrozenKind.RUN: runs,
        FrozenKind.LOGGED_MODEL: {one for one in logged if one.startswith("m-")},
        FrozenKind.EXPERIMENT: experiments,
    }
