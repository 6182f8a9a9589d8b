"""An executed release is carried out in the registry, or has failed; it never stays an intent."""

import pytest

from governance.errors import Unreachable
from governance.models import Finding
from workflows import models_store
from workflows.mlflow.copying import NotCopied
from workflows.mlflow.rest import MlflowRefusal
from workflows.words import ReleaseState

pytestmark = pytest.mark.django_db


def test_the_alias_comes_first_and_then_it_is_live(begun, registry, tell):
    tell("release.executed", begun)
    assert registry.written == [("alias", "1")]
    assert begun.state == ReleaseState.LIVE


def test_done_again_it_changes_nothing(begun, registry, tell):
    tell("release.executed", begun)
    tell("release.executed", begun)
    assert registry.written == [("alias", "1")]


@pytest.mark.parametrize(
    "fault",
    [
        models_store.NotTheSame("They have changed."),
        models_store.NotThere("They are gone."),
        NotCopied("They are too large."),
    ],
)
def test_artifacts_that_cant_be_those_that_were_frozen_are_an_outcome(
    begun, registry, tell, monkeypatch, fault
):
    def refuse(candidate):
        raise fault

    monkeypatch.setattr(models_store, "unchanged", refuse)
    tell("release.executed", begun)
    assert registry.written == []
    assert (begun.state, begun.reason) == (ReleaseState.FAILED, fault.message)


def test_a_registry_that_says_no_is_an_outcome(begun, registry, tell):
    registry.fault = MlflowRefusal(400, "INVALID_PARAMETER_VALUE", "no such alias can be")
    tell("release.executed", begun)
    assert begun.state == ReleaseState.FAILED
    assert "no such alias can be" in begun.reason
    assert Finding.objects.filter(kind="release_failed").count() == 1


@pytest.mark.parametrize(
    "fault",
    [
        Unreachable("MLflow doesn't answer."),
        MlflowRefusal(500, "INTERNAL_ERROR", "database is locked"),
    ],
)
def test_a_registry_that_fails_is_asked_again(begun, registry, tell, fault):
    registry.fault = fault
    with pytest.raises(Unreachable):
        tell("release.executed", begun)
    begun.refresh_from_db()
    assert begun.state == ReleaseState.STARTING
