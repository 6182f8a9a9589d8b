"""Copies of model versions: fetched once, read-only, and only what was frozen will do."""

import pytest

from workflows import artifacts, models_store
from workflows.mlflow import client
from workflows.mlflow.rest import MlflowRefusal


@pytest.fixture
def candidate(lap):
    lap.ready_to_train()
    return lap.nominate()


@pytest.fixture
def mlflow(monkeypatch):
    """What MLflow holds, {path: bytes}, and how often it was asked."""
    held = {"MLmodel": b"flavors: {}", "data/model.bin": b"\x00\x01"}
    asked = []

    def fetch(inside, *, model, version, to):
        asked.append((model, version))
        for name, content in held.items():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes(content)

    monkeypatch.setattr(client, "fetch_model", fetch)
    return held, asked


def freeze(candidate, sha: str) -> None:
    candidate.artifacts_sha = sha
    candidate.save()


def test_it_is_fetched_once_and_can_not_be_written(candidate, mlflow):
    path, sha = models_store.kept(candidate)
    assert sha == artifacts.tree_sha256(path)
    assert {one.stat().st_mode & 0o777 for one in path.rglob("*")} == {0o444, 0o555}
    freeze(candidate, sha)
    assert models_store.kept(candidate) == (path, sha)
    assert len(mlflow[1]) == 1
    assert list(models_store.folder(candidate).iterdir()) == [path]


def test_a_copy_that_was_touched_is_replaced(candidate, mlflow):
    path, sha = models_store.kept(candidate)
    freeze(candidate, sha)
    (path / "data").chmod(0o700)
    (path / "data/more").write_text("evil")
    assert models_store.kept(candidate) == (path, sha)
    assert not (path / "data/more").exists()


def test_artifacts_that_changed_in_mlflow_are_refused(candidate, mlflow):
    _, sha = models_store.kept(candidate)
    freeze(candidate, "ab" * 32)
    with pytest.raises(models_store.NotTheSame) as refused:
        models_store.kept(candidate)
    assert f"abababababab then, {sha[:12]} now" in refused.value.message


def test_versions_that_mlflow_does_not_give_are_named(candidate, monkeypatch):
    def refuse(*_, **__):
        raise MlflowRefusal(404, "RESOURCE_DOES_NOT_EXIST", "no such version")

    monkeypatch.setattr(client, "fetch_model", refuse)
    with pytest.raises(models_store.NotThere, match="no such version"):
        models_store.kept(candidate)
    assert not list(models_store.folder(candidate).iterdir())


@pytest.mark.parametrize("name", ["..", "../../etc", "a b", "ä" * 200, ".hidden", "x" * 250])
def test_any_name_is_one_folder_below_the_use_case(candidate, settings, name):
    candidate.model = name
    folder = models_store.folder(candidate)
    home = settings.PITWALL_HOME / "models" / candidate.scope.key
    assert folder.parent.parent == home
    assert folder.resolve() == folder
