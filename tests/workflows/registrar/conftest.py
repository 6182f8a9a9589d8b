"""A lap whose target is the registry, and a registry that does as the test says."""

from collections.abc import Callable

import pytest

from governance.models import LedgerEntry
from tests.story import Lap
from workflows import models_store, registrar
from workflows.mlflow import links
from workflows.models import MlflowBinding, Release, Target
from workflows.words import Driver


class Registry:
    """What was written to it, in order; it raises `fault` instead, if there is one."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str]] = []
        self.fault: Exception | None = None

    def write(self, inside, release: Release) -> None:
        self._say("alias", release)

    def withdraw(self, inside, release: Release) -> None:
        self._say("withdrawn", release)

    def _say(self, what: str, release: Release) -> None:
        if self.fault is not None:
            raise self.fault
        self.written.append((what, release.candidate.version))


@pytest.fixture
def registry(monkeypatch) -> Registry:
    found = Registry()
    monkeypatch.setattr(links, "write_release", found.write)
    monkeypatch.setattr(links, "withdraw_release", found.withdraw)
    monkeypatch.setattr(models_store, "unchanged", lambda candidate: None)
    return found


@pytest.fixture
def begun(lap: Lap, request) -> Release:
    """A release on a registry target, executed and not carried out."""
    candidate = lap.ready_to_release()
    # Not before: a lap that is patched walks all the way.
    request.getfixturevalue("registry")
    Target.objects.update(driver=Driver.REGISTRY)
    MlflowBinding.objects.update(experiment_id="1")
    lap.target.refresh_from_db()
    lap.approve_release()
    return lap.release(candidate, healthy=False)


@pytest.fixture
def tell() -> Callable[[str, Release], None]:
    """Have the registrar read a release's entry of a kind, as a worker does."""

    def read(kind: str, release: Release) -> None:
        rows = LedgerEntry.objects.filter(kind=kind, body__contains=f'"release:{release.pk}"')
        effect = registrar.tell_registry(rows.latest("pk"), attempt=1)
        if effect is not None:
            effect()
        release.refresh_from_db()

    return read
