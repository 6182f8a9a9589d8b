"""Whether an interpreter has what a model says it needs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from workflows import plain_yaml
from workflows.sandbox import interpreter as interpreters

_INSTALLED = """
import importlib.metadata as m, json, platform
found = {d.metadata["Name"]: d.version for d in m.distributions() if d.metadata["Name"]}
print(json.dumps({"python": platform.python_version(), "packages": found}))
"""
LONGEST = 1 << 20
LIBRARIES = ("mlflow", "numpy", "pandas", "scikit-learn", "scipy")  # those that bear on predictions
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def missing_requirements(model: Path, interpreter: Path) -> list[str]:
    """What the MLflow model in `model` asks for and `interpreter` lacks, each as people would say it.

    Such as `scikit-learn==1.5.1 (has 1.9.0)`, `xgboost (not installed)`, `Python 3.9 (has 3.11.7)`. Requirements
    come from requirements.txt, else from conda.yaml; the Python version from python_env.yaml, by its first
    two numbers. Empty when all is there, or nothing is asked for. OSError when the interpreter doesn't run.
    """
    python, packages = _installed(interpreter)
    lacking = [
        _python_lack(model, python),
        *(_lack(line, packages, python) for line in _lines(model)),
    ]
    return [lack for lack in lacking if lack]


def versions(interpreter: Path) -> dict[str, str]:
    """Python and the libraries that bear on predictions, as `interpreter` has them; OSError if it doesn't run.

    Asked of the interpreter without the model: what a model's own process says, the model says.
    """
    python, packages = _installed(interpreter)
    return {"python": python} | {name: packages[name] for name in LIBRARIES if name in packages}


def _installed(interpreter: Path) -> tuple[str, dict[str, str]]:
    """The version of Python, and of each package by its canonical name."""
    installed = json.loads(interpreters.ask(interpreter, _INSTALLED))
    packages = installed["packages"].items()
    return installed["python"], {canonicalize_name(name): version for name, version in packages}


def _lines(model: Path) -> Iterator[str]:
    listing = model / "requirements.txt"
    lines = _read(listing).splitlines() if listing.is_file() else _conda_lines(model)
    for line in lines:
        plain = str(line).partition(" #")[0].strip()
        # Options say where pip looks (--index-url, --hash), not what is needed.
        if plain and not plain.startswith(("#", "-")):
            yield plain.partition(" --")[0].rstrip("\\ ")


def _conda_lines(model: Path) -> list[Any]:
    """What conda.yaml leaves to pip; its own packages are conda's, which nobody here asks."""
    entries = _list(_yaml(model / "conda.yaml").get("dependencies"))
    return [
        line for entry in entries if isinstance(entry, dict) for line in _list(entry.get("pip"))
    ]


def _list(item: Any) -> list[Any]:
    return item if isinstance(item, list) else []


def _lack(line: str, packages: dict[str, str], python: str) -> str:
    where = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
    try:
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate(where):
            return ""
    except (InvalidRequirement, UndefinedEnvironmentName):
        # A path or an address: nothing says which version it would be.
        name = _NAME.match(line)
        return "" if name and canonicalize_name(name[0]) in packages else f"{line} (can't be told)"
    has = packages.get(canonicalize_name(wanted.name))
    if has is None:
        return f"{wanted.name}{wanted.specifier} (not installed)"
    return "" if wanted.specifier.contains(has, prereleases=True) else f"{line} (has {has})"


def _python_lack(model: Path, has: str) -> str:
    said = _yaml(model / "python_env.yaml").get("python")
    wanted = str(said) if isinstance(said, (str, float)) else ""
    try:
        same = not wanted or Version(wanted).release[:2] == Version(has).release[:2]
    except InvalidVersion:
        return ""
    return "" if same else f"Python {wanted} (has {has})"


def _read(path: Path) -> str:
    """A text file; what is longer than any such list needs to be is cut."""
    with path.open(errors="replace") as file:
        return file.read(LONGEST)


def _yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping; an empty one when the file is missing or isn't a mapping."""
    try:
        found = plain_yaml.load(_read(path))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
