"""The gateway as an ASGI application."""

import asyncio
import logging
import re

from django.conf import settings
from django.utils import timezone

from governance.bell import Bell
from governance.errors import PitwallError
from workflows.gateway.asgi import wire
from workflows.gateway.asgi.threads import Threads
from workflows.gateway.guard.guarded import Guarded
from workflows.gateway.scoring.endpoint import Scoring
from workflows.gateway.server.application import Server
from workflows.services import intents
from workflows.tasks import mirror_all

logger = logging.getLogger(__name__)

SCORE = re.compile(r"/score/([a-z0-9-]{1,100})/?")


def _wake() -> None:
    """Have a worker look at all runs; raises what the broker's client raises."""
    mirror_all.delay()


class Gateway:
    """Scores at /score/<use case>/, answers /healthz, and is MLflow's API, judged, at all else.

    Where the MLflow server is somebody else's, there is only the scoring.
    """

    def __init__(self) -> None:
        self._in_thread = Threads()
        self._scoring = Scoring(self._in_thread)
        self._server = None if settings.MLFLOW_IS_EXTERNAL else Server(self._in_thread)
        self._guarded = Guarded(self._server, self._in_thread) if self._server else None
        self._settling: asyncio.Task | None = None
        self._began = Bell(_wake, otherwise="the mirror comes round")

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: wire.Receive, send: wire.Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
            if self._server is not None:
                self._server.begin()
                self._settling = asyncio.ensure_future(self._settle(self._server))
            await send({"type": "lifespan.startup.complete"})

    async def _settle(self, server: Server) -> None:
        """Once MLflow answers again, what was begun before this process started is carried out, and
        what the last one may have died before telling is looked for.
        """
        try:
            await server.loaded()
            self._began()
            await self._in_thread(lambda: intents.settle(now=timezone.now()))
        except Exception:
            logger.exception("What was begun before the start can't be settled; the clock does.")

    async def close(self) -> None:
        """Close every connection that this process holds."""
        if self._settling is not None:
            self._settling.cancel()
        await self._scoring.close()
        if self._guarded is not None:
            await self._guarded.close()
        self._in_thread.close()

    async def _answer(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        started = False

        async def watched(message: wire.Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._route(scope, receive, watched)
        except wire.ClientGone:
            return
        except PitwallError as error:
            await wire.refuse(send, error)
        except Exception:
            logger.exception("%s %s failed.", scope["method"], scope["path"])
            if started:
                raise
            fault = "This is a fault of Pitwall's own; it is in the gateway's log."
            await wire.refuse(send, wire.Refused(500, "Something went wrong", fault))

    async def _route(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        path = scope["path"]
        if path == "/healthz":
            await wire.answer(send, 200, {"status": "ok"})
        elif found := SCORE.fullmatch(path):
            await self._scoring(scope, receive, send, found[1])
        elif path.startswith("/score/"):
            raise wire.Refused(
                404,
                "There is nothing here",
                "Scoring is at /score/<use case>/, with the use case's short name.",
            )
        elif self._guarded is None:
            raise wire.Refused(
                404, "There is nothing here", f"MLflow is at {settings.MLFLOW_URL}, not here."
            )
        else:
            await self._guarded(scope, receive, send)
