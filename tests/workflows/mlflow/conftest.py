"""A Pitwall whose gateway holds MLflow itself, shared by the tests of a module."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from governance.services import tokens
from tests.cast import Cast
from tests.fixtures.database import connected_to, copied
from tests.fixtures.parts import Part, answers, environment_of_parts, wait_until
from tests.projects.conftest import Make
from tests.workflows.mlflow.nominated import Aim, Names
from tests.workflows.mlflow.registered import Registered, Worker
from tests.workflows.mlflow.store import differences, stored
from workflows.mlflow import client, own, workspaces
from workflows.models import MlflowBinding, MlflowServer
from workflows.services import freezing
from workflows.words import FrozenKind


class Guarded:
    """A gateway with MLflow inside, two use cases with a workspace each, and keys to them."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.environment = environment_of_parts(home, DATABASE_URL=database_url)
        self.environment.pop("MLFLOW_TRACKING_URI", None)
        self.environment["PITWALL_SECRET_KEY"] = settings.SECRET_KEY
        # A second store, for use cases that a test binds to the place of this name.
        self.archive = home / "archive-hall"
        self.environment["MLFLOW_ARTIFACTS_DESTINATIONS"] = f"archive-hall={self.archive}"
        # The default one lies where the tests' datasets do.
        self.environment["MLFLOW_ARTIFACTS_PLACE"] = "store"
        self.url = f"http://127.0.0.1:{self.environment['PITWALL_GATEWAY_PORT']}"
        self.part = Part("gateway", self.environment, lambda: answers(f"{self.url}/version"))
        self.now = timezone.now() - timedelta(days=1)
        self._keys: dict[tuple, str] = {}
        # One for all calls: making it takes longer than most of them.
        self._client = httpx.Client(trust_env=False, timeout=60)

    def start(self) -> None:
        self.part.start()

    def close(self) -> None:
        self._client.close()

    def found(self) -> None:
        """Everybody in Late arrivals, Stan and Sia alone in another; a workspace each."""
        self.cast = Cast(self.now)
        self.cast.policy_version()
        self.make = Make(self.cast, self.now)
        self.use_case = self.make.use_case()
        self.cast.join(self.use_case.scope)
        self.other = self.make.use_case("No-shows")
        self.cast.join(self.other.scope, "sia", "ava")
        self.server = MlflowServer.objects.create(
            key="own", title="Pitwall's MLflow", tracking_uri=self.url
        )
        for use_case in (self.use_case, self.other):
            self.bind(use_case)

    def bind(self, use_case, **given) -> None:
        """Give a use case its workspace, as a worker does once its first cycle has begun."""
        name = workspaces.name_for(use_case.slug)
        experiment = client.ensure_workspace(self.server, name)
        MlflowBinding.objects.create(
            scope=use_case.scope,
            server=self.server,
            workspace=name,
            experiment_id=experiment,
            **given,
        )
        freezing.freeze(
            use_case.scope,
            {FrozenKind.EXPERIMENT: {experiment}},
            why="Pitwall's own experiment",
            now=self.now,
        )

    def key(self, name: str = "sam", use_case=None, **given) -> str:
        """A key of this person's to a use case (Late arrivals); the same for the same question."""
        asked = (name, use_case.pk if use_case else 0, str(given))
        if asked not in self._keys:
            scope = (use_case or self.use_case).scope_id
            made = tokens.make(
                actor=self.cast.actor(name), name="k", scope_id=scope, now=timezone.now(), **given
            )
            self._keys[asked] = made.secret
        return self._keys[asked]

    def call(self, method: str, path: str, body=None, *, key: str | None = None, **given):
        """A call with Sam's key, unless told otherwise; `key=""` for none."""
        chosen = self.key() if key is None else key
        headers = {"Authorization": f"Bearer {chosen}"} if chosen else {}
        headers |= given.pop("headers", {})
        return self._client.request(method, self.url + path, json=body, headers=headers, **given)

    def post(self, route: str, body: dict, **given):
        """POST to /api/2.0/mlflow/…"""
        return self.call("POST", f"/api/2.0/mlflow/{route}", body, **given)

    def get(self, route: str, **given):
        return self.call("GET", f"/api/2.0/mlflow/{route}", **given)

    def experiment(self, name: str = "trials", **given) -> str:
        """The id of an experiment, made where it isn't there."""
        found = self.get("experiments/get-by-name", params={"experiment_name": name}, **given)
        if found.status_code == 200:
            return found.json()["experiment"]["experiment_id"]
        made = self.post("experiments/create", {"name": name}, **given)
        assert made.status_code == 200, made.text
        return made.json()["experiment_id"]

    def run(self, **given) -> str:
        """The id of a new run."""
        made = self.post("runs/create", {"experiment_id": self.experiment(**given)}, **given)
        assert made.status_code == 200, made.text
        return made.json()["run"]["info"]["run_id"]


@pytest.fixture(scope="module")
def guarded(django_db_setup, django_db_blocker, migrated_template) -> Iterator[Guarded]:
    """The gateway runs; what tests write stays for the module's other tests."""
    home = Path(tempfile.mkdtemp(prefix="pitwall-guarded-"))
    before = settings.SECRET_KEY, settings.MLFLOW_URL
    settings.SECRET_KEY = (Path(os.environ["PITWALL_HOME"]) / "secret-key").read_text()
    with (
        django_db_blocker.unblock(),
        copied(migrated_template) as database,
        connected_to(database),
    ):
        found = Guarded(home, database.url)
        settings.MLFLOW_URL = found.url
        try:
            found.start()
            found.found()
            yield found
        finally:
            found.close()
            # Nothing of it is kept, and without a broker it takes seconds to end in order.
            if found.part.alive:
                found.part.kill()
            found.part.stop()
            settings.SECRET_KEY, settings.MLFLOW_URL = before
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def worker() -> Iterator[Worker]:
    """Works the record's deliveries off in this process."""
    thread = Worker()
    thread.start()
    yield thread
    thread.over.set()
    thread.join()


@pytest.fixture
def registered(guarded, monkeypatch, settings, tmp_path) -> Registered:
    """A use case of its own on the module's gateway: one a module, for its catalogue has one source."""
    settings.PITWALL_HOME = tmp_path
    return Registered(guarded, monkeypatch)


@pytest.fixture(scope="module")
def aim(guarded) -> Aim:
    """Makes what a hostile user aims at."""
    return Aim(guarded)


@pytest.fixture(scope="module")
def frozen(aim) -> Names:
    """A nominated version and all that it stands on."""
    return aim.nominated()


@pytest.fixture(scope="module")
def free(aim, frozen) -> Names:
    """The same that nobody froze."""
    return aim.free()


@pytest.fixture
def untouched(guarded, frozen, free) -> Iterator[None]:
    """MLflow's tables and artifacts are the same after the test."""
    before = stored(guarded.home)
    yield
    assert differences(before, stored(guarded.home)) == []


@pytest.fixture
def refused(guarded) -> Callable:
    """Send a call that has to be refused, and give back what is said."""

    def sent(method: str, path: str, body=None, status: int = 403, **given) -> str:
        answer = guarded.call(method, path, body, **given)
        assert answer.status_code == status, f"{method} {path} {body}: {answer.text[:300]}"
        assert answer.json()["error_code"] in {"PERMISSION_DENIED", "INVALID_PARAMETER_VALUE"}
        return answer.json()["message"]

    return sent


@pytest.fixture
def soon() -> Callable:
    """Wait until something is true."""
    return wait_until


__all__ = ["guarded", "own", "soon"]
