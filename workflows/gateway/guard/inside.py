"""What the gateway asks MLflow's app itself, within one workspace, before it lets a call go on."""

from typing import Any

from workflows.gateway.asgi import wire

MOST = 10_000
WORKSPACE = b"x-mlflow-workspace"


class LoggedModels:
    """Which logged models are in which workspace: MLflow writes metrics on those of any.

    A logged model never moves, so that what was found once holds; at most MOST are remembered.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._found: dict[tuple[str, str], None] = {}

    async def missing(self, host: str, workspace: str, wanted: frozenset[str]) -> str:
        """The first of these logged models that isn't in the workspace, or nothing.

        `host` is the caller's own: MLflow answers to none but those that it was told to.
        """
        for model_id in sorted(wanted):
            key = workspace, model_id
            if key not in self._found:
                if not await self._is_there(host, workspace, model_id):
                    return model_id
                if len(self._found) >= MOST:
                    del self._found[next(iter(self._found))]
                self._found[key] = None
        return ""

    async def _is_there(self, host: str, workspace: str, model_id: str) -> bool:
        if "/" in model_id:
            return False
        path = f"/api/2.0/mlflow/logged-models/{model_id}"
        headers = [(b"host", host.encode("latin-1")), (WORKSPACE, workspace.encode())]
        return await _status(self._app, path, b"allow_deleted=true", headers) == 200


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
