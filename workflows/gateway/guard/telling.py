"""What the gateway has to write down beside its answers: events for the portal, refusals."""

import asyncio
import contextlib
import logging
from typing import Any

from governance.bell import Bell
from workflows.gateway.asgi import wire
from workflows.gateway.guard import refusals
from workflows.services import hearing
from workflows.tasks import hear

logger = logging.getLogger(__name__)

PAUSE = 0.1
MINUTE_CHECK = 5.0
MOST = 100_000
# Use cases of which something is to be heard, while the broker takes its time.
MOST_RINGS = 64


class Telling:
    """Writes in the background, in order; what can't be written now is tried again."""

    def __init__(self, in_thread: wire.InThread) -> None:
        self._in_thread = in_thread
        self._bell = Bell(_wake, otherwise="the mirror comes round", most=MOST_RINGS)
        self._events: list[hearing.Event] = []
        self.refusals = refusals.Refusals()
        self._task: asyncio.Task | None = None
        self._rung = asyncio.Event()
        self._writing: set[asyncio.Task] = set()

    def event(self, event: hearing.Event) -> None:
        """Tell the portal of this soon. The mirror finds by itself whatever is lost here."""
        if len(self._events) < MOST:
            self._events.append(event)
        self._rung.set()
        self._start()

    def refused(self, *given: Any) -> None:
        """Count a refused write; it is in the record within a moment, or within a minute."""
        tally = self.refusals.note(*given)
        if tally is not None:
            self._start()
            task = asyncio.ensure_future(self._write_refusal(tally))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def close(self) -> None:
        """Write what is left."""
        if self._task is not None:
            self._task.cancel()
        await asyncio.gather(*self._writing)
        await self._flush()
        for tally in self.refusals.due(all_of_them=True):
            await self._write_refusal(tally)

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._go_on())

    async def _go_on(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), MINUTE_CHECK)
            self._rung.clear()
            await self._flush()
            for tally in self.refusals.due():
                await self._write_refusal(tally)
            await asyncio.sleep(PAUSE)

    async def _flush(self) -> None:
        events, self._events = self._events, []
        if not events:
            return
        try:
            await self._in_thread(hearing.note, events)
        except Exception:
            logger.exception("%d events could not be written; they are tried again.", len(events))
            self._events = events + self._events
            self._rung.set()
            await asyncio.sleep(1)
        else:
            for scope_id in dict.fromkeys(one.scope_id for one in events):
                self._bell(scope_id)

    async def _write_refusal(self, tally: Any) -> None:
        try:
            await self._in_thread(refusals.write, tally)
        except Exception:
            logger.exception("A refusal could not be written: %s %s", tally.method, tally.path)


def _wake(scope_id: int) -> None:
    """Have a worker hear what happened in a use case; raises what the broker's client raises."""
    hear.delay(scope_id)
