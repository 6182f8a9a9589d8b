"""What a call to MLflow names: read from the same bytes, in the same way, as its handlers read them.

A field may stand in snake_case or camelCase, and a body may be JSON in a JSON string: MLflow takes
all of these. What can't be read surely is refused, never guessed.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from workflows.mlflow.routes import Route
from workflows.words import FrozenKind

OURS = "pitwall."
_VERSION = re.compile(r"[1-9][0-9]{0,9}")
_RUN_FOLDER = re.compile(r"[0-9]+/([0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL)
_MODEL_FOLDER = re.compile(r"[0-9]+/models/(m-[0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL)
_TRACE_FOLDER = re.compile(r"[0-9]+/traces/(tr-[0-9a-f]{32})/artifacts(?:/.+)?", re.DOTALL)
# Values that name one object, by act. Any spelling that MLflow takes for the field counts.
_RUN = ("run_id", "run_uuid")
_DEPTH = 200


class Unclear(ValueError):
    """A call that can't be judged, because it can't be read surely; the sentence says what to mend."""


@dataclass(frozen=True)
class Asked:
    """The objects that a call alters, by kind, and what else decides whether it may."""

    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    model: str = ""
    version: str = ""
    alias: str = ""
    stage: str = ""
    status: str = ""
    location: str = ""

    @property
    def ours(self) -> str:
        """The first tag that only Pitwall writes, or nothing."""
        return next((tag for tag in self.tags if tag.strip().casefold().startswith(OURS)), "")


def content(raw: bytes) -> dict[str, Any]:
    """The body as MLflow's handlers see it. Raises Unclear."""
    if not raw:
        return {}
    try:
        found = json.loads(raw)
        if isinstance(found, str):
            found = json.loads(found)
    except (ValueError, RecursionError):
        raise Unclear("The body is no JSON.") from None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Unclear("The body has to be a JSON object.")
    return found


def read(route: Route, raw: bytes, query: bytes) -> Asked:
    """What the call names. Raises Unclear for what can't be judged."""
    reader = _READERS.get(route.act)
    if reader is None:
        return Asked()
    if route.act == "artifact":
        return Asked(_folder(route.values["artifact_path"]))
    if route.act == "upload":
        return Asked({FrozenKind.RUN: frozenset(_query(query, *_RUN))})
    return reader(content(raw), route.values)


def _spellings(name: str) -> tuple[str, str]:
    head, *rest = name.split("_")
    return name, head + "".join(part.capitalize() for part in rest)


def _texts(body: Mapping[str, Any], *names: str) -> list[str]:
    """Every value given for these fields, in either spelling; each has to be text."""
    found = []
    for name in names:
        for spelling in _spellings(name):
            value = body.get(spelling)
            if value is None:
                continue
            if not isinstance(value, str) or "\0" in value:
                raise Unclear(f"{spelling} has to be text.")
            found.append(value)
    return found


def _one(body: Mapping[str, Any], *names: str) -> str:
    """The one value of a field; two spellings that differ can't be judged."""
    found = set(_texts(body, *names))
    if len(found) > 1:
        raise Unclear(f"{names[0]} is given twice, with different values.")
    return found.pop() if found else ""


def _items(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for spelling in dict.fromkeys(_spellings(name)):
        value = body.get(spelling)
        if value is None:
            continue
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise Unclear(f"{spelling} has to be a list of objects.")
        found += value
    return found


def _keys(body: Mapping[str, Any], *lists: str) -> tuple[str, ...]:
    """The keys of all tags in the call: of lists of them, and of one by itself."""
    listed = [key for name in lists for one in _items(body, name) for key in _texts(one, "key")]
    return tuple(listed)


def _ids(body: Mapping[str, Any], *names: str) -> frozenset[str]:
    return frozenset(text.strip().lower() for text in _texts(body, *names))


def _of_run(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    models = {text for one in _items(body, "metrics") for text in _texts(one, "model_id")} | set(
        _texts(body, "model_id")
    )
    return Asked(
        {
            FrozenKind.RUN: _ids(body, *_RUN),
            FrozenKind.LOGGED_MODEL: frozenset(text.strip().lower() for text in models),
        },
        tags=(*_keys(body, "tags"), *_texts(body, "key")),
        status=_one(body, "status") if isinstance(body.get("status"), str) else "",
    )


def _of_new_run(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    """A run may be made in any experiment but one of Pitwall's own."""
    return Asked(
        {"own_experiment": frozenset(_texts(body, "experiment_id"))}, tags=_keys(body, "tags")
    )


def _of_experiment(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    return Asked(
        {FrozenKind.EXPERIMENT: frozenset(_texts(body, "experiment_id"))},
        tags=tuple(_texts(body, "key")),
    )


def _of_new_experiment(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    return Asked(tags=_keys(body, "tags"), location=_one(body, "artifact_location"))


def _of_logged(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    given = {values["model_id"], *_texts(body, "model_id")}
    tags = (*_keys(body, "tags"), *([values["tag_key"]] if "tag_key" in values else ()))
    return Asked(
        {FrozenKind.LOGGED_MODEL: frozenset(text.strip().lower() for text in given)}, tags=tags
    )


def _of_new_logged(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    """A logged model may be made in any experiment, but for a frozen run no more."""
    return Asked(
        {
            "own_experiment": frozenset(_texts(body, "experiment_id")),
            FrozenKind.RUN: _ids(body, "source_run_id"),
        },
        tags=_keys(body, "tags"),
    )


def _of_model(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    name = _one(body, "name")
    return Asked({FrozenKind.MODEL: frozenset({name})}, tags=tuple(_texts(body, "key")), model=name)


def _of_open_model(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    """What stays possible on a model of which a version is frozen: its description, tags, more
    versions, aliases that nobody protects.
    """
    return Asked(
        tags=(*_keys(body, "tags"), *_texts(body, "key")),
        model=_one(body, "name"),
        alias=_one(body, "alias"),
        version=_version(body, needed=False),
        location=_one(body, "source"),
    )


def _version(body: Mapping[str, Any], *, needed: bool = True) -> str:
    text = _one(body, "version")
    if (text or needed) and not _VERSION.fullmatch(text):
        raise Unclear("version has to be a whole number, such as 3.")
    return text


def _of_version(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    name, version = _one(body, "name"), _version(body)
    return Asked(
        {FrozenKind.VERSION: frozenset({f"{name}/{version}"})},
        tags=tuple(_texts(body, "key")),
        model=name,
        version=version,
    )


def _of_stage(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    name, version = _one(body, "name"), _version(body)
    return Asked(
        {FrozenKind.VERSION: frozenset({f"{name}/{version}"})},
        model=name,
        version=version,
        stage=_one(body, "stage"),
    )


def _of_nothing_frozen(body: Mapping[str, Any], values: Mapping[str, str]) -> Asked:
    return Asked(tags=(*_keys(body, "tags"), *_texts(body, "key")))


def _folder(path: str) -> dict[str, frozenset[str]]:
    """The run, logged model or trace whose folder the path lies in; nobody writes above those."""
    plain = path
    for _ in range(_DEPTH):
        if (once := unquote(plain)) == plain:
            break
        plain = once
    if plain != path or posixpath.normpath(path) != path or "\\" in path or not path.isprintable():
        raise Unclear(
            "This artifact's path isn't plain: no encoded letters, empty or dot segments."
        )
    # The workspace's own root may be written out; the server takes both.
    inner = re.sub(r"^workspaces/[^/]+/", "", path)
    for kind, pattern in (
        (FrozenKind.RUN, _RUN_FOLDER),
        (FrozenKind.LOGGED_MODEL, _MODEL_FOLDER),
        ("trace", _TRACE_FOLDER),
    ):
        if found := pattern.fullmatch(inner):
            return {kind: frozenset({found[1]})}
    raise Unclear("Artifacts are written into the folder of a run, a logged model or a trace.")


def _query(query: bytes, *names: str) -> Iterable[str]:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return (value.strip().lower() for key, value in pairs if key in names)


_READERS: dict[str, Any] = {
    "run": _of_run,
    "run-update": _of_run,
    "link": _of_run,
    "run-create": _of_new_run,
    "experiment": _of_experiment,
    "experiment-create": _of_new_experiment,
    "logged": _of_logged,
    "logged-create": _of_new_logged,
    "model": _of_open_model,
    "model-create": _of_open_model,
    "model-tag": _of_open_model,
    "model-rename": _of_model,
    "model-delete": _of_model,
    "alias-set": _of_open_model,
    "alias-delete": _of_open_model,
    "version-create": _of_open_model,
    "version": _of_version,
    "version-tag": _of_version,
    "stage": _of_stage,
    "tag": _of_nothing_frozen,
    "trace": _of_nothing_frozen,
    "dataset": _of_nothing_frozen,
    "artifact": _folder,
    "upload": _folder,
}
