"""POST /score/<use case>/: the version in service answers, and what it said is kept before it is told."""

import asyncio
import json
import logging
import time
from http import HTTPStatus
from typing import Any

import httpx
from django.utils import timezone

from governance.actors import Actor
from governance.errors import PitwallError
from workflows.gateway.asgi import wire
from workflows.gateway.asgi.wire import Refused
from workflows.gateway.scoring import batches, service, tokens
from workflows.gateway.scoring.lines import Lines
from workflows.gateway.scoring.service import NotYet, Service
from workflows.services import scores

logger = logging.getLogger(__name__)

LARGEST_BODY = 16 << 20
# For so long a request waits for a version that is being started again, or has just been replaced.
PATIENCE = 5.0
PAUSE = 0.1
# After these a model is asked again, for scoring changes nothing until an answer is kept. One that was
# never connected to has seen no row, however long that took.
UNHEARD = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)
LONGEST_SECONDS = 60.0
# MLflow's words for an exception of the model's own; any other 400 is about the rows.
MODEL_FAILED = "unexpected error while evaluating the model"


class Scoring:
    """Scores batches; `in_thread` runs what uses the database."""

    def __init__(self, in_thread: wire.InThread) -> None:
        self._in_thread = in_thread
        self._tokens = tokens.Remembered()
        self._lines = Lines()

    async def __call__(
        self, scope: wire.Scope, receive: wire.Receive, send: wire.Send, slug: str
    ) -> None:
        if scope["method"] != "POST":
            raise Refused(405, "Only POST scores", "Send rows by POST.", allow="POST")
        actor = await self._actor(wire.header(scope, b"authorization"))
        # Who may not ask is told so before anything is read, and before a version is looked for.
        await self._in_thread(service.admit, actor, slug, timezone.now())
        batch = batches.parse(await wire.body(scope, receive, LARGEST_BODY))
        chosen, found = await self._ask(actor, slug, batch)
        await wire.answer(send, 200, await self._told(actor, chosen, batch, found))

    async def close(self) -> None:
        await self._lines.close()

    async def _actor(self, authorization: str) -> Actor:
        digest = tokens.bearer(authorization)
        known = self._tokens.get(digest)
        if known is None:
            known = await self._in_thread(tokens.actor_of, digest, timezone.now())
            self._tokens.keep(digest, known)
        return known

    async def _ask(self, actor: Actor, slug: str, batch: batches.Batch) -> tuple[Service, Any]:
        """The answers, and the version that gave them; a change of version is waited out.

        Patience begins with the first miss: what it took to see that a process is gone doesn't count,
        but nothing is asked anew after LONGEST_SECONDS.
        """
        latest = time.monotonic() + LONGEST_SECONDS
        until = None
        while True:
            try:
                chosen = await self._in_thread(service.serving, actor, slug, timezone.now())
                return chosen, await self._forward(chosen, batch)
            except (NotYet, *UNHEARD) as error:
                until = until or min(time.monotonic() + PATIENCE, latest)
                if time.monotonic() > until:
                    logger.warning("No process answered for %s: %r", slug, error)
                    raise _told_later(error) from error
            await asyncio.sleep(PAUSE)

    async def _forward(self, chosen: Service, batch: batches.Batch) -> Any:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                status, content = await self._lines.post(
                    chosen.socket, batches.question(batch, chosen.columns)
                )
            if status == HTTPStatus.OK:
                return batches.predictions(content, len(batch.rows) or None)
        except httpx.ConnectTimeout:
            raise
        except (TimeoutError, httpx.TimeoutException):
            raise Refused(
                504,
                "The model takes too long",
                f"{chosen.model} v{chosen.version} didn't answer within {LONGEST_SECONDS:g} s.",
                remedy="Send fewer rows at a time.",
            ) from None
        except ValueError as error:
            raise _failed(chosen, f"It answered {error}.") from None
        raise _refused_by(chosen, status, content)

    async def _told(
        self, actor: Actor, chosen: Service, batch: batches.Batch, found: list
    ) -> dict[str, Any]:
        """What the caller gets; of rows, what is kept by then."""
        told = {"model": chosen.model, "version": chosen.version, "release": chosen.release_id}
        if not batch.rows:
            return {**told, "kept": 0, "known": 0, "predictions": found}
        outputs = [batches.output(one) for one in found]
        rows = batches.score_rows(batch, outputs, chosen.columns)
        kept = await self._in_thread(
            scores.keep,
            actor=actor,
            release_id=chosen.release_id,
            rows=rows,
            now=timezone.now(),
        )
        answers = [
            {**output, "prediction_id": row.prediction_id}
            for row, output in zip(batch.rows, outputs, strict=True)
        ]
        return {**told, "kept": kept.kept, "known": kept.known, "predictions": answers}


def _told_later(error: Exception) -> PitwallError:
    """What to say when the version in service didn't come back in time."""
    if isinstance(error, NotYet):
        return error
    return NotYet(
        "The process of the version in service doesn't answer.",
        remedy="Send this again in a few seconds; if it lasts, DevOps sees why on the release's page.",
    )


def _refused_by(chosen: Service, status: int, content: bytes) -> PitwallError:
    """The scoring server's own refusal: rows against the signature are the caller's to mend."""
    try:
        told = json.loads(content)
        message = str(told["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return _failed(chosen, f"Its server answered {status}.")
    # Before the reason MLflow quotes all rows that it was given.
    reason = message.rpartition("\nError: ")[2].strip()[:1000]
    if status == HTTPStatus.BAD_REQUEST and MODEL_FAILED not in message:
        return Refused(
            422,
            "The rows don't fit the model's signature",
            reason,
            remedy=f"{chosen.model} v{chosen.version} asks for: {', '.join(chosen.columns)}.",
        )
    return _failed(chosen, reason)


def _failed(chosen: Service, why: str) -> Refused:
    return Refused(
        502,
        "The model failed",
        f"{chosen.model} v{chosen.version} could not answer: {why}",
        remedy="Look at these rows first; if they are as ever, tell DevOps, who can roll back.",
    )
