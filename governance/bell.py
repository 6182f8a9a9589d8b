"""A bell that wakes workers through the broker, rung where nobody waits for it."""

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

# Rings that wait while one is sent; more of the same would wake nobody who isn't awake.
MOST_WAITING = 4


class Bell:
    """Rings from a thread of its own: a broker that is down takes seconds to say so.

    A ring may be lost, with the process or the broker, or because `most` wait already; `otherwise`
    says what comes round then. `send` is given what the ring was given.
    """

    def __init__(
        self, send: Callable[..., object], *, otherwise: str, most: int = MOST_WAITING
    ) -> None:
        self.send, self.otherwise, self.most = send, otherwise, most
        self.answers = True
        self._begin()
        # Neither a thread nor a lock survives into a process of the worker's pool.
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self.waiting: queue.Queue[tuple[object, ...]] = queue.Queue(self.most)
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def __call__(self, *about: object) -> None:
        """Ask for a ring and return at once."""
        with self.starting:
            if self.thread is None:
                self.thread = threading.Thread(target=self._ring, name="bell", daemon=True)
                self.thread.start()
        with contextlib.suppress(queue.Full):
            self.waiting.put_nowait(about)

    def _ring(self) -> None:
        while True:
            about = self.waiting.get()
            try:
                self.send(*about)
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
                logger.warning("the broker doesn't answer, %s: %s", self.otherwise, why)
