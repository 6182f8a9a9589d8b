"""Whether a path that IT registers is a Python that can run a model."""

import os
import re
import subprocess
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"python(3(\.\d+)?)?")
OLDEST = (3, 9)
SECONDS = 10
ASK = "import sys; print(*sys.version_info[:2])"


def fault(path: str) -> str:
    """Why this path is no interpreter, with what to do about it; empty if it is one.

    It is run once, isolated (-I -S) and without an environment, and only if its name is a
    Python's and it lies outside Pitwall's own folders, so that nothing else on the host can be
    started through the form: in those folders the sandboxed code of models leaves files.
    """
    file = Path(path)
    if not file.is_absolute():
        return f"“{path}” isn't absolute; give the whole path, such as /opt/ml/bin/python3."
    if not NAME.fullmatch(file.name):
        return f"“{file.name}” isn't called like a Python; give the path of a python3."
    if not file.is_file():
        return f"There is no file {path} on this host; install it or correct the path."
    if _is_ours(file):
        return f"{path} lies in Pitwall's own folders, where models leave files; choose another."
    if not os.access(file, os.X_OK):
        return f"{path} can't be executed by Pitwall; allow it, or choose another."
    version = _version(file)
    if version is None:
        return f"{path} doesn't answer like a Python; choose another."
    if version < OLDEST:
        return f"{path} is Python {_dotted(version)}; choose {_dotted(OLDEST)} or newer."
    return ""


def _is_ours(file: Path) -> bool:
    """Whether the path, or what its links lead to, lies where Pitwall keeps what it is given."""
    own = [Path(folder).resolve() for folder in (settings.PITWALL_HOME, settings.PITWALL_RUNTIME)]
    named = Path(os.path.abspath(file))  # noqa: PTH100 - as named: its links stay, its dots go
    places = (named, file.resolve())
    return any(place.is_relative_to(folder) for place in places for folder in own)


def _version(file: Path) -> tuple[int, ...] | None:
    try:
        said = subprocess.run(
            [str(file), "-I", "-S", "-c", ASK],
            capture_output=True,
            check=True,
            env={},
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=SECONDS,
        )
        return tuple(int(part) for part in said.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
