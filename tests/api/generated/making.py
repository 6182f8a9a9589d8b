"""The Python client that openapi-python-client makes of docs/openapi.yaml, imported as an integrator's would be."""

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from openapi_python_client import Config, MetaType, generate
from openapi_python_client.config import ConfigFile
from openapi_python_client.parser.errors import GeneratorError

from portal.api.document import FILE

PACKAGE = "pitwall_client"
CONCERNS = re.compile(r"^WARNING parsing (?P<method>[A-Z]+) (?P<path>\S+) within")
MEDIA = re.compile(r"Unsupported content[ _]type (?P<media>[\w.+-]+/[\w.+-]+)")


@dataclass(frozen=True)
class Operation:
    """One of the document, and the module that was made for it."""

    name: str
    module: str


class Generated:
    """`models` has the classes, `operation(name)` the module with `sync_detailed`.

    `warnings` is what the generator couldn't express: pairs of operation and media type, or of
    whatever it spoke of and its words, where it spoke of something else.
    """

    def __init__(self, warnings: list[tuple[str, str]]) -> None:
        self.warnings = warnings
        self.package = importlib.import_module(PACKAGE)
        self.models = importlib.import_module(f"{PACKAGE}.models")
        self.operations = {one.name: one for one in operations(document())}

    def operation(self, name: str) -> ModuleType:
        return importlib.import_module(self.operations[name].module)

    def client(self, url: str, secret: str) -> Any:
        """With somebody's token; it raises at a status that the document doesn't name."""
        return self.package.AuthenticatedClient(
            base_url=url,
            token=secret,
            raise_on_unexpected_status=True,
            timeout=60,
            httpx_args={"trust_env": False},
        )


@cache
def document() -> dict[str, Any]:
    """The kept one."""
    return yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)


def operations(told: dict[str, Any]) -> Iterator[Operation]:
    for item in told["paths"].values():
        for one in item.values():
            name, (tag,) = one["operationId"], one["tags"]
            yield Operation(name, f"{PACKAGE}.api.{tag.replace('-', '_')}.{name}")


@contextmanager
def made_in(folder: Path) -> Iterator[Generated]:
    """Generated into the folder and importable until the end; no formatter runs over it."""
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, FILE, "utf-8", False, folder / PACKAGE
    )
    warnings = named(generate(config=config))
    sys.path.insert(0, str(folder))
    try:
        yield Generated(warnings)
    finally:
        sys.path.remove(str(folder))
        for name in [one for one in sys.modules if one.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def named(errors: Sequence[GeneratorError]) -> list[tuple[str, str]]:
    """What the generator says, by operation and media type."""
    paths = document()["paths"]
    return [(_operation(one, paths), _media(one)) for one in errors]


def _operation(error: GeneratorError, paths: dict[str, Any]) -> str:
    found = CONCERNS.match(error.header)
    if found is None:
        return error.header
    return paths[found["path"]][found["method"].lower()]["operationId"]


def _media(error: GeneratorError) -> str:
    found = MEDIA.search(error.detail or "")
    return found["media"] if found else str(error.detail)
