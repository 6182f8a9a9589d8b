"""The stage Production is a release too; it leaves what is no longer in service."""

import pytest

from tests.workflows.mlflow.registered import MODEL
from workflows.mlflow import client
from workflows.models import MlflowBinding, Release
from workflows.services import reconciling, releases

pytestmark = pytest.mark.slow_parts


def test_the_stage_goes_with_the_release_as_the_alias_does(registered, worker, soon):
    candidate = registered.ready_to_release()
    version = candidate.version

    def stage(name: str, by: str):
        body = {"name": MODEL, "version": version, "stage": name}
        return registered.guarded.post(
            "model-versions/transition-stage", body, key=registered.key(by)
        )

    def standing() -> dict:
        with client.connection(registered.guarded.server, registered.use_case.slug) as inside:
            return client.all_marks(inside)[MODEL]

    early = stage("Production", "dov")
    assert early.status_code == 403
    assert "the stage Production puts a version into service" in early.json()["message"]
    assert standing() == {}

    registered.approve_release()
    assert stage("Production", "sam").status_code == 403
    assert stage(" production", "dov").status_code == 400
    assert registered.set_alias(version, by="dov", alias="champion\n").status_code == 400
    assert standing() == {}
    assert not Release.objects.filter(candidate=candidate).exists()

    done = stage("production", "dov")
    assert done.status_code == 200, done.text
    assert done.json()["model_version"]["current_stage"] == "Production"
    assert standing() == {"@champion": version, "Production": version}
    assert stage("Production", "dov").status_code == 200
    release = Release.objects.get(candidate=candidate)
    assert release.state == "live"

    binding = MlflowBinding.objects.get(scope=registered.use_case.scope)
    assert reconciling.reconcile(binding_id=binding.pk, now=registered.tick()) == []
    releases.stop(
        actor=registered.cast.dov, release_id=release.pk, reason="It errs.", now=registered.tick()
    )
    soon(lambda: standing() == {}, "alias and stage are withdrawn")

    with client.connection(registered.guarded.server, registered.use_case.slug) as inside:
        inside.post(
            "/api/2.0/mlflow/model-versions/transition-stage",
            {"name": MODEL, "version": version, "stage": "Production"},
        )
    (found,) = reconciling.reconcile(binding_id=binding.pk, now=registered.tick())
    assert found.title == f"Promoted out of band: the stage Production of {MODEL} is version 1"
