"""Two servers' answers are the same but for what they make up: ids, times and addresses."""

import re
from typing import Any
from urllib.parse import unquote

# Ids keep who is who: the first that comes up is <id 1> on both sides.
_IDS = re.compile(r"(?:\b[a-z]{1,3}-)?\b(?:[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f-]{36})\b")
_SERVER = re.compile(r"https?://127\.0\.0\.1:\d+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\dZ+:]*|\b1[5-9]\d{11,17}\b")
# Somebody may commit while the two are at work.
_COMMIT = re.compile(r"\b[0-9a-f]{40}\b")
_FOLDER = re.compile(r"/tmp/tmp\w+")
# A trace's size too is that of the times in it.
_NAMED_TIME = re.compile(r"time|duration|latency|_ms$|_ns$|\.size(?:Bytes|Stats)$")
_EXPERIMENT = re.compile(r"(<workspace>/|[Ee]xperiment (?:with id=)?|experiments/)(\d+)")
_MASKS = (
    (_SERVER, "<server>"),
    (_FOLDER, "<folder>"),
    (_COMMIT, "<commit>"),
    (_TIME, "<time>"),
)
_EARLIEST = 1_500_000_000_000
_BY_NAME = frozenset(
    {
        "experiment_id",
        "experiment_ids",
        "locations",
        "mlflow.experimentId",
        "parent_id",
        "parent_span_id",
        "span_id",
        "trace_id",
    }
)


class Masked:
    """Call it with one server's answers, in their order."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._ids: dict[str, str] = {}

    def __call__(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            masked = {self._text(key): self(one, key) for key, one in value.items()}
            # An evaluation's dataset has a digest of its name and the time.
            return masked | {"digest": "<time>"} if "dataset_id" in value else masked
        if isinstance(value, list):
            return [self(one, name) for one in value]
        if isinstance(value, str):
            return self._named(name, value)
        return self._number(name, value)

    def _named(self, name: str, value: str) -> str:
        if value and name in _BY_NAME:
            return self._id(value)
        return "<time>" if value and _NAMED_TIME.search(name) else self._text(value)

    def _number(self, name: str, value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (value >= _EARLIEST or _NAMED_TIME.search(name)) and value != 0:
            return "<time>"
        return value

    def _text(self, value: str) -> str:
        value = unquote(value) if "%2F" in value else value
        for pattern, mask in _MASKS:
            value = pattern.sub(mask, value)
        value = value.replace(self._workspace, "<workspace>")
        value = _IDS.sub(lambda found: self._id(found[0]), value)
        return _EXPERIMENT.sub(lambda found: found[1] + self._id(found[2]), value)

    def _id(self, value: str) -> str:
        return self._ids.setdefault(value, f"<id {len(self._ids) + 1}>")
