"""The observer: at no moment does what marks a version in service stand at one without an approval."""

import threading
from collections import Counter

from django.db import connection

from governance import canonical
from governance.models import LedgerEntry
from governance.words import ReviewState
from tests.reliability.load.store import Mark, Store
from workflows.models import MlflowBinding, Release
from workflows.words import ReleaseKind

PAUSE = 0.02


class Watch(threading.Thread):
    """Looks again and again. MLflow is read first: what stands there then was approved before.

    Neither the record nor an approval that was released goes away, so that what was sound once is.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True, name="watch")
        self.store = store
        self.over = threading.Event()
        self.looks = 0
        self.faults: list[str] = []
        self._sound: set[Mark] = set()

    def run(self) -> None:
        try:
            while not self.over.wait(PAUSE):
                self.look()
        except Exception as fault:  # noqa: BLE001 (a thread's fault is the test's)
            self.faults.append(f"The watch ended: {fault!r}")
        finally:
            connection.close()

    def look(self) -> None:
        for mark in self.store.marks():
            if mark not in self._sound and (wrong := wrong_with(mark)):
                self.faults.append(f"{mark}: {wrong}")
            self._sound.add(mark)
        self.looks += 1


def wrong_with(mark: Mark) -> str:
    """Why this mark may not stand; nothing where an approved release put it there."""
    scope = MlflowBinding.objects.get(workspace=mark.workspace).scope
    rows = Release.objects.filter(
        scope=scope, candidate__model=mark.model, candidate__version=mark.version
    ).select_related("review", "target")
    for release in rows:
        if release.kind != ReleaseKind.APPROVED or release.review is None:
            return f"{release.kind} without a review"
        if release.review.state != ReviewState.APPROVED:
            return f"its review is {release.review.state}"
        if not entries(release)["release.executed"]:
            return "the record has no entry of its execution"
        if mark.mark not in {f"@{release.target.alias}", "Production"}:
            return "no target goes by it"
    return "" if rows else "it was never released"


def entries(release: Release) -> Counter:
    """How many entries of each kind the record has of a release."""
    rows = LedgerEntry.objects.filter(scope=release.scope.key, kind__startswith="release.")
    subject = f"release:{release.pk}"
    return Counter(
        kind
        for kind, body in rows.values_list("kind", "body")
        if canonical.loads(body)["subject"] == subject
    )
