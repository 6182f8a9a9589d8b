"""Another use case's things, with a word in each that nobody else may read; and every way to ask for them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.workflows.mlflow.attacks import API, API_3, ARTIFACTS, otlp
from tests.workflows.mlflow.nominated import feedback, trace_body

WORD = "Xanthippe"
AJAX = "/ajax-api/2.0/mlflow/"


class Foreign:
    """One of everything, made with the key of a member."""

    def __init__(self, guarded, key: str, slug: str) -> None:
        self.guarded, self.key, self.slug = guarded, key, slug
        self.experiment = guarded.experiment("theirs", key=key)
        self._said("experiments/set-experiment-tag", experiment_id=self.experiment, **self._tag())
        self.run = self._run()
        self.logged = self._logged()
        self.model = "their-model"
        self._said("registered-models/create", name=self.model, description=WORD)
        source = {"source": f"models:/{self.logged}", "model_id": self.logged}
        self._said("model-versions/create", name=self.model, description=WORD, **source)
        alias = {"alias": "blue", "version": "1"}
        self._said("registered-models/alias", name=self.model, **alias)
        self.trace = "tr-" + "ab" * 16
        self._send("POST", f"{API_3}traces", self._trace_body())
        made = self._send(
            "POST",
            f"{API_3}traces/{self.trace}/assessments",
            {"assessment": feedback(self.trace, rationale=WORD)},
        )
        self.assessment = made["assessment"]["assessment_id"]
        self.span_trace = self._spans()
        self.dataset = self._dataset()

    def _tag(self) -> dict:
        return {"key": "note", "value": WORD}

    def _send(self, method: str, path: str, body: Any = None, **given) -> dict:
        found = self.guarded.call(method, path, body, key=self.key, **given)
        assert found.status_code == 200, f"{path}: {found.text}"
        return (
            found.json()
            if found.headers.get("content-type", "").endswith("json") and found.content
            else {}
        )

    def _said(self, route: str, **body) -> dict:
        return self._send("POST", API + route, body)

    def _run(self) -> str:
        made = self._said("runs/create", experiment_id=self.experiment, run_name=WORD)
        run = made["run"]["info"]["run_id"]
        self._said(
            "runs/log-batch",
            run_id=run,
            metrics=[{"key": "their_metric", "value": 0.5, "timestamp": 1, "step": 0}],
            params=[{"key": "p", "value": WORD}],
            tags=[self._tag()],
        )
        rows = {"name": WORD, "digest": "abc", "source_type": "local", "source": WORD}
        self._said("runs/log-inputs", run_id=run, datasets=[{"tags": [], "dataset": rows}])
        self.folder = f"{self.experiment}/{run}/artifacts"
        self._put(f"{self.folder}/{WORD}.txt")
        self._put(f"{self.folder}/note.txt")
        return run

    def _put(self, path: str) -> None:
        self._send("PUT", f"{ARTIFACTS}artifacts/{path}", content=WORD.encode())

    def _logged(self) -> str:
        given = {"experiment_id": self.experiment, "name": "m", "tags": [self._tag()]}
        made = self._said("logged-models", **given)["model"]["info"]["model_id"]
        self.model_folder = f"{self.experiment}/models/{made}/artifacts"
        self._put(f"{self.model_folder}/MLmodel")
        self._put(f"{self.model_folder}/{WORD}.txt")
        self._put(f"{self.model_folder}/note.txt")
        return made

    def _trace_body(self) -> dict:
        body = trace_body(self.trace, self.experiment)
        body["trace"]["trace_info"] |= {"request_preview": WORD, "tags": {"note": WORD}}
        return body

    def _spans(self) -> str:
        spans = otlp(**{"mlflow.spanInputs": json.dumps(WORD), "note": WORD})
        where = {"x-mlflow-experiment-id": self.experiment}
        self._send("POST", "/v1/traces", spans, headers=where)
        span = spans["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        return f"tr-{span['traceId']}"

    def _dataset(self) -> str:
        body = {
            "name": "their-rows",
            "tags": json.dumps({"note": WORD}),
            "experiment_ids": [self.experiment],
        }
        made = self._send("POST", f"{API_3}datasets/create", body)["dataset"]["dataset_id"]
        records = json.dumps([{"inputs": {"q": WORD}}])
        self._send("POST", f"{API_3}datasets/{made}/records", {"records": records})
        return made


@dataclass(frozen=True)
class Probe:
    """A call that reads; `shows` says whether their own key is shown the word by it."""

    path: str
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    shows: bool = True

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


def probes(at: Foreign) -> list[Probe]:
    """Every route that reads, asked for what is theirs; twins of /api/ under /ajax-api/ too."""
    found = [
        *_of_runs(at),
        *_of_registry(at),
        *_of_traces(at),
        *_of_datasets(at),
        *_of_artifacts(at),
        *_of_graphql(at),
    ]
    twins = [
        Probe(one.path.replace("/api/", "/ajax-api/"), one.query, one.body, one.shows)
        for one in found
        if one.path.startswith("/api/")
    ]
    return [*found, *twins]


def _of_runs(at: Foreign) -> Iterator[Probe]:
    run, experiment = {"run_id": at.run}, {"experiment_id": at.experiment}
    yield Probe(API + "experiments/get", experiment)
    yield Probe(API + "experiments/get-by-name", {"experiment_name": "theirs"})
    yield Probe(API + "experiments/search", {"max_results": 100})
    yield Probe(API + "experiments/search", body={"max_results": 100, "view_type": "ALL"})
    yield Probe(API + "experiments/search", body={"max_results": 9, "filter": "name = 'theirs'"})
    for ids in ([at.experiment], ["1", at.experiment], [f"0{at.experiment}"]):
        yield Probe(AJAX + "experiments/search-datasets", body={"experiment_ids": ids})
        yield Probe(API + "runs/search", body={"experiment_ids": ids, "run_view_type": "ALL"})
    wanted = f"attributes.run_id = '{at.run}'"
    yield Probe(API + "runs/search", body={"experiment_ids": [at.experiment], "filter": wanted})
    yield Probe(API + "runs/get", run)
    yield Probe(API + "runs/get", {"run_uuid": at.run}, shows=False)
    yield Probe(API + "artifacts/list", run)
    yield Probe(API + "artifacts/list", {**run, "path": "."}, shows=False)
    metric = {"metric_key": "their_metric"}
    yield Probe(API + "metrics/get-history", {**run, **metric}, shows=False)
    yield Probe(AJAX + "metrics/get-history-bulk", {**run, **metric}, shows=False)
    yield Probe(
        AJAX + "metrics/get-history-bulk-interval", {"run_ids": at.run, **metric}, shows=False
    )
    models = API + f"logged-models/{at.logged}"
    yield Probe(models)
    yield Probe(models, {"allow_deleted": "true"})
    yield Probe(models + "/artifacts/directories")
    yield Probe(
        AJAX + f"logged-models/{at.logged}/artifacts/files", {"artifact_file_path": "MLmodel"}
    )
    yield Probe(API + "logged-models/search", body={"experiment_ids": [at.experiment]})


def _of_registry(at: Foreign) -> Iterator[Probe]:
    model, version = {"name": at.model}, {"name": at.model, "version": "1"}
    yield Probe(API + "registered-models/get", model)
    yield Probe(API + "registered-models/search", {"max_results": 100})
    yield Probe(API + "registered-models/search", {"filter": f"name = '{at.model}'"})
    yield Probe(API + "registered-models/alias", {**model, "alias": "blue"})
    yield Probe(API + "registered-models/get-latest-versions", body=model)
    yield Probe(API + "registered-models/get-latest-versions", model)
    yield Probe(API + "model-versions/get", version)
    yield Probe(API + "model-versions/get-download-uri", version, shows=False)
    yield Probe(API + "model-versions/search", {"max_results": 100})
    yield Probe(API + "model-versions/search", {"filter": f"run_id = '{at.run}'"}, shows=False)
    yield Probe("/model-versions/get-artifact", {**version, "path": "MLmodel"})


def _of_traces(at: Foreign) -> Iterator[Probe]:
    trace, ids = at.trace, [at.experiment]
    yield Probe(API + "traces", {"experiment_ids": at.experiment})
    yield Probe(API + f"traces/{trace}/info")
    yield Probe(API_3 + f"traces/{trace}")
    yield Probe(API_3 + f"traces/{trace}/assessments/{at.assessment}")
    place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": at.experiment}}
    yield Probe(API_3 + "traces/search", body={"locations": [place]})
    yield Probe(API_3 + "traces/batchGetInfos", body={"trace_ids": [trace, at.span_trace]})
    infos = {"trace_ids": [trace], "experiment_ids": ids}
    yield Probe(API_3 + "traces/batchGetInfos", body=infos)
    yield Probe(API_3 + "traces/batchGet", {"trace_ids": [at.span_trace]})
    yield Probe(API_3 + "traces/batchGet", {"trace_ids": [at.span_trace], "experiment_ids": ids})
    yield Probe(API_3 + "traces/get", {"trace_id": at.span_trace})
    yield Probe(AJAX + "get-trace-artifact", {"request_id": at.span_trace})
    yield Probe("/ajax-api/3.0/mlflow/get-trace-artifact", {"request_id": at.span_trace})
    yield Probe(AJAX + "get-trace-artifact", {"request_id": trace, "path": "x"}, shows=False)
    figures = {
        "experiment_ids": ids,
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
    }
    yield Probe(API_3 + "traces/metrics", body=figures, shows=False)
    both = {"filter_string1": "trace.status = 'OK'", "filter_string2": "trace.status = 'OK'"}
    yield Probe(
        API_3 + "traces/calculate-filter-correlation",
        body={"experiment_ids": ids, **both},
        shows=False,
    )
    yield Probe(API + "get-online-trace-details", {"trace_id": trace}, shows=False)
    yield Probe(API + "unified-traces", {"experiment_ids": at.experiment}, shows=False)


def _of_datasets(at: Foreign) -> Iterator[Probe]:
    path = API_3 + f"datasets/{at.dataset}"
    yield Probe(path)
    yield Probe(path + "/records")
    yield Probe(path + "/experiment-ids", shows=False)
    yield Probe(API_3 + "datasets/search", body={"experiment_ids": [at.experiment]})
    yield Probe(API_3 + "datasets/search", body={"filter_string": "name = 'their-rows'"})
    yield Probe(API_3 + "datasets/search", {"experiment_ids": at.experiment})


def _of_artifacts(at: Foreign) -> Iterator[Probe]:
    whole = f"workspaces/{at.slug}/"
    for folder in (at.folder, at.model_folder):
        for before in ("", whole):
            yield Probe(f"{ARTIFACTS}artifacts/{before}{folder}/note.txt")
            yield Probe(ARTIFACTS + "artifacts", {"path": before + folder})
        for before in (
            f"../{at.slug}/",
            f"%2e%2e/{at.slug}/",
            f"%252e%252e/{at.slug}/",
            f"./{whole}",
            f"/{whole}",
            f"x/../../{at.slug}/",
            f"%2F{whole}",
            f"workspaces/late-arrivals/../{at.slug}/",
            f"workspaces%2F{at.slug}/",
        ):
            yield Probe(f"{ARTIFACTS}artifacts/{before}{folder}/note.txt", shows=False)
            yield Probe(ARTIFACTS + "artifacts", {"path": before + folder}, shows=False)
    for path in ("workspaces", "..", ".", "", "/", f"workspaces/{at.slug}", "workspaces/"):
        yield Probe(ARTIFACTS + "artifacts", {"path": path}, shows=False)
    yield Probe("/get-artifact", {"run_id": at.run, "path": "note.txt"})
    yield Probe("/get-artifact", {"run_uuid": at.run, "path": "note.txt"})


def _of_graphql(at: Foreign) -> Iterator[Probe]:
    run, ids = f'{{runId: "{at.run}"}}', f'["{at.experiment}"]'
    data = "{info {runName} data {params {value} tags {value}}}"
    for query in (
        f"{{mlflowGetRun(input: {run}) {{run {data}}}}}",
        f'{{mlflowGetExperiment(input: {{experimentId: "{at.experiment}"}}) {{experiment {{tags {{value}}}}}}}}',
        f"{{mlflowSearchRuns(input: {{experimentIds: {ids}}}) {{runs {data}}}}}",
        f"mutation {{mlflowSearchRuns(input: {{experimentIds: {ids}}}) {{runs {data}}}}}",
        f"mutation {{mlflowSearchDatasets(input: {{experimentIds: {ids}}}) {{datasetSummaries {{name}}}}}}",
        f"{{mlflowListArtifacts(input: {run}) {{files {{path}}}}}}",
        "{mlflowSearchModelVersions(input: {}) {modelVersions {description}}}",
    ):
        yield Probe("/graphql", body={"query": query})
    metric = f'{{runIds: ["{at.run}"], metricKey: "their_metric"}}'
    asked = f"{{mlflowGetMetricHistoryBulkInterval(input: {metric}) {{metrics {{value}}}}}}"
    yield Probe("/graphql", body={"query": asked}, shows=False)
