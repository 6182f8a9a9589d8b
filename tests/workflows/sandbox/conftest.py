"""Fences of every kind that holds on this machine, and a way to run a program behind one."""

import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from workflows.sandbox import Job, Level, Limits, Result, Sandbox, bubblewrap
from workflows.sandbox.detection import attempt

SMALL = Limits(memory=400 << 20, wall_seconds=20, processes=40, disk=8 << 20, log=1 << 20)


def _fences() -> list[Sandbox]:
    candidates = [Sandbox(Level.BUBBLEWRAP, binary=binary) for binary in bubblewrap.binaries()[:1]]
    return [fence for fence in (*candidates, Sandbox(Level.LANDLOCK)) if not attempt(fence)]


FENCES = _fences()


@pytest.fixture(params=FENCES, ids=[str(fence.level) for fence in FENCES])
def fence(request: pytest.FixtureRequest) -> Sandbox:
    return request.param


@pytest.fixture
def best_level() -> Level:
    """The level of the first fence that holds, found apart from `detect`."""
    return FENCES[0].level


@pytest.fixture
def small() -> Limits:
    return SMALL


@dataclass(frozen=True)
class Ran:
    result: Result
    said: str
    folder: Path


@pytest.fixture
def run(fence: Sandbox, tmp_path: Path) -> Callable[..., Ran]:
    """Runs a Python program behind the fence: `run("print(1)", "argument", limits=…, outputs=…)`."""

    def run(program: str, *arguments: object, limits: Limits = SMALL, **more: object) -> Ran:
        argv = (
            sys.executable,
            "-I",
            "-S",
            "-u",
            "-c",
            textwrap.dedent(program),
            *map(str, arguments),
        )
        folder, log = tmp_path / "child", tmp_path / "log"
        result = fence.run(Job(argv=argv, folder=folder, **more), limits=limits, log=log)
        return Ran(result, log.read_text(), folder)

    return run
