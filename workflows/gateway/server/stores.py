"""Which destination each workspace's artifacts have, as the record has it."""

import threading
from collections.abc import Mapping

from workflows.models import MlflowBinding

WORKSPACES = "workspaces"


class NoStore(Exception):
    """Nobody can say where these artifacts lie, so that none are written or read."""


class Stores:
    """Destinations by workspace. A workspace keeps its store, so that it is looked up once.

    `default` and the values of `by_place` are addresses as MLflow has them.
    """

    def __init__(self, default: str, by_place: Mapping[str, str]) -> None:
        self._default, self._by_place = default, dict(by_place)
        self._place_of: dict[str, str] = {}
        self._learning = threading.Lock()

    @property
    def destinations(self) -> list[str]:
        """Every address, the default first."""
        return list(dict.fromkeys((self._default, *self._by_place.values())))

    def knows(self, workspace: str) -> bool:
        return workspace in self._place_of

    def learn(self, workspace: str) -> None:
        """Look the workspace's place up; call it in a thread that may use the database. One that is
        being made has none yet, and is looked up again.
        """
        rows = MlflowBinding.objects.filter(workspace=workspace, server__external=False)
        found = rows.values_list("artifacts_place__code", flat=True).first()
        if found is not None or rows.exists():
            with self._learning:
                self._place_of[workspace] = found or ""

    def destination(self, path: str | None) -> str:
        """The destination of an artifact's path, which begins with its workspace. Raises NoStore."""
        head, _, rest = (path or "").partition("/")
        workspace = rest.partition("/")[0]
        if head != WORKSPACES or workspace not in self._place_of:
            raise NoStore("These artifacts belong to no workspace that Pitwall has made.")
        place = self._place_of[workspace]
        if not place:
            return self._default
        if place not in self._by_place:
            raise NoStore(
                f"The artifacts of {workspace} lie in {place}, which MLFLOW_ARTIFACTS_DESTINATIONS "
                "doesn't name any more. Whoever runs Pitwall puts it back."
            )
        return self._by_place[place]
