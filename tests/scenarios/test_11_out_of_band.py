"""11. Someone sets an alias behind our back."""

import uuid

import httpx
import pytest

from governance.models import Finding
from portal.settings.celery import CELERY_BEAT_SCHEDULE
from tests.workflows.mlflow.conftest import guarded, registered
from workflows.mlflow import client
from workflows.models import MlflowBinding, MlflowServer
from workflows.services import reconciling

__all__ = ["guarded", "registered"]

pytestmark = pytest.mark.slow_parts

API = "/api/2.0/mlflow"


class External:
    """A registry on an MLflow server that isn't Pitwall's, where anybody may do anything."""

    def __init__(self, url: str) -> None:
        self.url, self.workspace = url, f"outside-{uuid.uuid4().hex[:8]}"
        self.post("/api/3.0/mlflow/workspaces", {"name": self.workspace})

    def post(self, path: str, body: dict) -> dict:
        headers = {"X-MLFLOW-WORKSPACE": self.workspace} if path.startswith(API) else {}
        answer = httpx.post(self.url + path, json=body, headers=headers, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def register(self, model: str) -> None:
        experiment = self.post(f"{API}/experiments/create", {"name": uuid.uuid4().hex})
        run = self.post(f"{API}/runs/create", {"experiment_id": experiment["experiment_id"]})
        self.post(
            f"{API}/model-versions/create",
            {
                "name": model,
                "source": f"{run['run']['info']['artifact_uri']}/model",
                "run_id": run["run"]["info"]["run_id"],
            },
        )

    def set_alias(self, model: str, version: str) -> None:
        body = {"name": model, "alias": "champion", "version": version}
        self.post(f"{API}/registered-models/alias", body)


@pytest.fixture
def external(mlflow_server) -> External:
    found = External(mlflow_server)
    found.post(f"{API}/registered-models/create", {"name": "late-arrivals"})
    for _ in range(2):
        found.register("late-arrivals")
    return found


def test_on_an_external_server_it_is_found_within_a_minute_with_both_versions(lap, external):
    lap.round()
    server = MlflowServer.objects.get(key="own")
    MlflowServer.objects.filter(pk=server.pk).update(tracking_uri=external.url, external=True)
    binding = MlflowBinding.objects.get(scope=lap.use_case.scope)
    MlflowBinding.objects.filter(pk=binding.pk).update(workspace=external.workspace)
    external.set_alias("late-arrivals", "1")
    assert reconciling.reconcile(binding_id=binding.pk, now=lap.tick()) == []

    external.set_alias("late-arrivals", "2")
    (found,) = reconciling.reconcile(binding_id=binding.pk, now=lap.tick())
    assert found.kind == "promoted_out_of_band"
    assert "version 2" in found.title
    assert "version 1 was released" in found.detail
    assert reconciling.reconcile(binding_id=binding.pk, now=lap.tick()) == []
    assert Finding.objects.filter(kind="promoted_out_of_band").count() == 1
    assert CELERY_BEAT_SCHEDULE["reconcile"]["schedule"] <= 30


def test_through_the_gateway_it_is_refused_before_anything_changes(registered):
    candidate = registered.ready_to_release()
    for name in ("dov", "sam", "ola"):
        answer = registered.set_alias(candidate.version, by=name)
        assert answer.status_code == 403
    with client.connection(registered.guarded.server, registered.use_case.slug) as inside:
        assert client.aliases(inside, candidate.model) == {}
