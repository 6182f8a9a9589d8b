"""Runs mirrored from MLflow, and what links the loop's rows to it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from governance import canonical, locks
from governance.actors import Actor
from governance.services import ledger
from projects.models import Place
from workflows import access
from workflows.mlflow import client
from workflows.mlflow.readings import RunReading
from workflows.models import Cycle, MlflowBinding, MlflowServer, Run
from workflows.services import freezing
from workflows.words import CycleState, FrozenKind, RunStatus

MIRROR = Actor.system("mirror")
OVERLAP = timedelta(minutes=2)
# What clients do on Pitwall's own server is heard; this often it is looked whether all was.
REST = timedelta(minutes=1)
ENDED = frozenset({RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED})


def bind(
    *,
    cycle: Cycle,
    server: MlflowServer,
    workspace: str,
    experiment_id: str,
    artifacts_place: Place | None = None,
    now: datetime,
) -> MlflowBinding:
    """Note the use case's workspace and where its artifacts lie, once and for good; call it inside a
    transaction. The scope is held first, as by every act.
    """
    access.hold(cycle.scope)
    binding, created = MlflowBinding.objects.get_or_create(
        scope=cycle.scope,
        defaults={
            "server": server,
            "workspace": workspace,
            "experiment_id": experiment_id,
            "artifacts_place": artifacts_place,
        },
    )
    if created:
        freezing.freeze(
            cycle.scope,
            {FrozenKind.EXPERIMENT: {experiment_id}},
            why="Pitwall's own experiment",
            now=now,
        )
        ledger.record(
            actor=MIRROR,
            kind="workspace.bound",
            scope=cycle.scope,
            subject=f"use_case:{cycle.use_case_id}",
            now=now,
            server=server.key,
            workspace=workspace,
            artifacts=artifacts_place.code if artifacts_place else "",
        )
    return binding


def link(*, row, run_id: str, now: datetime) -> None:
    """Note the MLflow run of a cycle or an attempt, once; call it inside a transaction.

    The scope is held first, as by every act: a submission writes the record before the attempt.
    """
    access.hold(row.scope)
    linked = type(row).objects.filter(pk=row.pk, mlflow_run_id="").update(mlflow_run_id=run_id)
    if linked:
        freezing.freeze(row.scope, {FrozenKind.RUN: {run_id}}, why="Pitwall's own run", now=now)
        subject = "cycle" if isinstance(row, Cycle) else "attempt"
        ledger.record(
            actor=MIRROR,
            kind="run.linked",
            scope=row.scope,
            subject=f"{subject}:{row.pk}",
            now=now,
            run_id=run_id,
        )


def keep(*, binding: MlflowBinding, reading: RunReading, cycle: Cycle | None, now: datetime) -> Run:
    """Bring the mirror of one run up to what was read; its end leaves an entry. In a transaction.

    The run is held: what hears of it and what looks for it may come to it at once.
    """
    mine = Run.objects.filter(server=binding.server, run_id=reading.run_id)
    before = locks.held(mine).first()
    run, _ = Run.objects.update_or_create(
        server=binding.server,
        run_id=reading.run_id,
        defaults=_columns(binding, reading, cycle, before, now),
    )
    if run.status in ENDED and (before is None or before.status not in ENDED):
        ledger.record(
            actor=MIRROR,
            kind="run.mirrored",
            scope=binding.scope,
            subject=f"run:{run.pk}",
            now=now,
            run_id=run.run_id,
            status=run.status,
            metrics=reading.metrics,
            datasets=[one["digest"] for one in reading.datasets],
        )
    return run


def due(now: datetime) -> list[int]:
    """The bindings whose mirror may be behind by now: those on servers of which nothing is heard,
    those with a run that goes on, and every other once in a while.
    """
    running = Run.objects.filter(status=RunStatus.RUNNING, scope=OuterRef("scope"))
    behind = (
        Q(server__external=True)
        | Q(mirrored_until=None)
        | Q(mirrored_until__lte=now - REST)
        | Exists(running)
    )
    rows = MlflowBinding.objects.filter(behind).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def mirror(*, binding_id: int, now: datetime) -> int:
    """Read what ended since the last time and what still runs; how many runs were brought up to date.

    MLflow is read before anything is locked; a server that doesn't answer raises Unreachable.
    """
    binding = MlflowBinding.objects.select_related("server", "scope").get(pk=binding_id)
    since = binding.mirrored_until - OVERLAP if binding.mirrored_until else None
    with client.bound(binding) as inside:
        readings = list(client.runs_since(inside, since))
        gone_quiet = _still_running_here(binding, readings)
        readings += [found for run_id in gone_quiet if (found := client.run(inside, run_id))]
    cycle = Cycle.objects.filter(scope=binding.scope, state=CycleState.BUILDING).first()
    changed = [one for one in readings if _differs(binding, one)]
    with transaction.atomic():
        for reading in changed:
            keep(binding=binding, reading=reading, cycle=cycle, now=now)
        MlflowBinding.objects.filter(pk=binding.pk).update(mirrored_until=now)
    return len(changed)


def _still_running_here(binding: MlflowBinding, readings: list[RunReading]) -> list[str]:
    """Runs that the mirror believes to be running and the search no longer names."""
    seen = {one.run_id for one in readings}
    running = Run.objects.filter(
        scope=binding.scope, server=binding.server, status=RunStatus.RUNNING
    )
    return [run_id for run_id in running.values_list("run_id", flat=True) if run_id not in seen]


def _differs(binding: MlflowBinding, reading: RunReading) -> bool:
    before = Run.objects.filter(server=binding.server, run_id=reading.run_id).first()
    if before is None:
        return True
    fresh = _columns(binding, reading, before.cycle, before, before.seen_at)
    return any(getattr(before, name) != value for name, value in fresh.items())


def _columns(
    binding: MlflowBinding,
    reading: RunReading,
    cycle: Cycle | None,
    before: Run | None,
    now: datetime,
) -> dict:
    """What MLflow says of a run. Who made it isn't said by MLflow: that is heard at the gateway."""
    return {
        "scope": binding.scope,
        "experiment_id": reading.experiment_id,
        "experiment_name": reading.experiment_name or (before.experiment_name if before else ""),
        "name": reading.name,
        "cycle": before.cycle if before and before.cycle_id else cycle,
        "claimed_user": reading.claimed_user,
        "status": reading.status,
        "started_at": reading.started_at,
        "ended_at": reading.ended_at,
        "params": canonical.dumps(reading.params),
        "metrics": canonical.dumps(reading.metrics),
        "tags": canonical.dumps(reading.tags),
        "datasets": canonical.dumps(list(reading.datasets)),
        "artifact_uri": reading.artifact_uri,
        "seen_at": now,
    }
