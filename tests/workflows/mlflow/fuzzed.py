"""Calls that no client makes, drawn by a seed: a class of routes, then what is wrong with the call."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import quote

from tests.workflows.mlflow.attacks import Attack, Call, plainly
from tests.workflows.mlflow.evasions import camel
from tests.workflows.mlflow.nominated import Names
from workflows.mlflow.routes import CLOSED_PREFIXES, ROUTES, Kind, find

FIELDS = """
run_id run_uuid experiment_id experiment_ids name new_name key value timestamp step model_id metrics params
tags status end_time run_name lifecycle_stage view_type max_results filter order_by page_token alias version
stage archive_existing_versions source description run_link datasets models artifact_location model_json
trace trace_info trace_id trace_ids request_ids tags timestamp_ms request_metadata assessment update_mask
path num_parts upload_id parts locations aggregations metric_name metric_key dimensions filters run_ids
experiment_name dataset_id records dataset_record_ids query variables operationName max_traces user_id
source_run_id model_type start_time prompt_versions filter_string filter_string1 filter_string2 start_step
max_timestamp_millis request_id artifact_directory_path artifact_file_path allow_deleted expiration stages
"""
_FIELDS = FIELDS.split()
TEXTS = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "01",
    "1e9",
    "null",
    "pitwall.gate",
    "champion",
    "Production",
    "None",
    "../../etc/passwd",
    "%2e%2e/",
    "workspaces/no-shows",
    "' OR 1=1 --",
    "name = 'x",
    "metrics.`a` > 1",
    "models:/x/1",
    "models:/x@y/z@w",
    "runs:/",
    "mlflow-artifacts://[",
    "\x00",
    "\u202e\ud83d\ude00",
    "\ud800",
    "é" * 300,
    "a" * 6_000,
    "{}",
    "[]",
    '{"a": [',
    "{mlflowGetRun",
    'query {test(inputString: "x") {output}}',
)
NUMBERS = (
    0,
    1,
    -1,
    2**31,
    2**63,
    2**64,
    -(2**63) - 1,
    10**30,
    0.5,
    1e308,
    float("nan"),
    float("inf"),
)


def _kind(attack: Attack) -> Kind | None:
    route = find(attack.method, attack.path)
    return route.kind if route else None


class Fuzz:
    """Draws calls of one class; the same seed draws the same.

    Two in three are right calls, `right`, of which a little was changed; the others are drawn anew.
    """

    def __init__(self, kind: Kind | None, named: Names, right: Sequence[Attack], seed: int) -> None:
        self.random = Random(f"{seed} {kind}")
        self.kind = kind
        self.right = [one for one in right if _kind(one) is kind]
        self.routes = [one for one in ROUTES if one.kind is kind]
        # Names of things that are there, so that calls get beyond the first check.
        self.names = [value for value in vars(named).values() if value]

    def calls(self, count: int) -> Iterator[Call]:
        for _ in range(count):
            bent = self.right and self.random.random() < 2 / 3
            yield self._changed(self.random.choice(self.right)) if bent else self._call()

    def _changed(self, attack: Attack) -> Call:
        """A right call with one to three things wrong with it."""
        pick = self.random
        for _ in range(pick.choice([1, 1, 2, 3])):
            if isinstance(attack.body, dict) and pick.random() < 0.8:
                attack = replace(attack, body=self._edited(attack.body))
            elif pick.random() < 0.5:
                more = f"{self._field()}={quote(self._text(), safe='', errors='replace')}"
                attack = replace(attack, query=f"{attack.query}&{more}".lstrip("&"))
            else:
                _, *parts = attack.path.split("/")
                parts[pick.randrange(max(0, len(parts) - 2), len(parts))] = self._part()
                attack = replace(attack, path="/" + "/".join(parts))
        return plainly(attack)

    def _edited(self, body: dict) -> dict:
        """The same object, or one inside it, with a field changed, left out or put in."""
        pick, edited = self.random, dict(body)
        inside = [name for name, value in body.items() if isinstance(value, dict)]
        if inside and pick.random() < 0.5:
            name = pick.choice(inside)
            edited[name] = self._edited(body[name])
            return edited
        name = pick.choice(sorted(body)) if body and pick.random() < 0.8 else self._field()
        chance = pick.random()
        if chance < 0.15:
            edited.pop(name, None)
        elif chance < 0.25:
            edited[camel(name)] = self._value(2)
        else:
            edited[name] = self._value(3)
        return edited

    def _call(self) -> Call:
        pick = self.random
        method, path = self._place()
        if pick.random() < 0.05:
            method = pick.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
        headers = [
            ("Content-Type", pick.choice(["application/json"] * 9 + ["text/plain", "", "x"]))
        ]
        if path.startswith("/v1/"):
            headers = self._otlp()
        query = "&".join(
            f"{self._field()}={quote(self._text(), safe='', errors='replace')}"
            for _ in range(pick.choice([0, 0, 1, 2, 4]))
        )
        body = None if method in {"GET", "HEAD"} and pick.random() < 0.8 else self._body()
        return Call(method, path + (f"?{query}" if query else ""), tuple(headers), body)

    def _otlp(self) -> list[tuple[str, str]]:
        pick = self.random
        return [
            ("Content-Type", pick.choice(["application/json", "application/x-protobuf", "x"])),
            ("x-mlflow-experiment-id", pick.choice(["0", "x", "", "99999999999", self._name()])),
            *(
                [("content-encoding", pick.choice(["gzip", "deflate", "br"]))]
                if pick.random() < 0.3
                else []
            ),
        ]

    def _place(self) -> tuple[str, str]:
        """A method and a path: of a route, with what is variable in it drawn; or bent a little."""
        pick = self.random
        if self.kind is None:
            return pick.choice(["GET", "POST"]), self._bent(pick.choice(ROUTES).path)
        if self.kind is Kind.CLOSED and pick.random() < 0.7:
            return pick.choice(["GET", "POST", "PUT"]), pick.choice(CLOSED_PREFIXES) + self._part()
        route = pick.choice(self.routes)
        path = route.path
        while "{" in path:
            head, _, rest = path.partition("{")
            name, _, tail = rest.partition("}")
            part = "/".join(self._part() for _ in range(pick.choice([1, 2, 4])))
            path = head + (part if name.endswith(":path") else self._part()) + tail
        return route.method, path

    def _part(self) -> str:
        """One segment, encoded."""
        text = self._name() if self.random.random() < 0.5 else self._text()
        return quote(text[:300], safe="", errors="replace") or "x"

    def _bent(self, path: str) -> str:
        pick = self.random
        path = path.replace("{", "").replace("}", "").replace(":path", "")
        at = pick.randrange(1, len(path) + 1)
        put = pick.choice(
            ["/", "//", "/./", "/../", "%00", "%", "%25", ";", "\\", "%ff", "é", "x", "?"]
        )
        bent = path[:at] + put + path[at + pick.choice([0, 1]) :]
        return quote(bent, safe="/%;?=&\\").replace("\\", "%5C")

    def _body(self) -> bytes:
        pick = self.random
        chance = pick.random()
        if chance < 0.04:
            return pick.randbytes(pick.choice([0, 1, 40, 2_000]))
        if chance < 0.06:
            return b"[" * pick.choice([50, 5_000, 100_000])
        told = json.dumps(self._object())
        if chance < 0.10:
            return told[: pick.randrange(len(told) + 1)].encode()
        if chance < 0.16:
            told = json.dumps(told)
        return told.encode(pick.choice(["utf-8"] * 9 + ["utf-16"]))

    def _object(self) -> Any:
        pick = self.random
        if pick.random() < 0.05:
            return self._value(2)
        found = {}
        for _ in range(pick.choice([1, 2, 3, 5, 8])):
            name = self._field()
            found[camel(name) if pick.random() < 0.1 else name] = self._fitting(name)
        return found

    def _field(self) -> str:
        return self.random.choice(_FIELDS)

    def _fitting(self, name: str) -> Any:
        """Half the time something of the kind that belongs there."""
        pick = self.random
        if pick.random() < 0.5:
            return self._value(3)
        if name.endswith("ids") or name in {"order_by", "stages", "dimensions", "filters"}:
            return [self._name() for _ in range(pick.choice([0, 1, 2]))]
        if name in {"metrics", "params", "tags", "datasets", "models", "parts", "aggregations"}:
            return [self._object() for _ in range(pick.choice([1, 2]))]
        if name in {"trace", "trace_info", "assessment", "variables"}:
            return self._object()
        if name.startswith(("max_", "timestamp", "start_", "end_")) or name in {"step", "status"}:
            return pick.choice(NUMBERS)
        return self._name()

    def _name(self) -> str:
        return self.random.choice(self.names)

    def _text(self) -> str:
        return self.random.choice(TEXTS)

    def _value(self, depth: int) -> Any:
        pick = self.random
        kind = pick.randrange(7 if depth else 5)
        if kind == 0:
            return pick.choice([None, True, False])
        if kind == 1:
            return pick.choice(NUMBERS)
        if kind in {2, 3, 4}:
            return self._text() if kind == 2 else self._name()
        if kind == 5:
            return [self._value(depth - 1) for _ in range(pick.randrange(4))]
        return {self._field(): self._value(depth - 1) for _ in range(pick.randrange(4))}
