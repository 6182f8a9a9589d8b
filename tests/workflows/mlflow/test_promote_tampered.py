"""Artifacts are hashed once more before a version is put into the registry's service."""

import pytest

from workflows.models import Release
from workflows.words import ReleaseState

pytestmark = pytest.mark.slow_parts


def test_artifacts_that_somebody_changed_on_disk_are_never_promoted(registered, worker):
    candidate = registered.ready_to_release()
    registered.approve_release()
    root = registered.guarded.home / "mlflow" / "artifacts" / "workspaces"
    (file,) = (root / registered.use_case.slug).rglob("MLmodel")
    file.write_bytes(b"flavors: {python_function: {}}\n")
    answer = registered.set_alias(candidate.version, by="dov")
    assert answer.status_code == 503
    assert "not those that were frozen" in answer.json()["message"]
    assert registered.champion() is None
    assert Release.objects.get(candidate=candidate).state == ReleaseState.FAILED
