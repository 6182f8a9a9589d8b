"""A use case whose versions stand in a real registry behind the gateway, and a worker for it."""

import threading
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from governance.services import deliveries
from tests.story import INPUTS, OUTPUTS, Lap
from workflows import models_store
from workflows.mlflow import client
from workflows.mlflow.readings import ModelVersionReading
from workflows.models import Candidate, MlflowBinding, Target
from workflows.services import candidates, cycles, targets
from workflows.words import Driver

MODEL = "late-arrivals"


class Registered(Lap):
    """A lap whose versions are in the registry behind the gateway; what is measured is given.

    Whose key makes the run answers for the version, so the other data scientist votes.
    """

    scientist, peer = "sam", "sia"

    def __init__(self, guarded, monkeypatch) -> None:
        super().__init__(guarded.cast, timezone.now() - timedelta(hours=20), monkeypatch)
        self.guarded = guarded
        self._true_reading = client.model_version

    def bind(self) -> None:
        workspace = self.use_case.slug
        experiment = client.ensure_workspace(self.guarded.server, workspace)
        # A worker that links the cycle may have been quicker.
        MlflowBinding.objects.get_or_create(
            scope=self.use_case.scope,
            defaults={
                "server": self.guarded.server,
                "workspace": workspace,
                "experiment_id": experiment,
            },
        )

    def key(self, name: str = "", **given) -> str:
        return self.guarded.key(name or self.scientist, self.use_case, **given)

    def register(self, content: bytes = b"flavors: {}\n") -> str:
        """A new version of the model, its artifacts in the folder of a run; the version's number."""
        key = self.key()
        run = self.guarded.run(key=key)
        folder = f"{self.guarded.experiment(key=key)}/{run}/artifacts/model"
        path = f"/api/2.0/mlflow-artifacts/artifacts/{folder}/MLmodel"
        sent = self.guarded.call("PUT", path, key=key, content=content)
        assert sent.status_code == 200, sent.text
        self.guarded.post("registered-models/create", {"name": MODEL}, key=key)
        root = f"mlflow-artifacts:/workspaces/{self.use_case.slug}"
        made = self.guarded.post(
            "model-versions/create",
            {"name": MODEL, "source": f"{root}/{folder}", "run_id": run},
            key=key,
        )
        assert made.status_code == 200, made.text
        self.folder, self.run_id = folder, run
        return made.json()["model_version"]["version"]

    def nominate(self, version: str = "1", by: str = "sam", **claims: str) -> Candidate:
        said = ModelVersionReading(
            model=MODEL,
            version=version,
            run_id=self.run_id,
            source="",
            status="READY",
            aliases=(),
            signature={"inputs": INPUTS, "outputs": OUTPUTS},
            threshold="0.45",
            run=None,
            folder=self.folder,
        )
        self._monkeypatch.setattr(client, "model_version", lambda **_: said)
        return candidates.nominate(
            actor=self.cast.actor(self.scientist),
            cycle_id=self.cycle.pk,
            model=MODEL,
            version=version,
            now=self.tick(),
        )

    def train_(self, version: str = "1", value: str = "0.91") -> Candidate:
        candidate = self.nominate(self.register())
        _, sha = models_store.kept(candidate)
        self.measure(candidate, value, artifacts_sha=sha)
        self.open_gate("training", self.scientist, "ana", self.peer)
        candidate.refresh_from_db()
        return candidate

    def aim(self) -> Target:
        self.target = Target.objects.filter(key="registry").first() or self.add_target()
        cycles.choose_target(
            actor=self.cast.dov, cycle_id=self.cycle.pk, target_id=self.target.pk, now=self.tick()
        )
        return self.target

    def add_target(self) -> Target:
        place = self.make.place("registry-hall")
        return targets.add(
            actor=self.cast.ada,
            key="registry",
            title="Registry",
            place_id=place.pk,
            driver=Driver.REGISTRY,
            now=self.tick(),
        )

    def set_alias(self, version: str, *, by: str, alias: str = "champion"):
        body = {"name": MODEL, "alias": alias, "version": version}
        return self.guarded.post("registered-models/alias", body, key=self.key(by))

    def champion(self) -> str | None:
        with client.connection(self.guarded.server, self.use_case.slug) as inside:
            return client.aliases(inside, MODEL).get("champion")


class Worker(threading.Thread):
    """Works the record's deliveries off, as a worker does."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            deliveries.work_off(limit=1000)
            time.sleep(0.05)
        connection.close()
