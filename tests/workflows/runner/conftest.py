"""A Pitwall with a real runner and a real MLflow server, in which a cycle stands at Training."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from governance.services import tokens
from projects.models import DataPlan, DatasetVersion
from tests.cast import Cast
from tests.fixtures.parts import wait_until
from tests.fixtures.stack import Stack
from tests.projects.conftest import Make
from tests.story import Lap
from workflows.models import (
    Candidate,
    Evaluation,
    Job,
    MlflowBinding,
    MlflowServer,
    ModelProcess,
    Release,
)
from workflows.services import candidates, releases
from workflows.services.jobs import UNFINISHED
from workflows.words import ProcessState, ReleaseState


def flights(first: int, rows: int) -> str:
    """Flights of which most that left late land late, with a key, a carrier and the target."""
    lines = ["flight,dep_delay,carrier,late"]
    for number in range(first, first + rows):
        delay = (number * 37) % 60
        late = int(delay + (number * 11) % 13 > 20)
        lines.append(f"f{number},{delay}.5,{('AA', 'UA', 'ZZ')[number % 3]},{late}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def workspace(mlflow_server: str, tmp_path_factory) -> str:
    """The workspace on the MLflow server that holds the models of these tests."""
    name = f"runner-{uuid.uuid4().hex[:8]}"
    httpx.post(f"{mlflow_server}/api/3.0/mlflow/workspaces", json={"name": name}).raise_for_status()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("register_models.py"), name],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path_factory.mktemp("register"),
        env=os.environ | {"MLFLOW_TRACKING_URI": mlflow_server, "MLFLOW_DISABLE_TELEMETRY": "true"},
    )
    assert done.returncode == 0, done.stderr
    return name


class Flights(Make):
    """Registers flights that the test's models know the columns of."""

    def dataset(self, plan: DataPlan, text: str | bytes | None = None, **given) -> DatasetVersion:
        rows = flights(1000, 300) if given.get("part") == "held_out" else flights(1, 200)
        return super().dataset(plan, rows, **given)


class Circuit(Lap):
    """A lap whose runner, MLflow server, data and models are real."""

    def __init__(self, cast: Cast, monkeypatch, stack: Stack, workspace: str) -> None:
        super().__init__(cast, cast.now, monkeypatch)
        self.make = Flights(cast, cast.now)
        self.stack, self.workspace = stack, workspace

    def bind(self) -> None:
        server = MlflowServer.objects.create(
            key="own", title="MLflow", tracking_uri=self.stack.mlflow_url
        )
        MlflowBinding.objects.create(
            scope=self.use_case.scope, server=server, workspace=self.workspace
        )

    def nominate(self, version: str = "1", by: str = "sam", model: str = "delays") -> Candidate:
        return candidates.nominate(
            actor=getattr(self.cast, by),
            cycle_id=self.cycle.pk,
            model=model,
            version=version,
            now=self.tick(),
        )

    def measured(self, candidate: Candidate, seconds: float = 90) -> Evaluation:
        """The newest evaluation, once the runner has ended it."""
        evaluation = candidate.evaluations.latest("pk")
        return self.settled(evaluation, lambda row: row.state in {"done", "failed"}, seconds)

    def settled(self, row, true: Callable, seconds: float = 90):
        """The row, once it is as wanted; the runner's log when it never is."""

        def look() -> bool:
            row.refresh_from_db()
            return true(row)

        try:
            wait_until(look, f"{row!r} is as wanted", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.stack.logs()}") from None
        return row

    def job_of(self, row) -> Job:
        kind = type(row).__name__.lower()
        job = Job.objects.filter(subject_type=kind, subject_id=row.pk).latest("pk")
        return self.settled(job, lambda one: one.state not in UNFINISHED)

    def put_out(self, candidate: Candidate) -> Release:
        """Released by two people's breaking the glass, and awaited: these tests aren't about gates."""
        asked = releases.propose_break_glass(
            actor=self.cast.dov,
            candidate_id=candidate.pk,
            target_id=self.target.pk,
            reason="A test of serving",
            now=self.tick(),
        )
        return releases.confirm_break_glass(
            actor=self.cast.ola, proposal_id=asked.pk, now=self.tick()
        )

    def live(self, release: Release) -> ModelProcess:
        self.settled(release, lambda row: row.state != ReleaseState.STARTING)
        assert release.state == ReleaseState.LIVE, release.reason
        return ModelProcess.objects.get(release=release)

    def healthy(self, process: ModelProcess, generation: int) -> ModelProcess:
        return self.settled(
            process,
            lambda row: row.generation >= generation and row.observed == ProcessState.HEALTHY,
        )

    def token(self, name: str = "ann") -> str:
        made = tokens.make(actor=self.cast.actor(name), name="app", now=timezone.now())
        return made.secret


@pytest.fixture
def circuit(live_stack: Stack, monkeypatch, workspace: str) -> Circuit:
    """At Training, data pinned and a target chosen; nothing nominated, and no runner started."""
    cast = Cast(timezone.now() - timedelta(days=2))
    circuit = Circuit(cast, monkeypatch, live_stack, workspace)
    circuit.start()
    circuit.define()
    circuit.prepare_data()
    circuit.prepare_platform()
    circuit.pin()
    circuit.bind()
    circuit.aim()
    return circuit
