"""Every call that writes, aimed at what is named."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.workflows.mlflow.nominated import Names, feedback, trace_body

API, API_3 = "/api/2.0/mlflow/", "/api/3.0/mlflow/"
ARTIFACTS = "/api/2.0/mlflow-artifacts/"
# Who may make a call although it names what is nominated, because nothing that it alters is frozen.
LOGGERS = frozenset({"sam", "dee"})
SCIENTIST = frozenset({"sam"})


@dataclass(frozen=True)
class Attack:
    """One call: `route` is the table's, `path` what is asked for, `body` JSON or bytes."""

    method: str
    route: str
    path: str
    body: Any = None
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    open_to: frozenset[str] = field(default=frozenset())

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def attacks(named: Names) -> list[Attack]:
    """Each writing route under /api/, once; what destroys comes last."""
    return [
        *_runs(named),
        *_experiments(named),
        *_logged_models(named),
        *_registry(named),
        *_traces(named),
        *_datasets(named),
        *_bytes(named),
        *_last(named),
    ]


def _post(route: str, body: Any, **given) -> Attack:
    return Attack("POST", API + route, API + route, body, **given)


def _runs(n: Names) -> Iterator[Attack]:
    run = {"run_id": n.run}
    metric = {"key": "roc_auc", "value": 0.99, "timestamp": 2, "step": 1}
    yield _post("runs/create", {"experiment_id": n.own, "start_time": 1})
    yield _post("runs/log-metric", {**run, **metric})
    yield _post("runs/log-parameter", {**run, "key": "width", "value": "9"})
    yield _post(
        "runs/log-batch",
        {**run, "metrics": [metric], "params": [], "tags": [{"key": "team.more", "value": "y"}]},
    )
    model = {
        "artifact_path": "m",
        "flavors": {},
        "utc_time_created": "2026-01-01 00:00:00.0",
        "run_id": n.run,
    }
    yield _post("runs/log-model", {**run, "model_json": json.dumps(model)})
    rows = {"name": "rows", "digest": "abc", "source_type": "local", "source": "x"}
    yield _post("runs/log-inputs", {**run, "datasets": [{"tags": [], "dataset": rows}]})
    yield _post("runs/outputs", {**run, "models": [{"model_id": n.logged, "step": 1}]})
    yield _post("runs/set-tag", {**run, "key": "team.more", "value": "z"})
    yield _post("runs/update", {**run, "status": "FAILED", "end_time": 5, "run_name": "worse"})
    yield _post("runs/delete-tag", {**run, "key": "team.note"})


def _experiments(n: Names) -> Iterator[Attack]:
    experiment = {"experiment_id": n.experiment}
    place = {"artifact_location": n.location} if n.location else {}
    yield _post("experiments/create", {"name": f"more-{uuid4().hex}", **place})
    yield _post("experiments/update", {**experiment, "new_name": f"renamed-{uuid4().hex}"})
    tag = {"key": n.tag, "value": "x"}
    yield _post("experiments/set-experiment-tag", {**experiment, **tag})
    yield _post("experiments/delete-experiment-tag", {**experiment, "key": n.tag})


def _logged_models(n: Names) -> Iterator[Attack]:
    yield _post("logged-models", {"experiment_id": n.experiment, "source_run_id": n.run})
    route, path = API + "logged-models/{model_id}", f"{API}logged-models/{n.logged}"
    yield Attack("PATCH", route, path, {"model_id": n.logged, "status": 3})
    params = {"model_id": n.logged, "params": [{"key": "p", "value": "1"}]}
    yield Attack("POST", route + "/params", path + "/params", params)
    tags = {"model_id": n.logged, "tags": [{"key": "team.more", "value": "1"}]}
    yield Attack("PATCH", route + "/tags", path + "/tags", tags)
    yield Attack("DELETE", route + "/tags/{tag_key}", path + "/tags/team.note", None)


def _registry(n: Names) -> Iterator[Attack]:
    model, version = {"name": n.model}, {"name": n.model, "version": n.version}
    tag = {"key": n.tag, "value": "x"}
    yield _post("registered-models/create", {"name": f"new-{uuid4().hex}", "tags": [tag]})
    route = API + "registered-models/update"
    yield Attack("PATCH", route, route, {**model, "description": "better"}, open_to=SCIENTIST)
    yield _post("registered-models/set-tag", {**model, "key": n.model_tag, "value": "true"})
    route = API + "registered-models/delete-tag"
    yield Attack("DELETE", route, route, {**model, "key": n.model_tag})
    source = {"source": f"models:/{n.logged}", "model_id": n.logged}
    yield _post("model-versions/create", {**model, **source})
    route = API + "model-versions/update"
    yield Attack("PATCH", route, route, {**version, "description": "better"})
    yield _post("model-versions/set-tag", {**version, "key": "team.more", "value": "x"})
    route = API + "model-versions/delete-tag"
    yield Attack("DELETE", route, route, {**version, "key": "team.note"})
    yield _post("model-versions/transition-stage", {**version, "stage": "Archived"})
    promoted = {"name": n.model, "version": n.other_version}
    yield _post("registered-models/alias", {**promoted, "alias": n.alias})
    route = API + "registered-models/alias"
    yield Attack("DELETE", route, route, {**model, "alias": n.alias})


def _traces(n: Names) -> Iterator[Attack]:
    tag, trace = {"key": n.tag, "value": "y"}, f"traces/{n.trace}"
    begun = {"experiment_id": n.experiment, "timestamp_ms": 1, "request_metadata": []}
    yield _post("traces", {**begun, "tags": [tag]})
    ended = {"timestamp_ms": 2, "status": "OK", "request_metadata": [], "tags": [tag]}
    yield Attack("PATCH", API + "traces/{request_id}", API + trace, ended)
    for api, name in ((API, "request_id"), (API_3, "trace_id")):
        route, path = f"{api}traces/{{{name}}}/tags", f"{api}{trace}/tags"
        yield Attack("PATCH", route, path, {**tag, "value": "z"})
        yield Attack("DELETE", route, path, {"key": n.tag})
    yield _post("traces/link-to-run", {"trace_ids": [n.trace], "run_id": n.run})
    prompts = {"trace_id": n.trace, "prompt_versions": [{"name": "p", "version": "1"}]}
    yield _post("traces/link-prompts", prompts, open_to=LOGGERS)
    # One body can be sent by many: a trace is made once.
    new = trace_body(f"tr-{uuid4().hex}", n.experiment, tag=n.tag)
    yield Attack("POST", API_3 + "traces", API_3 + "traces", new)
    route, path = f"{API_3}traces/{{trace_id}}/assessments", f"{API_3}{trace}/assessments"
    given = {"assessment": feedback(n.trace)}
    yield Attack("POST", route, path, given, open_to=LOGGERS)
    changed = {
        "assessment": {**feedback(n.trace), "rationale": "worse"},
        "update_mask": "rationale",
    }
    route, path = route + "/{assessment_id}", f"{path}/{n.assessment}"
    yield Attack("PATCH", route, path, changed, open_to=LOGGERS)
    yield Attack("DELETE", route, path, None, open_to=LOGGERS)
    yield Attack(
        "POST",
        "/v1/traces",
        "/v1/traces",
        otlp(),
        headers=(("Content-Type", "application/json"), ("x-mlflow-experiment-id", n.own)),
    )


def otlp(**attributes: str) -> dict:
    """One span as OpenTelemetry's clients send it in JSON."""
    listed = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
    span = {
        "traceId": uuid4().hex,
        "spanId": uuid4().hex[:16],
        "name": "predict",
        "startTimeUnixNano": "1767225600000000000",
        "endTimeUnixNano": "1767225601000000000",
        "attributes": listed,
    }
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": [span]}]}]}


def _datasets(n: Names) -> Iterator[Attack]:
    route, path = API_3 + "datasets/{dataset_id}", f"{API_3}datasets/{n.dataset}"
    tags = json.dumps({n.tag: "y"})
    create = API_3 + "datasets/create"
    yield Attack("POST", create, create, {"name": "more", "tags": tags})
    rows = json.dumps([{"inputs": {"q": "1"}}])
    yield Attack("POST", route + "/records", path + "/records", {"records": rows}, open_to=LOGGERS)
    own = {"experiment_ids": [n.own]}
    yield Attack("POST", route + "/add-experiments", path + "/add-experiments", own)
    yield Attack("POST", route + "/remove-experiments", path + "/remove-experiments", own)
    yield Attack("PATCH", route + "/tags", path + "/tags", {"tags": tags})
    yield Attack("DELETE", route + "/tags/{key}", f"{path}/tags/{n.tag}", None)
    gone = {"dataset_record_ids": [n.record]}
    yield Attack("DELETE", route + "/records", path + "/records", gone, open_to=SCIENTIST)
    yield Attack("DELETE", route, path, None, open_to=SCIENTIST)


def _bytes(n: Names) -> Iterator[Attack]:
    folder = f"{n.experiment}/models/{n.logged}/artifacts"
    route = ARTIFACTS + "artifacts/{artifact_path:path}"
    yield Attack("PUT", route, f"{ARTIFACTS}artifacts/{folder}/MLmodel", b"flavors: {worse}")
    for part in ("create", "complete", "abort"):
        route, path = ARTIFACTS + f"mpu/{part}/{{artifact_path:path}}", f"{ARTIFACTS}mpu/{part}/"
        body = {"path": "MLmodel", "num_parts": 1, "upload_id": "u", "parts": []}
        yield Attack("POST", route, path + folder, body)
    route, path = API + "upload-artifact", "/ajax-api/2.0/mlflow/upload-artifact"
    yield Attack("POST", route, path, b"x", query=f"run_uuid={n.run}&path=plot.txt")


def _last(n: Names) -> Iterator[Attack]:
    experiment, run = {"experiment_id": n.experiment}, {"run_id": n.run}
    old = {**experiment, "max_timestamp_millis": 10**15, "max_traces": 100}
    yield _post("traces/delete-traces", {**old, "max_traces": 1}, open_to=SCIENTIST)
    route = API_3 + "traces/delete-traces"
    yield Attack("POST", route, route, old, open_to=SCIENTIST)
    route = ARTIFACTS + "artifacts/{artifact_path:path}"
    folder = f"{n.experiment}/models/{n.logged}/artifacts"
    yield Attack("DELETE", route, f"{ARTIFACTS}artifacts/{folder}", None)
    yield _post("runs/delete", run)
    yield _post("runs/restore", run)
    route = API + "logged-models/{model_id}"
    yield Attack("DELETE", route, f"{API}logged-models/{n.logged}", None)
    yield _post("experiments/delete", experiment)
    yield _post("experiments/restore", experiment)
    yield _post(
        "registered-models/rename", {"name": n.model, "new_name": (new := f"{n.model}-new")}
    )
    name = n.model if n.location else new
    route = API + "model-versions/delete"
    yield Attack("DELETE", route, route, {"name": name, "version": n.version})
    route = API + "registered-models/delete"
    yield Attack("DELETE", route, route, {"name": name})


@dataclass(frozen=True)
class Call:
    """What is sent: a target as it stands in the first line, and the rest."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    chunked: bool = False


def plainly(attack: Attack) -> Call:
    """The call as an honest client makes it."""
    body, headers = attack.body, attack.headers
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    if body is not None and not any(name == "Content-Type" for name, _ in headers):
        headers = (*headers, ("Content-Type", "application/json"))
    target = attack.path + (f"?{attack.query}" if attack.query else "")
    return Call(attack.method, target, headers, body)
