"""Which run, logged model or trace an artifact's path belongs to."""

import posixpath
import re
from urllib.parse import unquote

from workflows.gateway.asked.fields import Unclear
from workflows.words import FrozenKind

_FOLDERS = (
    (FrozenKind.RUN, re.compile(r"[0-9]+/([0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL)),
    (
        FrozenKind.LOGGED_MODEL,
        re.compile(r"[0-9]+/models/(m-[0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL),
    ),
    ("trace", re.compile(r"[0-9]+/traces/((?:tr-)?[0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL)),
)
LONGEST_NAME = 255  # bytes: what file systems take


def of_artifact(path: str) -> dict[str, frozenset[str]]:
    """The run, logged model or trace whose folder the path lies in; nobody writes above those.

    Raises Unclear for a path that isn't plain.
    """
    require_plain(path)
    # The workspace's own root may be written out; the server takes both.
    inner = re.sub(r"^workspaces/[^/]+/", "", path)
    for kind, pattern in _FOLDERS:
        if found := pattern.fullmatch(inner):
            return {kind: frozenset({found[1]})}
    raise Unclear("Artifacts are written into the folder of a run, a logged model or a trace.")


def require_plain(path: str) -> None:
    """Raises Unclear for a path that could mean another: MLflow decodes it as often as it can."""
    if (
        unquote(path) != path
        or posixpath.normpath(path) != path
        or "\\" in path
        or not path.isprintable()
    ):
        raise Unclear(
            "This artifact's path isn't plain: no encoded letters, empty or dot segments."
        )
    if any(len(part.encode()) > LONGEST_NAME for part in path.split("/")):
        raise Unclear(f"A name in this artifact's path is longer than {LONGEST_NAME} bytes.")
