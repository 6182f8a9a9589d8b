"""Refusals as MLflow's clients get them, and what is said of routes that lead nowhere."""

from workflows.gateway.asgi import wire
from workflows.gateway.guard.judging import Refusal
from workflows.mlflow.routes import Kind, Route
from workflows.words import FrozenKind

STATUS = {
    "INVALID_PARAMETER_VALUE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "ENDPOINT_NOT_FOUND": 404,
    "RESOURCE_DOES_NOT_EXIST": 404,
    "TEMPORARILY_UNAVAILABLE": 503,
}
NO_DATABASE = Refusal(
    "TEMPORARILY_UNAVAILABLE",
    "database",
    "Pitwall's database doesn't answer, so nothing can be judged. Try again.",
)


async def refuse(send: wire.Send, refusal: Refusal) -> None:
    """In MLflow's own shape, so that its clients show the sentence whole."""
    headers = {}
    if refusal.code == "UNAUTHENTICATED":
        # Basic is taken too; but a browser that is told so asks for a password by itself.
        headers["www-authenticate"] = 'Bearer realm="Pitwall"'
    if refusal.code == "TEMPORARILY_UNAVAILABLE":
        headers["retry-after"] = wire.RETRY_AFTER_SECONDS
    content = {"error_code": refusal.code, "message": refusal.text}
    await wire.answer(send, STATUS[refusal.code], content, headers=headers)


async def nothing_there(send: wire.Send, route: Route, *, is_person: bool) -> None:
    """What is closed is closed; MLflow's pages for people ask for some of it at every turn, and are
    told that there is none, instead of showing a fault.
    """
    if route.act == "no-endpoints" and is_person:
        await wire.answer(send, 200, {"endpoints": []})
    else:
        await refuse(send, closed(route))


def unknown(scope: wire.Scope) -> Refusal:
    """There is no such route."""
    text = f"No route of MLflow's that Pitwall knows: {scope['method']} {scope['path'][:200]}"
    return Refusal("ENDPOINT_NOT_FOUND", "unknown", text)


def foreign(kind: FrozenKind, name: str) -> Refusal:
    """What the call names isn't in its workspace."""
    text = f"There is no {kind.label} {name[:80]} in this workspace."
    reason = "foreign-run" if kind is FrozenKind.RUN else "foreign-model"
    return Refusal("RESOURCE_DOES_NOT_EXIST", reason, text, name)


def closed(route: Route) -> Refusal:
    """There is one, and nobody is let in."""
    what = (
        "Workspaces belong to use cases: Pitwall makes them, and a key names one."
        if route.kind is Kind.ADMINISTER
        else "Pitwall doesn't govern this part of MLflow, so it lets nobody use it."
    )
    return Refusal("PERMISSION_DENIED", "closed", what)
