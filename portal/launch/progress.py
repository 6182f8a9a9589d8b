"""The progress of the first start: written by the demo, shown in the terminal and the browser."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

StepState = Literal["waiting", "working", "done", "failed"]
State = Literal["none", "working", "done", "failed"]


@dataclass
class Step:
    """One line of the display; `seconds` is how long it has worked, once it has ended."""

    key: str
    label: str
    state: StepState = "waiting"
    detail: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class SignIn:
    """One demo account as a person reads it: user name, password, and what it is for."""

    username: str
    password: str
    role: str


@dataclass
class Report:
    """What the file holds."""

    state: State = "none"
    steps: list[Step] = field(default_factory=list)
    sign_ins: list[SignIn] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Report":
        """The report in `path`; an empty one where there is none, or none that can be read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                state=content["state"],
                steps=[Step(**step) for step in content["steps"]],
                sign_ins=[SignIn(**sign_in) for sign_in in content["sign_ins"]],
            )
        return cls()

    @property
    def done_steps(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def current(self) -> Step | None:
        """The step at work, or the one that failed."""
        return next((step for step in self.steps if step.state in ("working", "failed")), None)


class Progress:
    """The writer's side: declare all steps first, then work through them in order.

    Every change replaces the file whole, so that a reader never sees half of it.
    """

    def __init__(self, path: Path, steps: Sequence[tuple[str, str]]) -> None:
        """`steps` are (key, label) pairs; the label is a sentence's worth for a person."""
        self.path = path
        self.report = Report("working", [Step(key, label) for key, label in steps])
        self.write()

    @contextmanager
    def step(self, key: str) -> Iterator[Step]:
        """Marks the step as working inside the block, then as done; failed when it raises."""
        step = next(step for step in self.report.steps if step.key == key)
        began = time.monotonic()
        step.state = "working"
        self.write()
        try:
            yield step
        except BaseException as error:
            step.state, step.detail = "failed", str(error) or type(error).__name__
            self.report.state = "failed"
            raise
        else:
            step.state = "done"
        finally:
            step.seconds = round(time.monotonic() - began, 1)
            self.write()

    def passed(self, key: str) -> None:
        """The step was done by an earlier start."""
        next(step for step in self.report.steps if step.key == key).state = "done"
        self.write()

    def say(self, key: str, detail: str) -> None:
        """Put words beside a step, such as how far it has come."""
        next(step for step in self.report.steps if step.key == key).detail = detail
        self.write()

    def finish(self, sign_ins: Sequence[SignIn]) -> None:
        """All steps are done: `sign_ins` are shown to whoever started Pitwall."""
        self.report.state, self.report.sign_ins = "done", list(sign_ins)
        self.write()

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(asdict(self.report)), encoding="utf-8")
        draft.replace(self.path)
