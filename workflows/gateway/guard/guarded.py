"""MLflow's own API, judged: ASGI middleware round MLflow's app.

Whoever calls is known by a key or a portal session; that names one use case, and so one workspace:
what the client says of workspaces counts for nothing. A route that isn't in the table is refused,
a write is judged by the objects it names, and when Pitwall's database is down nothing passes.
"""

import logging
from typing import Any

from django.db import Error as DatabaseError

from workflows.gateway.asgi import wire
from workflows.gateway.guard import answering, carrying_out, face, passing, workspaces
from workflows.gateway.guard.admitting import (
    Credentials,
    Judged,
    admitted_now,
    credentials_of,
    judged_now,
    refusal_before,
)
from workflows.gateway.guard.answering import refuse
from workflows.gateway.guard.heard import HEARD, Heard
from workflows.gateway.guard.inside import Inside
from workflows.gateway.guard.judging import Promotion, Refusal
from workflows.gateway.guard.telling import Telling
from workflows.mlflow import own
from workflows.mlflow.routes import WRITES, Kind, Route, find

logger = logging.getLogger(__name__)

LARGEST_BODY = 32 << 20
# Of whoever isn't known yet, no more than this is read.
LARGEST_UNKNOWN = 64 << 10


class Guarded:
    """MLflow's app, for those who may."""

    def __init__(self, app: wire.App, in_thread: wire.InThread) -> None:
        self._app, self._in_thread = app, in_thread
        self._telling = Telling(in_thread)
        self._inside = Inside(app)
        self._heard = Heard()

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except DatabaseError as error:
            logger.warning("Pitwall's database doesn't answer: %s", error)
            await refuse(send, answering.NO_DATABASE)
        except wire.Refused as error:
            await refuse(send, Refusal("INVALID_PARAMETER_VALUE", "body", error.message))

    async def _answer(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        route = find(scope["method"], scope["path"])
        shown = credentials_of(scope)
        if route is not None and shown.key and own.is_own(shown.key):
            await self._app(passing.rewritten(scope, shown.workspace), receive, send)
        elif route is None:
            await refuse(send, answering.unknown(scope))
        elif route.kind is Kind.CLOSED:
            await answering.nothing_there(send, route, is_person=shown.is_person)
        elif route.kind is Kind.FACE:
            await self._face(scope, receive, send, route, shown)
        elif route.kind is Kind.ADMINISTER:
            await workspaces.answer(send, self._in_thread, route, shown)
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
        if (refused := refusal_before(scope, route, shown)) is not None:
            await refuse(send, refused)
            return
        streamed = passing.is_streamed(route)
        if not streamed and not passing.is_short(scope, LARGEST_UNKNOWN):
            admitted = await self._in_thread(admitted_now, shown)
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
        found: Judged = await self._in_thread(judged_now, scope, shown, route, raw)
        if found.verdict is None and found.caller and found.asked:
            host, workspace = wire.header(scope, b"host"), found.caller.workspace
            missing = await self._inside.missing(host, workspace, found.asked)
            if missing is not None:
                return Judged(answering.foreign(*missing), found.caller)
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
        if found.caller is None or found.asked is None:
            return
        event = self._heard.event(route, found.caller, found.asked, answer)
        if event is not None:
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
        refused = await carrying_out.refusal(self._in_thread, found.caller, promotion)
        if refused is not None and refused.code == "TEMPORARILY_UNAVAILABLE":
            await refuse(send, refused)
        elif refused is not None:
            await self._refuse(send, route, found, refused)
        elif promotion.alias:
            await wire.answer(send, 200, {})
        else:
            await self._pass(scope, receive, send, route, found)

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
