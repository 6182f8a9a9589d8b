"""What a call to MLflow has done, as the portal is told of it: what was made, and by whose key."""

from typing import Any

from django.utils import timezone

from workflows.gateway.asked.named import Asked
from workflows.gateway.guard.callers import Caller
from workflows.mlflow.routes import Route
from workflows.services.hearing import BYTES, LOGGED, MADE, Event
from workflows.words import FrozenKind

HEARD = frozenset({MADE, "run-update", "version-create", LOGGED}) | BYTES
MOST = 10_000


class Heard:
    """Events of calls. Whose key put bytes into the same folder is told once; at most MOST folders
    are remembered.
    """

    def __init__(self) -> None:
        self._told: dict[tuple[str, int], None] = {}

    def event(
        self, route: Route, caller: Caller, asked: Asked, answer: dict[str, Any]
    ) -> Event | None:
        """What is to be told of a call that MLflow has carried out, if anything is."""
        key = _folder(asked) if route.act in BYTES else _made(answer)
        if not key or (route.act in BYTES and self._is_told(key, caller.user_id)):
            return None
        return Event(caller.scope_id, route.act, key[:320], caller.user_id, timezone.now())

    def _is_told(self, key: str, user_id: int) -> bool:
        if (key, user_id) in self._told:
            return True
        if len(self._told) >= MOST:
            del self._told[next(iter(self._told))]
        self._told[key, user_id] = None
        return False


def _folder(asked: Asked) -> str:
    """The run or logged model whose artifacts were written or deleted."""
    kinds = (FrozenKind.LOGGED_MODEL, FrozenKind.RUN)
    return next((one for kind in kinds for one in asked.named.get(kind, ())), "")


def _made(answer: dict[str, Any]) -> str:
    """What MLflow's answer says was made or altered."""
    run = (answer.get("run") or {}).get("info") or answer.get("run_info") or {}
    model = (answer.get("model") or {}).get("info") or {}
    if found := run.get("run_id") or model.get("model_id"):
        return str(found)
    version = answer.get("model_version") or {}
    return f"{version.get('name')}/{version.get('version')}"
