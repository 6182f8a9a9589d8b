"""MLflow's own server as an ASGI application in this process; loading it takes some seconds.

The variables that it reads are set by bin/mlflow-store; its modules are imported nowhere else but
in the children that run models.
"""

import asyncio
import os
import threading
from typing import Any

from django.conf import settings

from workflows.gateway.asgi import wire
from workflows.gateway.server.stores import Stores

WORKSPACE = b"x-mlflow-workspace"


class Server:
    """The application, once it is loaded; calls that come before wait for it."""

    def __init__(self, in_thread: wire.InThread) -> None:
        self._in_thread = in_thread
        self._app: Any = None
        default = os.environ.get("_MLFLOW_SERVER_ARTIFACT_DESTINATION", "")
        self._stores = Stores(default, settings.MLFLOW_ARTIFACTS_DESTINATIONS)
        self._fault: BaseException | None = None
        self._loaded = threading.Event()
        self._begun = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Load it in a thread of its own, so that scores are answered meanwhile."""
        with self._begun:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="mlflow", daemon=True)
                self._thread.start()

    @property
    def is_ready(self) -> bool:
        return self._app is not None

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        if self._app is None:
            await self.loaded()
        workspace = wire.header(scope, WORKSPACE)
        if workspace and not self._stores.knows(workspace):
            await self._in_thread(self._stores.learn, workspace)
        await self._app(scope, receive, send)

    async def loaded(self) -> None:
        """Wait until it answers. Raises RuntimeError where it can't be loaded."""
        self.begin()
        while not self._loaded.is_set():
            await asyncio.sleep(0.05)
        if self._fault is not None:
            raise RuntimeError("MLflow's server could not be loaded.") from self._fault

    def _load(self) -> None:
        try:
            self._app = _application(self._stores)
        except BaseException as fault:  # noqa: BLE001 (told to every caller)
            self._fault = fault
        finally:
            self._loaded.set()


def _application(stores: Stores) -> Any:
    """MLflow's app, its tables made: the command line that would make them isn't used."""
    from mlflow.server import handlers  # noqa: PLC0415 (8 s of CPU, for this process alone)
    from mlflow.server.fastapi_app import app  # noqa: PLC0415

    from workflows.gateway.server.routed import route_by  # noqa: PLC0415 (it imports MLflow)

    handlers.initialize_backend_stores(
        backend_store_uri=os.environ["_MLFLOW_SERVER_FILE_STORE"],
        registry_store_uri=os.environ["_MLFLOW_SERVER_REGISTRY_STORE"],
        default_artifact_root=os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"],
    )
    route_by(stores)
    return app
