"""Training jobs: a registered script behind the sandbox, on a copy of the pinned part, into MLflow."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from governance.errors import Unreachable
from governance.services import tokens
from projects import store
from workflows.children.training import LONGEST_SECONDS, TRAINING, training_job
from workflows.mlflow import client
from workflows.models import Job, MlflowBinding
from workflows.runner.conditions import interpreter_of
from workflows.runner.threads import database
from workflows.runner.worksheet import Conclusion, Ended, Worksheet, simply
from workflows.sandbox import Job as ChildJob
from workflows.services import jobs, runs, training
from workflows.words import JobState, RunStatus

REGISTERED = re.compile(r"::registered (\S{1,250}) (\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Order:
    """All that training needs from the database, read before the child starts."""

    job: Job
    binding: MlflowBinding
    script: Path
    model: str
    arguments: tuple[str, ...]
    train: str
    user: str
    interpreter: Path


def work(sheet: Worksheet) -> Conclusion:
    """Run the script to its end. Raises Unreachable while MLflow doesn't answer."""
    with database():
        order = _order(sheet.job)
        _kill_left_running(order)
        if not store.intact(order.job.scope.key, order.train):
            return simply(JobState.FAILED, "The pinned data isn't whole in Pitwall's store.")
    if not order.script.is_file():
        return simply(JobState.FAILED, f"The registered script {order.script} isn't there.")
    with _lent_key(order) as key:
        trained = _run(order, sheet, key)
    # What was trained stays trained: the mirror catches up by itself once MLflow answers again.
    with database(), contextlib.suppress(Unreachable):
        _kill_left_running(order)
        runs.mirror(binding_id=order.binding.pk, now=timezone.now())
    return trained


def give_up(sheet: Worksheet, state: JobState, reason: str) -> Conclusion:
    """End the job, and whatever its script left running in MLflow, with this reason."""
    with database():
        _kill_left_running(_order(sheet.job))
    return simply(state, reason)


def folder_of(job: Job) -> Path:
    """Where a job's log lies, and where its child works."""
    return Path(settings.PITWALL_HOME) / "jobs" / str(job.pk)


def _order(job: Job) -> Order:
    spec = training.spec_of(job)
    binding = MlflowBinding.objects.select_related("server", "scope").get(scope=job.scope)
    return Order(
        job=job,
        binding=binding,
        script=training.scripts().get(spec["script"], Path(spec["script"])).resolve(),
        model=spec["model"],
        arguments=tuple(spec["arguments"]),
        train=spec["train"],
        user=job.wanted_by.username if job.wanted_by else "pitwall",
        interpreter=interpreter_of(job.scope_id),
    )


@contextlib.contextmanager
def _lent_key(order: Order) -> Iterator[str]:
    """A key of whoever asked for the job, while its script runs; none for a server that isn't ours.

    Where it can't be given back, it ends by itself when the script has to.
    """
    if order.binding.server.external or order.job.wanted_by_id is None:
        yield ""
        return
    with database():
        made = tokens.lend(
            part=jobs.RUNNER,
            user_id=order.job.wanted_by_id,
            scope_id=order.job.scope_id,
            lent_for=f"job:{order.job.pk}",
            name=order.job.title[:80],
            lasts=timedelta(seconds=LONGEST_SECONDS),
            now=timezone.now(),
        )
    try:
        yield made.secret
    finally:
        with database(), contextlib.suppress(DatabaseError):
            tokens.give_back(part=jobs.RUNNER, token=made.token, now=timezone.now())


def _run(order: Order, sheet: Worksheet, key: str) -> Conclusion:
    folder = folder_of(order.job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = folder / "log"
    log.unlink(missing_ok=True)
    sheet.log_path = str(log.relative_to(settings.PITWALL_HOME))
    sheet.say(1, "starting the script")
    data = folder / f"train-{order.train[:12]}.csv"
    shutil.copyfile(store.path(order.job.scope.key, order.train), data)
    made: list[dict[str, str]] = []

    def read(line: str) -> None:
        sheet.read(line)
        if found := REGISTERED.fullmatch(line.strip()):
            made.append({"model": found[1], "version": found[2]})

    try:
        result = sheet.sandbox.run(
            _child(order, folder / "work", data, key),
            limits=TRAINING,
            log=log,
            on_line=read,
            cancel=sheet.cancel,
        )
    finally:
        data.unlink()

    def conclude(_now: datetime) -> Ended:
        told = {"registered": made, "seconds": f"{result.seconds:.1f}"}
        if sheet.cancel.is_set():
            return Ended(JobState.CANCELLED, "Cancelled; its script was stopped.", told)
        return Ended(JobState.DONE if result.ok else JobState.FAILED, result.reason, told)

    return conclude


def _child(order: Order, folder: Path, data: Path, key: str) -> ChildJob:
    return training_job(
        script=order.script,
        arguments=(*order.arguments, "--train", str(data), "--model", order.model),
        folder=folder,
        tracking_uri=order.binding.server.tracking_uri,
        workspace=order.binding.workspace,
        run_id="",
        reads=(data,),
        interpreter=order.interpreter,
        key=key,
        env={
            "LOGNAME": order.user,
            "LOKY_MAX_CPU_COUNT": str(os.cpu_count() or 1),
            # Threads that wait sleep, instead of taking the cores from the portal's other parts.
            "OMP_WAIT_POLICY": "PASSIVE",
        },
    )


def _kill_left_running(order: Order) -> None:
    """End the runs that this job's script began and didn't end, as an earlier attempt of it may have.

    They are known by MLflow's own tags: the script's path and who had it run. Raises Unreachable.
    """
    with client.bound(order.binding) as inside:
        for reading in list(client.runs_since(inside, timezone.now())):
            mine = (
                reading.status == RunStatus.RUNNING
                and reading.tags.get("mlflow.source.name") == str(order.script)
                and reading.claimed_user == order.user
            )
            if mine:
                client.end_run(
                    inside, reading.run_id, status=RunStatus.KILLED, ended_at=timezone.now()
                )
