"""What `make run` says in the terminal: a line for each thing that happened, once."""

import sys
from collections.abc import Sequence
from typing import TextIO

from portal.launch.progress import Report, SignIn, Step
from portal.launch.supervisor_client import PartState

MARKS = {"done": "✓", "failed": "✗", "working": "…"}


class Terminal:
    """Lines for what has ended and, on a real terminal, one line that changes for what goes on."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self.stream = stream
        self.live = stream.isatty()
        self.said: set[str] = set()

    def say(self, line: str = "") -> None:
        self.stream.write(f"\r\x1b[K{line}\n" if self.live else f"{line}\n")
        self.stream.flush()

    def once(self, key: str, line: str) -> None:
        """Say the line unless one with this key has been said."""
        if key not in self.said:
            self.said.add(key)
            self.say(line)

    def show(self, report: Report) -> None:
        """The steps that have ended since the last look, and the one at work."""
        for step in report.steps:
            if step.state in ("done", "failed"):
                self.once(f"{step.key} {step.state}", sentence(step))
        if self.live and report.state == "working" and report.current:
            width = len(report.steps)
            line = f"  {report.done_steps}/{width} {sentence(report.current).strip()}"
            self.stream.write(f"\r\x1b[K{line[:110]}")
            self.stream.flush()

    def show_failure(self, part: PartState) -> None:
        """A part that the supervisor has given up."""
        self.once(
            f"{part.name} {part.state}",
            f"  ✗ {part.name} doesn't stay up; the reason is at the end of {part.log}",
        )

    def show_half_a_demo(self, part: PartState) -> None:
        """The demo's process has ended without a word of its own."""
        self.once(
            "demo ended",
            f"  ✗ The demo ended before it was done; the reason is at the end of {part.log}\n"
            "  Pitwall itself goes on; `make run` takes the demo up again.",
        )


def sentence(step: Step) -> str:
    """One step in one line."""
    detail = f": {step.detail}" if step.detail else ""
    seconds = f" ({step.seconds:.0f} s)" if step.state == "done" and step.seconds >= 1 else ""
    return f"  {MARKS.get(step.state, ' ')} {step.label}{detail}{seconds}"


def table(sign_ins: Sequence[SignIn]) -> list[str]:
    """The demo accounts, in columns."""
    names = max(len(sign_in.username) for sign_in in sign_ins)
    words = max(len(sign_in.password) for sign_in in sign_ins)
    return [
        f"  {sign_in.username:<{names}}  {sign_in.password:<{words}}  {sign_in.role}"
        for sign_in in sign_ins
    ]
