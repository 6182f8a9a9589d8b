"""What somebody who does a job is given, and how he says how far he is and how it ended."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.children.training import parse_progress
from workflows.models import Job
from workflows.sandbox import Sandbox
from workflows.words import JobState


@dataclass(frozen=True)
class Ended:
    """How a job ended: one of JobState, why if it didn't end well, and what it brought (JSON)."""

    state: JobState
    reason: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


# Called with the time, in the transaction that ends the job: what it writes is written once.
Conclusion = Callable[[datetime], Ended]


@dataclass
class Worksheet:
    """One job on one desk. `cancel` is set when it should end early; progress waits to be fetched."""

    job: Job
    sandbox: Sandbox
    cancel: threading.Event = field(default_factory=threading.Event)
    progress: int | None = None
    step: str | None = None
    log_path: str = ""

    def say(self, percent: int, step: str) -> None:
        """Note how far the job is; the main loop writes it with the next heartbeat."""
        self.progress, self.step = percent, step

    def read(self, line: str) -> None:
        """Take progress from a line that the child prints."""
        if told := parse_progress(line):
            self.say(told.percent, told.message)


def simply(state: JobState, reason: str = "") -> Conclusion:
    """A conclusion that writes nothing but the job's own end."""
    return lambda _now: Ended(state, reason)
