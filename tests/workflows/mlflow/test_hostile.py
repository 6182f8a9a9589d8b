"""What a data scientist with a key might think of to alter or forge what was nominated: each of these
did once, or would if a check were missing.
"""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from governance.errors import Invalid
from tests.workflows.mlflow.attacks import API, API_3, otlp
from tests.workflows.mlflow.nominated import trace_body
from workflows.mlflow import client
from workflows.mlflow.readings import ModelVersionReading
from workflows.services import freezing
from workflows.words import FrozenKind

pytestmark = pytest.mark.slow_parts


METRIC = {"key": "roc_auc", "value": 0.99, "timestamp": 3, "step": 3}


def test_a_metric_isnt_logged_on_a_frozen_model_by_another_run(refused, frozen, free, untouched):
    run = {"run_id": free.run}
    for named in ({"model_id": frozen.logged}, {"modelId": frozen.logged}):
        refused("POST", API + "runs/log-metric", {**run, **METRIC, **named})
        refused("POST", API + "runs/log-batch", {**run, "metrics": [{**METRIC, **named}]})
    both = {"model_id": free.logged, "modelId": frozen.logged}
    refused("POST", API + "runs/log-batch", {**run, "metrics": [{**METRIC, **both}]})
    several = [{**METRIC, "key": f"m{n}"} for n in range(30)] + [
        {**METRIC, "model_id": frozen.logged}
    ]
    refused("POST", API + "runs/log-batch", {**run, "metrics": several})


def test_a_frozen_model_is_no_other_runs_work_but_may_be_what_it_starts_from(
    guarded, refused, frozen, free
):
    models = {"run_id": free.run, "models": [{"model_id": frozen.logged, "step": 0}]}
    refused("POST", API + "runs/outputs", models)
    assert guarded.post("runs/log-inputs", models).status_code == 200


def test_of_two_names_of_a_logged_model_neither_may_be_frozen(refused, frozen, free, untouched):
    """MLflow goes by the one in the body here, by the one in the path elsewhere."""
    for there, said in ((free.logged, frozen.logged), (frozen.logged, free.logged)):
        path = f"{API}logged-models/{there}"
        refused("PATCH", path, {"model_id": said, "status": 3})
        refused("PATCH", path, {"modelId": said, "status": 3})
        params = {"params": [{"key": "p", "value": "1"}]}
        refused("POST", f"{path}/params", {"model_id": said, **params})
        refused("PATCH", f"{path}/tags", {"model_id": said, "tags": [{"key": "a", "value": "b"}]})


def test_a_frozen_version_isnt_registered_again_in_any_spelling(refused, frozen, untouched):
    """MLflow writes each version's name on the logged model that it is made of."""
    new = {"name": frozen.model}
    for source in (
        f"models:/{frozen.logged}",
        f"MODELS:/{frozen.logged}",
        f" models:/{frozen.logged}",
        f"models:///{frozen.logged}",
        f"models:/{frozen.model}/{frozen.version}",
        f"models:/{frozen.model}@champion",
        f"models:/{frozen.model}/Staging",
        f"models:/{frozen.model}/latest",
        f"models:/{frozen.model}/{frozen.version}?x=1",
    ):
        refused("POST", API + "model-versions/create", {**new, "source": source})
    lain = f"mlflow-artifacts:/workspaces/late-arrivals/{frozen.experiment}/models/{frozen.logged}/artifacts"
    named = {"source": lain, "model_id": frozen.logged}
    refused("POST", API + "model-versions/create", {**new, **named})


@pytest.mark.parametrize(
    "source",
    [
        "s3://bucket/workspaces/no-shows/3",
        "gs://bucket/x",
        "dbfs:/x",
        "wasbs://c@a.blob.core.windows.net/x",
        "http://169.254.169.254/latest/meta-data",
        "https://example.org/x",
        "ftp://127.0.0.1/x",
        "hdfs://127.0.0.1/x",
        "FILE:///etc",
        "s3:x",
    ],
)
def test_a_version_is_made_of_what_was_logged_here_and_nothing_else(
    refused, free, untouched, source
):
    """The server would fetch it with rights of its own, for whoever asks for its artifacts."""
    said = refused(
        "POST", API + "model-versions/create", {"name": free.model, "source": source}, 400
    )
    assert "residency" in said
    for local in ("/etc", "./x", "file:///etc", "..", "\\\\host\\x"):
        refused("POST", API + "model-versions/create", {"name": free.model, "source": local}, 400)


def test_a_frozen_model_is_no_prompt(refused, frozen, untouched):
    """As one it would be gone from the registry's lists."""
    for key in ("mlflow.prompt.is_prompt", "mlflow.prompt.x", " MLflow.Prompt.is_prompt"):
        tag = {"name": frozen.model, "key": key, "value": "true"}
        refused("POST", API + "registered-models/set-tag", tag)
        refused("DELETE", API + "registered-models/delete-tag", tag)


def test_a_change_of_stage_archives_no_frozen_version(guarded, refused, frozen, untouched):
    moved = {"name": frozen.model, "version": frozen.other_version, "stage": "Staging"}
    for yes in (True, "true", 1, "1", {}):
        change = {**moved, "archive_existing_versions": yes}
        refused("POST", API + "model-versions/transition-stage", change)
        change = {**moved, "archiveExistingVersions": yes}
        refused("POST", API + "model-versions/transition-stage", change)


def test_a_frozen_model_keeps_its_name_and_no_other_takes_it(
    guarded, refused, frozen, free, untouched
):
    rename = {"name": frozen.model, "new_name": "other"}
    refused("POST", API + "registered-models/rename", rename)
    taken = guarded.post("registered-models/rename", {"name": free.model, "new_name": frozen.model})
    assert taken.json()["error_code"] == "RESOURCE_ALREADY_EXISTS"
    again = guarded.post("registered-models/create", {"name": frozen.model})
    assert again.json()["error_code"] == "RESOURCE_ALREADY_EXISTS"


def test_no_experiment_of_a_frozen_model_is_deleted_be_it_its_runs_or_its_own(
    aim, guarded, refused
):
    """A logged model may lie in another experiment than the run that it is said to come from."""
    one, other = guarded.experiment("one"), guarded.experiment("other")
    run = aim._run(one)
    logged = aim.logged(other, run)
    guarded.post("registered-models/create", {"name": "apart"})
    source = {"source": f"models:/{logged}", "model_id": logged}
    guarded.post("model-versions/create", {"name": "apart", **source})
    reading = client.model_version(
        server=guarded.server, workspace="late-arrivals", model="apart", version="1"
    )
    named = freezing.of_version(reading)
    assert named[FrozenKind.EXPERIMENT] == {one, other}
    assert named[FrozenKind.RUN] == {run}
    freezing.freeze(guarded.use_case.scope, named, why="nominated", now=timezone.now())
    for experiment in (one, other):
        refused("POST", API + "experiments/delete", {"experiment_id": experiment})


def test_a_version_borrows_no_other_runs_claims_or_author(aim, guarded, free):
    """MLflow takes any run's id beside a logged model's; then its metrics and its author would count."""
    better = aim._run(free.experiment)
    source = {"source": f"models:/{free.logged}", "model_id": free.logged}
    made = guarded.post("model-versions/create", {"name": free.model, **source, "run_id": better})
    version = made.json()["model_version"]
    assert version["run_id"] == better
    asked = {"server": guarded.server, "workspace": "late-arrivals", "model": free.model}
    with pytest.raises(Invalid) as refused:
        client.model_version(**asked, version=version["version"])
    assert better in str(refused.value.fields)
    assert free.run in str(refused.value.fields)
    assert client.model_version(**asked, version=free.version).run_id == free.run


@pytest.mark.parametrize("spell", ["0{}", " {}", "+{}", "{} ", "{}_", "0x{}", "1e0{}", "\uff11{}"])
def test_an_experiment_is_named_by_its_number_as_mlflow_writes_it(
    refused, frozen, untouched, spell
):
    """MLflow takes all that int() takes, so that 01 was an experiment that nobody had frozen."""
    for experiment in (frozen.own, frozen.experiment):
        named = {"experiment_id": spell.format(experiment)}
        refused("POST", API + "experiments/delete", named, 400)
        refused("POST", API + "experiments/update", {**named, "new_name": "x"}, 400)
        refused("POST", API + "runs/create", named, 400)
        refused("POST", API + "logged-models", named, 400)


def test_pitwalls_own_experiment_takes_nothing(refused, frozen, free, untouched):
    own = {"experiment_id": frozen.own}
    refused("POST", API + "runs/create", own)
    refused("POST", API + "logged-models", {**own, "name": "x"})
    refused("POST", API + "experiments/set-experiment-tag", {**own, "key": "note", "value": "x"})
    refused("POST", API_3 + "traces", trace_body("tr-" + "ef" * 16, frozen.own))
    refused("POST", API + "traces", {**own, "timestamp_ms": 1})
    refused("POST", "/v1/traces", otlp(), headers={"x-mlflow-experiment-id": frozen.own})
    joined = {"experiment_ids": [frozen.own]}
    refused("POST", f"{API_3}datasets/{free.dataset}/add-experiments", joined)
    refused("POST", API_3 + "datasets/create", {"name": "x", **joined})


NAMES = (
    "pitwall.gate",
    "PITWALL.gate",
    " pitwall.gate",
    "Pitwall.",
    "pit\u200bwall.gate",
    "\uff50itwall.gate",
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_of_pitwalls_own_are_given_to_nothing(refused, free, untouched, name):
    tag, run = {"key": name, "value": "approved"}, {"run_id": free.run}
    refused("POST", API + "runs/set-tag", {**run, **tag})
    refused("POST", API + "runs/log-batch", {**run, "tags": [tag]})
    refused("POST", API + "runs/log-batch", {**run, "params": [tag]})
    refused("POST", API + "runs/log-batch", {**run, "metrics": [{**METRIC, "key": name}]})
    refused("POST", API + "runs/log-metric", {**run, **METRIC, "key": name})
    refused("POST", API + "runs/log-parameter", {**run, **tag})
    refused("POST", API + "runs/create", {"experiment_id": free.experiment, "tags": [tag]})
    refused("POST", API + "experiments/create", {"name": "y", "tags": [tag]})
    refused("PATCH", API + f"logged-models/{free.logged}/tags", {"tags": [tag]})
    refused("POST", API + "logged-models", {"experiment_id": free.experiment, "tags": [tag]})
    version = {"name": free.model, "version": free.version}
    refused("POST", API + "model-versions/set-tag", {**version, **tag})
    refused("POST", API + "registered-models/set-tag", {"name": free.model, **tag})
    refused("POST", API_3 + "traces", trace_body(f"tr-{uuid4().hex}", free.experiment, tag=name))
    refused("PATCH", f"{API_3}traces/{free.trace}/tags", tag)
    refused("POST", API_3 + "datasets/create", {"name": "y", "tags": json.dumps({name: "x"})})


def test_a_reading_names_all_that_its_version_stands_on():
    """Whatever shape its folder has, and where it has none."""
    version = ModelVersionReading(
        model="m",
        version="1",
        run_id="r",
        source="models:/m-1",
        status="READY",
        aliases=(),
        signature={},
        threshold="",
        run=None,
    )
    assert freezing.of_version(version)[FrozenKind.EXPERIMENT] == set()
    deep = replace(version, folder="7/models/m-2/artifacts", source="")
    named = freezing.of_version(deep)
    assert named[FrozenKind.EXPERIMENT] == {"7"}
    assert named[FrozenKind.LOGGED_MODEL] == {"m-2"}
    of_run = replace(version, folder="7/abc/artifacts/model", source="")
    assert freezing.of_version(of_run)[FrozenKind.RUN] == {"r", "abc"}
    assert freezing.of_version(of_run)[FrozenKind.EXPERIMENT] == {"7"}
