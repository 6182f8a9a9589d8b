"""What a data scientist with a key might do by traces, spans and files: each of these read or wrote
something once, or would if a check were missing.
"""

import gzip
import json
import zlib
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from governance.models import ApiToken
from governance.services import tokens
from tests.workflows.mlflow.attacks import API, API_3, ARTIFACTS, otlp
from tests.workflows.mlflow.nominated import trace_body
from tests.workflows.mlflow.slow import Upload
from workflows.services import freezing
from workflows.words import FrozenKind

pytestmark = pytest.mark.slow_parts


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
