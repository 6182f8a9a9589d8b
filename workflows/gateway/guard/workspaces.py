"""MLflow's routes about workspaces: these come and go with use cases; people see the names of their own."""

from django.utils import timezone

from workflows.gateway.asgi import wire
from workflows.gateway.guard import callers
from workflows.gateway.guard.admitting import Credentials
from workflows.gateway.guard.answering import closed, refuse
from workflows.gateway.guard.judging import NOT_THERE
from workflows.mlflow.routes import Route


async def answer(
    send: wire.Send, in_thread: wire.InThread, route: Route, shown: Credentials
) -> None:
    """A person is told the names of the workspaces that are theirs to see; all else is closed."""
    names: list[str] | None = None
    if route.act and shown.is_person:
        user = await in_thread(callers.signed_in, shown.session)
        if user is not None:
            names = await in_thread(callers.workspaces_of, user, timezone.now())
    if names is None:
        await refuse(send, closed(route))
    elif route.act == "list":
        await wire.answer(send, 200, {"workspaces": [{"name": name} for name in names]})
    elif route.values["workspace_name"] in names:
        await wire.answer(send, 200, {"workspace": {"name": route.values["workspace_name"]}})
    else:
        await refuse(send, NOT_THERE)
