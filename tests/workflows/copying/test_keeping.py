"""The store of model versions keeps what fits, under the settings' bounds, and nothing of what doesn't."""

import pytest
from django.conf import settings as configured

from workflows import artifacts, models_store
from workflows.mlflow.copying import Bounds, NotCopied
from workflows.models import MlflowServer


@pytest.fixture
def candidate(lap, server, store):
    lap.ready_to_train()
    MlflowServer.objects.update(tracking_uri=server)
    store.add("MLmodel", b"flavors: {}")
    store.add("data/model.bin", b"\x00\x01")
    return lap.nominate()


def test_a_version_is_copied_from_the_server(candidate):
    path, sha = models_store.kept(candidate)
    assert (path / "data/model.bin").read_bytes() == b"\x00\x01"
    assert artifacts.tree_sha256(path) == sha


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("MODEL_FILES", 2),
        ("MODEL_DEPTH", 1),
        ("MODEL_BYTES", 12),
        ("DISK_RESERVE_BYTES", 1 << 60),
    ],
)
def test_one_that_is_too_much_leaves_nothing_behind(candidate, settings, setting, value):
    setattr(settings, setting, value)
    with pytest.raises(NotCopied, match=f"PITWALL_{setting}"):
        models_store.kept(candidate)
    assert not list(models_store.folder(candidate).iterdir())


def test_the_bounds_are_sane_unless_somebody_sets_them():
    assert Bounds.of_settings() == Bounds(
        files=10_000, depth=32, size=10 * (1 << 30), reserve=1 << 30
    )
    assert configured.MODEL_FILES == 10_000
