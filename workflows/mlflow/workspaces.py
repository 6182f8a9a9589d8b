"""Where a use case lives on an MLflow server: its workspace, as found or made."""

from dataclasses import dataclass

from django.conf import settings

from projects.models import Place
from workflows import stores
from workflows.mlflow import client
from workflows.models import Cycle, MlflowBinding, MlflowServer

# MLflow gives no workspace these names (pinned version); a use case may well be called so.
RESERVED = frozenset({"ajax-api", "api", "default", "static-files", "workspaces"})
LONGEST = 63


@dataclass(frozen=True)
class Workspace:
    """Where a use case lives on a server."""

    server: MlflowServer
    name: str
    experiment_id: str
    artifacts_place: Place | None = None


def own_server() -> MlflowServer:
    """The server that Pitwall runs or was given; its address follows the settings."""
    external = settings.MLFLOW_IS_EXTERNAL
    server, _ = MlflowServer.objects.update_or_create(
        key="own",
        defaults={
            "title": "MLflow server" if external else "Pitwall's MLflow",
            "tracking_uri": settings.MLFLOW_URL,
            "external": external,
        },
    )
    return server


def name_for(key: str) -> str:
    """The workspace's name: the use case's own, but for those that MLflow keeps to itself.

    No use case's name has two hyphens side by side, so that nobody else's workspace is called so.
    """
    return f"{key}--use-case" if key in RESERVED else key[:LONGEST].strip("-")


def workspace_of(cycle: Cycle) -> Workspace:
    """The use case's workspace and its experiment `pitwall`, made where they are missing."""
    binding = MlflowBinding.objects.select_related("server").filter(scope=cycle.scope).first()
    if binding is not None and binding.experiment_id:
        return Workspace(binding.server, binding.workspace, binding.experiment_id)
    server = binding.server if binding else own_server()
    name = binding.workspace if binding else name_for(cycle.scope.key)
    place = binding.artifacts_place if binding else stores.chosen(cycle)
    return Workspace(server, name, client.ensure_workspace(server, name), place)
