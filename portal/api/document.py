"""The OpenAPI document as the repository keeps it, and whether it keeps what it promised."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from portal.api.breaking import breaks

NAME = "docs/openapi.yaml"
FILE = settings.BASE_DIR / NAME
ANNOUNCED = settings.BASE_DIR / "docs" / "openapi-changes.yaml"
LOOK_BACK = 5  # commits that changed the document


def written() -> str:
    """The document of the code as it is."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return str(OpenApiYamlRenderer().render(document).decode())


def read(text: str) -> dict[str, Any]:
    """The document again; by libyaml, which takes a tenth of the time."""
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))


def promised() -> Iterator[dict[str, Any]]:
    """The document in the repository, and those before it as far as git knows them."""
    if FILE.exists():
        yield read(FILE.read_text(encoding="utf-8"))
    for commit in _git("log", f"--max-count={LOOK_BACK}", "--format=%H", "--", NAME).split():
        if text := _git("show", f"{commit}:{NAME}"):
            yield read(text)


def unannounced(now: dict[str, Any]) -> list[str]:
    """What breaks clients of an earlier document of this version, and nobody announced."""
    said = yaml.safe_load(ANNOUNCED.read_text(encoding="utf-8"))
    version = now["info"]["version"]
    allowed = set(said.get(version) or ())
    earlier = (one for one in promised() if one["info"]["version"] == version)
    return sorted({line for one in earlier for line in breaks(one, now)} - allowed)


def _git(*arguments: str) -> str:
    """What git says; nothing where there is no repository, as in an image."""
    command = [
        "git",
        "-C",
        str(Path(settings.BASE_DIR)),
        *arguments,
    ]  # found by PATH, as in a shell
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""
