"""The calls that are compared, each as a client of MLflow sends it."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import content
from benchmarks.content import API, MODEL, MOMENT, Content
from benchmarks.wire import Wire

Call = Callable[[Wire], Any]
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts"
UPLOADED = bytes(range(256)) * (50 * 1_000_000 // 256)
# An alias that stands for no target: setting one that does is a release, which isn't compared.
ALIAS = "challenger"


@dataclass(frozen=True)
class Kind:
    """One kind of call: `make` gives the call of one client."""

    name: str
    make: Callable[[Content, int], Call]


def _get(made: Content, client: int) -> Call:
    return lambda wire: wire.call("GET", f"{API}/runs/get?run_id={made.runs[0]}")


def _log_batch(made: Content, client: int) -> Call:
    """Each client into a run of its own, each time a step further on."""
    run = made.runs[client]
    return lambda wire: wire.post(f"{API}/runs/log-batch", content.batch(run, next(_STEPS)))


def _search(made: Content, client: int) -> Call:
    body = _json({"experiment_ids": [made.searched], "max_results": 100})
    return lambda wire: wire.call("POST", f"{API}/runs/search", body)


def _create_run(made: Content, client: int) -> Call:
    tags = [
        {"key": "mlflow.user", "value": "bench"},
        {"key": "mlflow.source.type", "value": "LOCAL"},
    ]
    body = _json({"experiment_id": made.experiment, "start_time": MOMENT, "tags": tags})
    return lambda wire: wire.call("POST", f"{API}/runs/create", body)


def _set_alias(made: Content, client: int) -> Call:
    def call(wire: Wire) -> None:
        version = str(next(_STEPS) % content.VERSIONS + 1)
        wire.post(
            f"{API}/registered-models/alias", {"name": MODEL, "alias": ALIAS, "version": version}
        )

    return call


def upload(made: Content, client: int) -> Call:
    """50 MB into the folder of a run of the client's own, written anew each time."""
    path = f"{ARTIFACTS}/{made.experiment}/{made.runs[client]}/artifacts/weights.bin"
    return lambda wire: wire.call("PUT", path, UPLOADED)


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


_STEPS = itertools.count(1)
KINDS = (
    Kind("get", _get),
    Kind("log_batch", _log_batch),
    Kind("search", _search),
    Kind("create_run", _create_run),
    Kind("set_alias", _set_alias),
)
