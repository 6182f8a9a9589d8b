"""What the gateway asks MLflow's app itself, within one workspace, before it lets a call go on."""

from typing import Any
from urllib.parse import quote

from workflows.gateway.asgi import wire
from workflows.gateway.asked.named import Asked
from workflows.words import FrozenKind

MOST = 10_000
WORKSPACE = b"x-mlflow-workspace"
LOGGED_MODELS = "/api/2.0/mlflow/logged-models/"
RUN = "/api/2.0/mlflow/runs/get"


class Inside:
    """Which logged models and runs are in which workspace: MLflow takes those of any.

    Neither ever moves, so that what was found once holds; at most MOST are remembered.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._found: dict[tuple[str, str, str], None] = {}

    async def missing(
        self, host: str, workspace: str, asked: Asked
    ) -> tuple[FrozenKind, str] | None:
        """The first logged model or run that the call names and that isn't in the workspace.

        `host` is the caller's own: MLflow answers to none but those that it was told to.
        """
        wanted = (FrozenKind.LOGGED_MODEL, asked.models), (FrozenKind.RUN, asked.runs)
        for kind, names in wanted:
            for name in sorted(names):
                if not await self._has(host, workspace, kind, name):
                    return kind, name
        return None

    async def _has(self, host: str, workspace: str, kind: FrozenKind, name: str) -> bool:
        key = workspace, kind, name
        if key in self._found:
            return True
        if not await self._is_there(host, workspace, kind, name):
            return False
        if len(self._found) >= MOST:
            del self._found[next(iter(self._found))]
        self._found[key] = None
        return True

    async def _is_there(self, host: str, workspace: str, kind: FrozenKind, name: str) -> bool:
        if "/" in name:
            return False
        headers = [(b"host", host.encode("latin-1")), (WORKSPACE, workspace.encode())]
        path, query = RUN, f"run_id={quote(name, safe='')}"
        if kind is FrozenKind.LOGGED_MODEL:
            path, query = f"{LOGGED_MODELS}{name}", "allow_deleted=true"
        return await _status(self._app, path, query.encode(), headers) == 200


async def _status(app: Any, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    """The status of the answer to a GET."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    status = 0

    async def receive() -> wire.Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: wire.Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await app(scope, receive, send)
    return status
