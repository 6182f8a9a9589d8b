"""Setting a protected alias is executing a release: approved by its gate, recorded, or refused."""

import pytest

from governance.models import LedgerEntry
from tests.workflows.mlflow.registered import MODEL
from workflows.models import Release
from workflows.words import ReleaseState

pytestmark = pytest.mark.slow_parts


def test_an_alias_goes_with_an_approved_release_and_never_before(registered, worker):
    candidate = registered.ready_to_release()
    version = candidate.version

    early = registered.set_alias(version, by="dov")
    assert early.status_code == 403
    assert early.json()["error_code"] == "PERMISSION_DENIED"
    assert "Release: Nothing has been submitted." in early.json()["message"]
    assert registered.champion() is None

    registered.approve_release()
    wrong = registered.set_alias(version, by="sam")
    assert wrong.status_code == 403
    assert "Who can: DevOps" in wrong.json()["message"]
    assert registered.champion() is None

    done = registered.set_alias(version, by="dov")
    assert done.status_code == 200, done.text
    assert registered.champion() == version
    release = Release.objects.get(candidate=candidate)
    assert release.state == ReleaseState.LIVE
    kinds = LedgerEntry.objects.filter(scope=registered.use_case.scope.key)
    assert kinds.filter(kind="release.executed").count() == 1
    assert kinds.filter(kind="release.live").count() == 1

    again = registered.set_alias(version, by="dov", alias="CHAMPION")
    assert again.status_code == 200
    assert Release.objects.filter(candidate=candidate).count() == 1

    gone = registered.guarded.call(
        "DELETE",
        "/api/2.0/mlflow/registered-models/alias",
        {"name": MODEL, "alias": "champion"},
        key=registered.key("dov"),
    )
    assert gone.status_code == 403
    assert registered.champion() == version
    for path in (
        f"/api/2.0/mlflow-artifacts/artifacts/{registered.folder}/MLmodel",
        f"/ajax-api/2.0/mlflow-artifacts/artifacts/{registered.folder}/MLmodel",
    ):
        overwritten = registered.guarded.call("PUT", path, key=registered.key(), content=b"x")
        assert overwritten.status_code == 403, path
        assert "is frozen" in overwritten.json()["message"]
