"""What the clients of a load do: the calls of a day's work, and attempts to promote."""

import random
import time
from collections.abc import Callable

from tests.reliability.load.entrants import Entrant, Grid
from tests.workflows.mlflow.registered import MODEL

ALIASES = ("champion", "champion", "Champion", "CHAMPION")
STAGES = ("Production", "production", "PRODUCTION")
PREFIXES = ("api", "api", "ajax-api")
UPLOAD = bytes(range(256)) * 256

# A call as the client makes it: method, path, body or bytes, key, and the status that is right.
Call = tuple[str, str, object, str, int]


def promotion(chance: random.Random, entrant: Entrant, key: str, version: str = "") -> Call:
    """Set the alias or the stage, in any of their spellings, by either prefix."""
    prefix = f"/{chance.choice(PREFIXES)}/2.0/mlflow"
    body = {"name": MODEL, "version": version or entrant.version}
    if chance.random() < 0.7:
        body["alias"] = chance.choice(ALIASES)
        return "POST", f"{prefix}/registered-models/alias", body, key, 403
    body["stage"] = chance.choice(STAGES)
    return "POST", f"{prefix}/model-versions/transition-stage", body, key, 403


def allowed(chance: random.Random, entrant: Entrant) -> Call:
    return (*promotion(chance, entrant, entrant.key(entrant.releaser))[:4], 200)


def forbidden(chance: random.Random, grid: Grid) -> tuple[str, Call]:
    """An attempt that the rules refuse, and by which of them."""
    entrant = chance.choice(grid.approved)
    kinds: dict[str, Callable[[], Call]] = {
        "no right": lambda: promotion(
            chance, entrant, entrant.key(chance.choice((entrant.scientist, entrant.analyst)))
        ),
        "no key for it": lambda: promotion(
            chance, grid.approved[0], grid.approved[0].key("dov", allows=("read", "log"))
        ),
        "no such version": lambda: promotion(
            chance, entrant, entrant.key(entrant.releaser), version="99"
        ),
        "unapproved": lambda: _by_devops(chance, grid.unapproved),
        "revoked": lambda: _by_devops(chance, grid.revoked),
        "never nominated, approved elsewhere": lambda: _by_devops(chance, grid.never_nominated),
    }
    kind = chance.choice(sorted(kinds))
    return kind, kinds[kind]()


def _by_devops(chance: random.Random, entrant: Entrant) -> Call:
    return promotion(chance, entrant, entrant.key(entrant.releaser))


class Work:
    """The day's work of one client in one use case: a run that is logged into, read and searched."""

    def __init__(self, chance: random.Random, entrant: Entrant, experiment: str) -> None:
        self._chance, self._entrant, self._experiment = chance, entrant, experiment
        self.run_id = ""

    def next(self) -> tuple[str, Call]:
        if not self.run_id or self._chance.random() < 0.05:
            return "create run", self._call("runs/create", {"experiment_id": self._experiment})
        acts: dict[str, Callable[[], Call]] = {
            "log batch": self._log_batch,
            "get run": lambda: self._get("runs/get", f"run_id={self.run_id}"),
            "search runs": lambda: self._call(
                "runs/search", {"experiment_ids": [self._experiment], "max_results": 100}
            ),
            "upload": lambda: self._put(f"{self._experiment}/{self.run_id}/artifacts/part.bin"),
            "refused write": self._refused,
        }
        act = self._chance.choice(sorted(acts))
        return act, acts[act]()

    def _log_batch(self, run_id: str = "", right: int = 200) -> Call:
        stamp = int(time.time() * 1000)
        metrics = [
            {"key": f"m{n}", "value": self._chance.random(), "timestamp": stamp, "step": n}
            for n in range(20)
        ]
        return self._call(
            "runs/log-batch", {"run_id": run_id or self.run_id, "metrics": metrics}, right
        )

    def _refused(self) -> Call:
        """Against what a review froze, and against the alias itself."""
        entrant = self._entrant
        return self._chance.choice(
            (
                lambda: self._log_batch(entrant.run_id, 403),
                lambda: self._put(f"{entrant.folder}/MLmodel", 403),
                lambda: self._call("runs/delete", {"run_id": entrant.run_id}, 403),
                lambda: (
                    "DELETE",
                    "/api/2.0/mlflow/registered-models/alias",
                    {"name": MODEL, "alias": "champion"},
                    entrant.key(),
                    403,
                ),
            )
        )()

    def _call(self, route: str, body: dict, right: int = 200) -> Call:
        return "POST", f"/api/2.0/mlflow/{route}", body, self._entrant.key(), right

    def _get(self, route: str, query: str) -> Call:
        return "GET", f"/api/2.0/mlflow/{route}?{query}", None, self._entrant.key(), 200

    def _put(self, folder: str, right: int = 200) -> Call:
        path = f"/api/2.0/mlflow-artifacts/artifacts/{folder}"
        return "PUT", path, UPLOAD, self._entrant.key(), right
