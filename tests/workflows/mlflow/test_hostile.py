"""What a data scientist with a key might think of: each of these altered, forged or read something once,
or would if a check were missing.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from governance.errors import Invalid
from governance.models import ApiToken
from governance.services import tokens
from tests.workflows.mlflow.attacks import API, API_3, ARTIFACTS, otlp
from tests.workflows.mlflow.nominated import Aim, Names, trace_body
from tests.workflows.mlflow.slow import Upload
from tests.workflows.mlflow.store import differences, stored
from workflows.mlflow import client
from workflows.mlflow.readings import ModelVersionReading
from workflows.services import freezing
from workflows.words import FrozenKind

pytestmark = pytest.mark.slow_parts


@pytest.fixture(scope="module")
def aim(guarded) -> Aim:
    return Aim(guarded)


@pytest.fixture(scope="module")
def frozen(aim) -> Names:
    return aim.nominated()


@pytest.fixture(scope="module")
def free(aim, frozen) -> Names:
    return aim.free()


@pytest.fixture
def untouched(guarded, frozen, free) -> Iterator[None]:
    before = stored(guarded.home)
    yield
    assert differences(before, stored(guarded.home)) == []


@pytest.fixture
def refused(guarded) -> Callable:
    """Send a call that has to be refused, and give back what is said."""

    def sent(method: str, path: str, body=None, status: int = 403, **given) -> str:
        answer = guarded.call(method, path, body, **given)
        assert answer.status_code == status, f"{method} {path} {body}: {answer.text[:300]}"
        assert answer.json()["error_code"] in {"PERMISSION_DENIED", "INVALID_PARAMETER_VALUE"}
        return answer.json()["message"]

    return sent


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


def test_no_trace_joins_a_frozen_run(refused, frozen, free, untouched):
    refused(
        "POST", API_3 + "traces", trace_body(f"tr-{uuid4().hex}", free.experiment, run=frozen.run)
    )
    said = [{"key": "mlflow.sourceRun", "value": frozen.run}]
    begun = {"experiment_id": free.experiment, "timestamp_ms": 1, "request_metadata": said}
    refused("POST", API + "traces", begun)
    refused("PATCH", f"{API}traces/{free.trace}", {"timestamp_ms": 1, "request_metadata": said})
    where = {"x-mlflow-experiment-id": free.experiment, "x-mlflow-run-id": frozen.run}
    refused("POST", "/v1/traces", otlp(), headers=where)
    linked = {"trace_ids": [free.trace], "run_id": frozen.run}
    refused("POST", API + "traces/link-to-run", linked)


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


def spans_of(tag: str) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Spans with this tag on their trace, in every wrapping that MLflow opens."""
    plain = json.dumps(otlp(**{f"mlflow.traceTag.{tag}": "x"})).encode()
    hidden = plain.replace(b"traceTag", rb"\u0074race\u0054ag")
    half = len(plain) // 2
    members = gzip.compress(plain[:half]) + gzip.compress(plain[half:])
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    raw = bare.compress(plain) + bare.flush()
    return {
        "plain": (plain, {}),
        "escaped": (hidden, {}),
        "with a charset": (plain, {"content-type": "application/json; charset=utf-8"}),
        "gzip": (gzip.compress(plain), {"content-encoding": "gzip"}),
        "GZIP": (gzip.compress(plain), {"content-encoding": "GZIP"}),
        "two members": (members, {"content-encoding": "gzip"}),
        "deflate": (zlib.compress(plain), {"content-encoding": "deflate"}),
        "bare deflate": (raw, {"content-encoding": "deflate"}),
    }


@pytest.mark.parametrize(
    "tag", ["pitwall.gate", "mlflow.artifactLocation", "mlflow.trace.archiveLocation"]
)
@pytest.mark.parametrize("wrapping", list(spans_of("x")))
def test_spans_carry_no_tag_that_isnt_theirs_to_set(guarded, free, untouched, tag, wrapping):
    body, headers = spans_of(tag)[wrapping]
    where = {"content-type": "application/json", "x-mlflow-experiment-id": free.experiment}
    answer = guarded.call("POST", "/v1/traces", content=body, headers=where | headers)
    assert answer.status_code in {400, 403}, answer.text


@pytest.mark.parametrize("wrapping", list(spans_of("x")))
def test_spans_with_tags_of_their_own_are_taken_in_every_wrapping(guarded, free, wrapping):
    body, headers = spans_of("team.note")[wrapping]
    where = {"content-type": "application/json", "x-mlflow-experiment-id": free.experiment}
    answer = guarded.call("POST", "/v1/traces", content=body, headers=where | headers)
    assert answer.status_code == 200, answer.text


def test_a_few_bytes_of_spans_arent_unpacked_to_gigabytes(guarded, free, untouched):
    bomb = zlib.compressobj()
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(100)) + bomb.flush()
    for encoding, body in (("deflate", packed), ("gzip", gzip.compress(bytes(100 << 20), 1))):
        where = {"x-mlflow-experiment-id": free.experiment, "content-encoding": encoding}
        headers = where | {"content-type": "application/x-protobuf"}
        answer = guarded.call("POST", "/v1/traces", content=body, headers=headers)
        assert answer.status_code == 400
        assert "64 MiB" in answer.json()["message"]


def test_a_header_given_twice_names_no_experiment(guarded, free, frozen, untouched):
    body = json.dumps(otlp()).encode()
    for first, second in ((free.experiment, frozen.own), (frozen.own, free.experiment)):
        headers = [
            ("authorization", f"Bearer {guarded.key()}"),
            ("content-type", "application/json"),
            ("x-mlflow-experiment-id", first),
            ("x-mlflow-experiment-id", second),
        ]
        answer = guarded._client.post(f"{guarded.url}/v1/traces", content=body, headers=headers)
        assert answer.status_code == 400, answer.text


@pytest.fixture
def secret(guarded) -> str:
    """A file that isn't this workspace's, where MLflow would look for a trace's data."""
    folder = Path(guarded.home) / "mlflow/artifacts/workspaces/no-shows/7/traces/tr-1/artifacts"
    (folder / "attachments").mkdir(parents=True, exist_ok=True)
    (folder / "traces.json").write_text('{"spans": [], "note": "Xanthippe"}')
    (folder / "attachments" / ATTACHMENT).write_text("Xanthippe")
    return str(folder)


ATTACHMENT = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_a_trace_says_not_where_its_data_lies(guarded, aim, refused, free, secret):
    """MLflow reads from wherever a trace's tag says, of any workspace, and of the server's own disk."""
    inside = secret.partition("/artifacts/")[2]
    place = f"{API_3}traces/{free.trace}/tags"
    for where in (
        f"mlflow-artifacts:/{inside}",
        f"mlflow-artifacts:///{inside}",
        f"mlflow-artifacts:/workspaces/late-arrivals/../../{inside}",
        f"mlflow-artifacts:/workspaces/late-arrivals/{free.experiment}/traces/../traces/{free.trace}/artifacts",
        f"file://{secret}",
        secret,
        "s3://bucket/x",
        "",
    ):
        for key in ("mlflow.artifactLocation", "mlflow.trace.archiveLocation"):
            tag = {"key": key, "value": where}
            new = trace_body(f"tr-{uuid4().hex}", free.experiment)
            new["trace"]["trace_info"]["tags"] = {key: where, "mlflow.trace.spansLocation": "x"}
            begun = {"experiment_id": free.experiment, "timestamp_ms": 1, "tags": [tag]}
            refused("PATCH", place, tag, 400)
            refused("PATCH", place.replace("/3.0/", "/2.0/"), tag, 400)
            refused("PATCH", f"{API}traces/{free.trace}", {"tags": [tag]}, 400)
            refused("POST", API_3 + "traces", new, 400)
            refused("POST", API + "traces", begun, 400)
        for query in ({}, {"path": ATTACHMENT}):
            asked = {"request_id": free.trace, **query}
            for api in ("2.0", "3.0"):
                path = f"/ajax-api/{api}/mlflow/get-trace-artifact"
                assert "Xanthippe" not in guarded.call("GET", path, params=asked).text


def test_old_clients_send_back_where_mlflow_said_that_a_traces_data_lies(guarded, free):
    told = guarded.get(f"traces/{free.trace}/info").json()["trace_info"]["tags"]
    [place] = [one for one in told if one["key"] == "mlflow.artifactLocation"]
    ended = {"timestamp_ms": 2, "status": "OK", "request_metadata": [], "tags": told}
    answer = guarded.call("PATCH", f"{API}traces/{free.trace}", ended)
    assert answer.status_code == 200, answer.text
    assert place["value"].endswith(f"/traces/{free.trace}/artifacts")


def test_a_path_that_climbs_out_of_a_runs_folder_writes_nowhere(guarded, free, frozen, untouched):
    away = f"../../{frozen.run}/artifacts/plot.txt"
    for path in (
        away,
        away.replace("..", "%2e%2e"),
        away.replace("../", "..%2f"),
        away.replace("/", "\\"),
        f"x/../{away}",
        f"/{away}",
        "file:///tmp/x",
        "a\x00b",
    ):
        for name in ("run_uuid", "run_id"):
            answer = guarded.call(
                "POST",
                "/ajax-api/2.0/mlflow/upload-artifact",
                content=b"x",
                params={name: free.run, "path": path},
            )
            assert 400 <= answer.status_code < 500, f"{path}: {answer.text}"


def test_an_upload_names_one_run(refused, free, frozen, untouched):
    path = "/ajax-api/2.0/mlflow/upload-artifact?path=plot.txt"
    for query in (
        f"&run_uuid={free.run}&run_uuid={frozen.run}",
        f"&run_uuid={frozen.run}&run_uuid={free.run}",
        f"&run_uuid={free.run}&run_id={frozen.run}",
        f"&run%5fuuid={frozen.run}",
        f"&run_uuid=%20{frozen.run}",
    ):
        refused("POST", path + query, content=b"x")


def test_folders_above_those_of_runs_are_nobodys(refused, free, frozen, untouched):
    for path in (
        "",
        free.experiment,
        f"{free.experiment}/models",
        f"{free.experiment}/{free.run}",
        f"{free.experiment}/models/{free.logged}",
        f"{free.experiment}/traces",
        "workspaces",
        "workspaces/late-arrivals",
        f"workspaces/late-arrivals/{free.experiment}",
        f"{frozen.experiment}/{frozen.run}/artifacts",
    ):
        if path:
            status = 403 if path.endswith("artifacts") else 400
            refused("DELETE", f"{ARTIFACTS}artifacts/{path}", status=status)
            refused("PUT", f"{ARTIFACTS}artifacts/{path}", status=status, content=b"x")
    name = "x" * 300
    folder = f"{free.experiment}/{free.run}/artifacts"
    refused("PUT", f"{ARTIFACTS}artifacts/{folder}/{name}", status=400, content=b"x")


def test_mlflows_own_path_that_has_no_workspace_writes_and_reads_nothing(guarded, free, untouched):
    """MLflow looks up no workspace for a path that ends so, whatever comes before."""
    path = f"{ARTIFACTS}artifacts/{free.experiment}/{free.run}/artifacts/mlflow/server-info"
    for method in ("PUT", "DELETE", "GET"):
        assert guarded.call(method, path, content=b"x").status_code == 400


def upload_of(guarded, aim, free) -> tuple[str, Upload, str]:
    """A run, an upload into it that has begun, and the path of what is uploaded."""
    run = aim._run(free.experiment)
    path = f"{ARTIFACTS}artifacts/{free.experiment}/{run}/artifacts/model.pkl"
    assert guarded.call("PUT", path, content=b"before").status_code == 200
    made = tokens.make(
        actor=guarded.cast.sam,
        name="slow",
        scope_id=guarded.use_case.scope_id,
        now=timezone.now(),
    )
    upload = Upload(guarded.url, path, made.secret)
    upload.send(b"after, ")
    return run, upload, path


def test_an_upload_that_began_before_its_run_was_frozen_ends_refused(guarded, aim, free):
    run, upload, path = upload_of(guarded, aim, free)
    freezing.freeze(
        guarded.use_case.scope, {FrozenKind.RUN: {run}}, why="nominated", now=timezone.now()
    )
    upload.wait()
    answer = upload.end(b"slowly")
    assert (answer.status, answer.code) == (403, "PERMISSION_DENIED")
    assert "is frozen" in answer.message
    assert guarded.call("GET", path).content == b"before"


def test_an_upload_ends_refused_once_its_key_is_revoked(guarded, aim, free):
    _, upload, path = upload_of(guarded, aim, free)
    ApiToken.objects.filter(name="slow").delete()
    upload.wait()
    assert upload.end(b"slowly").status == 401
    assert guarded.call("GET", path).content == b"before"


def test_a_slow_upload_that_may_goes_through(guarded, aim, free):
    _, upload, path = upload_of(guarded, aim, free)
    upload.wait()
    assert upload.end(b"slowly").status == 200
    assert guarded.call("GET", path).content == b"after, slowly"


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
