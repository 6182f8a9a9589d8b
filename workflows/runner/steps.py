"""Things to do again and again, each for itself: what fails is logged and tried later, and stops nothing else."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

LONGEST_WAIT = 30.0


@dataclass
class Step:
    """Something to do every `every` seconds; after failures with waits that double up to half a minute."""

    name: str
    act: Callable[[], object]
    every: float
    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    due: float = field(default=0.0)

    def take(self) -> None:
        """Do it if it is due."""
        if self.clock() < self.due:
            return
        try:
            self.act()
        except Exception:
            self.failures += 1
            logger.exception("The step %s failed (%d in a row).", self.name, self.failures)
        else:
            self.failures = 0
        self.due = self.clock() + self._wait()

    def _wait(self) -> float:
        return min(LONGEST_WAIT, self.every * 2**self.failures) if self.failures else self.every
