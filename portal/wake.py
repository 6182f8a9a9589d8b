"""The bell that wakes workers: a message through the broker, sent where nobody waits for it."""

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable

from portal.celery import app

logger = logging.getLogger(__name__)

TASK = "governance.work_off_deliveries"
# A message that nobody fetched is of no use later: the relay has rung again by then.
EXPIRES = 60.0
# Rings that wait while one is sent; more of them would wake nobody who isn't awake.
MOST_WAITING = 4


def publish() -> None:
    """Send the message that wakes one worker; raises what the broker's client raises."""
    app.send_task(TASK, expires=EXPIRES, retry=False)


class Bell:
    """Rings from a thread of its own: a broker that is down takes seconds to say so.

    A ring may be lost, with the process or the broker: the relay rings for whatever is due.
    """

    def __init__(self, send: Callable[[], None] = publish) -> None:
        self.send = send
        self.answers = True
        self._begin()
        # Neither a thread nor a lock survives into a process of the worker's pool.
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self.waiting: queue.Queue[None] = queue.Queue(MOST_WAITING)
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Ask for a ring and return at once."""
        with self.starting:
            if self.thread is None:
                self.thread = threading.Thread(target=self._ring, name="bell", daemon=True)
                self.thread.start()
        with contextlib.suppress(queue.Full):
            self.waiting.put_nowait(None)

    def _ring(self) -> None:
        while True:
            self.waiting.get()
            try:
                self.send()
            except Exception as error:  # noqa: BLE001 (kombu and the client raise many kinds)
                self._say(answers=False, why=str(error))
            else:
                self._say(answers=True)
            self.waiting.task_done()

    def _say(self, *, answers: bool, why: str = "") -> None:
        """Log a change, not each of the many failures of one outage."""
        if answers != self.answers:
            self.answers = answers
            if answers:
                logger.info("the broker answers again")
            else:
                logger.warning("the broker doesn't answer, the relay delivers: %s", why)


ring = Bell()
