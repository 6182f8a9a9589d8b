"""MLflow's own API, judged: ASGI middleware round MLflow's app.

Whoever calls is known by a key or a portal session; that names one use case, and so one workspace:
what the client says of workspaces counts for nothing. A route that isn't in the table is refused,
a write is judged by the objects it names, and when Pitwall's database is down nothing passes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from workflows.gateway import wire
from workflows.mlflow import callers, face, own, passing, promoting
from workflows.mlflow.asked import read
from workflows.mlflow.callers import Caller
from workflows.mlflow.fields import Unclear
from workflows.mlflow.inside import LoggedModels
from workflows.mlflow.judging import NOT_THERE, Promotion, Refusal, by_rule, judge
from workflows.mlflow.named import Asked
from workflows.mlflow.routes import WRITES, Kind, Route, find
from workflows.mlflow.telling import Telling
from workflows.services.hearing import Event

logger = logging.getLogger(__name__)

App = Callable[[wire.Scope, wire.Receive, wire.Send], Awaitable[None]]
InThread = Callable[..., Awaitable[Any]]
LARGEST_BODY = 32 << 20
# Of whoever isn't known yet, no more than this is read.
LARGEST_UNKNOWN = 64 << 10
PATIENCE = 60.0
PAUSE = 0.1
STATUS = {
    "INVALID_PARAMETER_VALUE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "ENDPOINT_NOT_FOUND": 404,
    "RESOURCE_DOES_NOT_EXIST": 404,
    "TEMPORARILY_UNAVAILABLE": 503,
}
# Acts that the portal hears of, and the field of the answer that names what was made.
HEARD = frozenset({"run-create", "run-update", "version-create"})


@dataclass(frozen=True)
class Credentials:
    """What the call shows of who makes it."""

    key: str
    session: str
    workspace: str


@dataclass(frozen=True)
class Judged:
    """What came out, and of whom."""

    verdict: Refusal | Promotion | None
    caller: Caller | None = None
    asked: Asked | None = None


class Guarded:
    """MLflow's app, for those who may."""

    def __init__(self, app: App, in_thread: InThread) -> None:
        self._app, self._in_thread = app, in_thread
        self._telling = Telling(in_thread)
        self._models = LoggedModels(app)

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except DatabaseError as error:
            logger.warning("Pitwall's database doesn't answer: %s", error)
            await refuse(send, NO_DATABASE)
        except wire.Refused as error:
            await refuse(send, Refusal("INVALID_PARAMETER_VALUE", "body", error.message))

    async def _answer(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        route = find(scope["method"], scope["path"])
        shown = _credentials(scope)
        if route is not None and shown.key and own.is_own(shown.key):
            await self._app(passing.rewritten(scope, shown.workspace), receive, send)
        elif route is None:
            await refuse(send, _unknown(scope))
        elif route.kind is Kind.CLOSED:
            await _nothing_there(send, route, shown)
        elif route.kind is Kind.FACE:
            await self._face(scope, receive, send, route, shown)
        elif route.kind is Kind.ADMINISTER:
            await self._administer(send, route, shown)
        else:
            await self._judged(scope, receive, send, route, shown)

    async def close(self) -> None:
        await self._telling.close()

    async def _judged(
        self,
        scope: wire.Scope,
        receive: wire.Receive,
        send: wire.Send,
        route: Route,
        shown: Credentials,
    ) -> None:
        if shown.session and not shown.key and _from_elsewhere(scope, route):
            await refuse(
                send, Refusal("PERMISSION_DENIED", "origin", "This came from another site.")
            )
            return
        if not shown.key and not shown.session:
            await refuse(send, Refusal("UNAUTHENTICATED", "nobody", NOBODY))
            return
        streamed = passing.is_streamed(route)
        if not streamed and not passing.is_short(scope, LARGEST_UNKNOWN):
            admitted = await self._in_thread(_admitted_now, shown)
            if admitted.verdict is not None:
                await refuse(send, admitted.verdict)
                return
        raw = b"" if streamed else await wire.body(scope, receive, LARGEST_BODY)
        found = await self._judge(scope, shown, route, raw)
        if isinstance(found.verdict, Promotion) and found.caller is not None:
            given = passing.Replayed(raw, receive)
            await self._promote(scope, given, send, route, found, found.verdict)
        elif isinstance(found.verdict, Refusal):
            await self._refuse(send, route, found, found.verdict)
        elif streamed:
            await self._stream(scope, receive, send, route, shown, found)
        else:
            await self._pass(scope, passing.Replayed(raw, receive), send, route, found)

    async def _judge(
        self, scope: wire.Scope, shown: Credentials, route: Route, raw: bytes
    ) -> Judged:
        found: Judged = await self._in_thread(_judged_now, scope, shown, route, raw)
        if found.verdict is None and found.caller and found.asked and found.asked.models:
            host, workspace = wire.header(scope, b"host"), found.caller.workspace
            missing = await self._models.missing(host, workspace, found.asked.models)
            if missing:
                text = f"There is no logged model {missing[:80]} in this workspace."
                gone = Refusal("RESOURCE_DOES_NOT_EXIST", "foreign-model", text, missing)
                return Judged(gone, found.caller)
        return found

    async def _refuse(self, send: wire.Send, route: Route, found: Judged, refusal: Refusal) -> None:
        if route.kind in WRITES and found.caller is not None:
            self._telling.refused(found.caller, route, refusal)
        await refuse(send, refusal)

    async def _stream(
        self,
        scope: wire.Scope,
        receive: wire.Receive,
        send: wire.Send,
        route: Route,
        shown: Credentials,
        found: Judged,
    ) -> None:
        """Pass an upload on as it comes; a slow one is judged again before its last bytes go on."""
        again = passing.JudgedAgain(receive, lambda: self._judge(scope, shown, route, b""))
        try:
            await self._pass(scope, again, again.unless_refused(send), route, found)
        except Exception:
            if again.refused is None:
                raise
        if isinstance(again.refused, Refusal):
            await self._refuse(send, route, found, again.refused)

    async def _pass(
        self, scope: wire.Scope, receive: wire.Receive, send: wire.Send, route: Route, found: Judged
    ) -> None:
        assert found.caller is not None  # noqa: S101 (nobody passes who isn't known)
        length = receive.length if isinstance(receive, passing.Replayed) else None
        inner = passing.rewritten(scope, found.caller.workspace, length)
        mended = passing.Mended(send)
        watch = passing.Watch(mended)
        try:
            await self._app(inner, receive, watch if route.act in HEARD else mended)
        except Exception:
            if not mended.is_done:
                raise
            logger.warning("MLflow failed at %s %s.", route.method, route.path, exc_info=True)
        if route.act in HEARD and watch.status == 200:
            self._hear(route, found, watch.content())

    def _hear(self, route: Route, found: Judged, answer: dict[str, Any]) -> None:
        caller, told = found.caller, found.asked
        if caller is None or told is None:
            return
        run = answer.get("run") or {}
        version = answer.get("model_version") or {}
        info = run.get("info") or answer.get("run_info") or {}
        key = info.get("run_id") or f"{version.get('name')}/{version.get('version')}"
        event = Event(caller.scope_id, route.act, key[:320], caller.user_id, timezone.now())
        self._telling.event(event)

    async def _promote(
        self,
        scope: wire.Scope,
        receive: wire.Receive,
        send: wire.Send,
        route: Route,
        found: Judged,
        promotion: Promotion,
    ) -> None:
        """Carried out as a release: the answer comes when the version is in service, or isn't.

        The release sets the target's alias; the stage, which some ask for instead, is set after it.
        """
        try:
            begun = await self._in_thread(promoting.begin, found.caller, promotion, timezone.now())
            if isinstance(begun, Refusal):
                await self._refuse(send, route, found, begun)
                return
            failed = await self._awaited(begun)
        except DatabaseError:
            failed = "Pitwall's database doesn't answer; what was begun is settled once it does."
        if failed:
            await refuse(send, Refusal("TEMPORARILY_UNAVAILABLE", "promotion", failed))
        elif promotion.alias:
            await wire.answer(send, 200, {})
        else:
            await self._pass(scope, receive, send, route, found)

    async def _awaited(self, release_id: int) -> str:
        """Why the release isn't in service; nothing where it is."""
        until = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < until:
            over, why = await self._in_thread(promoting.outcome, release_id)
            if over:
                return why
            await asyncio.sleep(PAUSE)
        return (
            "The release is approved and recorded, and takes effect once its process is up. "
            "Ask again, or look at the use case's Releases page."
        )

    async def _face(
        self,
        scope: wire.Scope,
        receive: wire.Receive,
        send: wire.Send,
        route: Route,
        shown: Credentials,
    ) -> None:
        """MLflow's own pages hold nothing of anybody's; the first asks who comes."""
        if route.path == face.FRONT and not shown.key:
            await face.front(self._app, self._in_thread, scope, send, shown.session)
            return
        await self._app(passing.rewritten(scope, "", 0), passing.Replayed(b"", receive), send)

    async def _administer(self, send: wire.Send, route: Route, shown: Credentials) -> None:
        """Workspaces come and go with use cases; a person sees the names of her own."""
        names: list[str] | None = None
        if route.act and shown.session and not shown.key:
            user = await self._in_thread(callers.signed_in, shown.session)
            if user is not None:
                names = await self._in_thread(callers.workspaces_of, user, timezone.now())
        if names is None:
            await refuse(send, _closed(route))
        elif route.act == "list":
            await wire.answer(send, 200, {"workspaces": [{"name": name} for name in names]})
        elif route.values["workspace_name"] in names:
            await wire.answer(send, 200, {"workspace": {"name": route.values["workspace_name"]}})
        else:
            await refuse(send, NOT_THERE)


def _admitted_now(shown: Credentials) -> Judged:
    """In a thread that may use the database: who calls."""
    now = timezone.now()
    caller, why = None, ""
    if shown.key:
        caller, why = callers.by_key(shown.key, now)
    elif shown.session:
        user = callers.signed_in(shown.session)
        if user is None:
            return Judged(SIGNED_OUT)
        if not shown.workspace:
            return Judged(NO_WORKSPACE)
        caller = callers.in_workspace(user, shown.workspace, now)
        if caller is None:
            return Judged(NOT_THERE)
    if caller is None:
        return Judged(Refusal("UNAUTHENTICATED", "nobody", why or NOBODY))
    return Judged(None if caller.sees else NOT_THERE, caller)


def _judged_now(scope: wire.Scope, shown: Credentials, route: Route, raw: bytes) -> Judged:
    """The same, and what the call names, and whether it may."""
    admitted = _admitted_now(shown)
    caller = admitted.caller
    if admitted.verdict is not None or caller is None:
        return Judged(admitted.verdict)
    try:
        told = read(route, raw, scope.get("query_string", b""), passing.headers_of(scope))
    except Unclear as fault:
        unclear = Refusal("INVALID_PARAMETER_VALUE", "unclear", str(fault))
        return Judged(by_rule(caller, route) or unclear, caller)
    return Judged(judge(caller, route, told), caller, told)


NOBODY = (
    "Pitwall asks who calls. Set MLFLOW_TRACKING_TOKEN to a key that you make on the use case's "
    "Runs page, under Connect."
)


SIGNED_OUT = Refusal(
    "UNAUTHENTICATED", "nobody", "You are signed out of Pitwall. Load this page again to sign in."
)
NO_WORKSPACE = Refusal(
    "PERMISSION_DENIED", "workspace", "Choose a workspace: that of a use case of yours."
)
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


async def _nothing_there(send: wire.Send, route: Route, shown: Credentials) -> None:
    """What is closed is closed; MLflow's pages for people ask for some of it at every turn, and are
    told that there is none, instead of showing a fault.
    """
    if route.act == "no-endpoints" and shown.session and not shown.key:
        await wire.answer(send, 200, {"endpoints": []})
    else:
        await refuse(send, _closed(route))


def _unknown(scope: wire.Scope) -> Refusal:
    text = f"No route of MLflow's that Pitwall knows: {scope['method']} {scope['path'][:200]}"
    return Refusal("ENDPOINT_NOT_FOUND", "unknown", text)


def _closed(route: Route) -> Refusal:
    what = (
        "Workspaces belong to use cases: Pitwall makes them, and a key names one."
        if route.kind is Kind.ADMINISTER
        else "Pitwall doesn't govern this part of MLflow, so it lets nobody use it."
    )
    return Refusal("PERMISSION_DENIED", "closed", what)


def _credentials(scope: wire.Scope) -> Credentials:
    key = callers.presented(wire.header(scope, b"authorization"))
    return Credentials(
        key,
        "" if key else _session(wire.header(scope, b"cookie")),
        wire.header(scope, passing.WORKSPACE),
    )


def _session(cookies: str) -> str:
    if settings.SESSION_COOKIE_NAME not in cookies:
        return ""
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def _from_elsewhere(scope: wire.Scope, route: Route) -> bool:
    """Whether a browser says that the page it comes from isn't ours; for what writes it has to say."""
    origin, host = wire.header(scope, b"origin"), wire.header(scope, b"host")
    if origin:
        return origin.partition("://")[2] != host
    return route.kind in WRITES and wire.header(scope, b"sec-fetch-site") != "same-origin"
