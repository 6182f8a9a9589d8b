"""A key of one use case reads and writes nothing of another's, and neither does a portal session."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.workflows.mlflow.attacks import API, API_3, otlp
from tests.workflows.mlflow.foreign import AJAX, WORD, Foreign, Probe, probes
from tests.workflows.mlflow.nominated import Aim, Names, feedback, trace_body
from tests.workflows.mlflow.store import differences, stored
from workflows.mlflow.routes import ROUTES, Kind, find

pytestmark = pytest.mark.slow_parts


@pytest.fixture(scope="module")
def theirs(guarded) -> Foreign:
    return Foreign(guarded, guarded.key("sia", guarded.other), guarded.other.slug)


@pytest.fixture(scope="module")
def ours(guarded) -> Names:
    return Aim(guarded).free()


@pytest.fixture
def unseen(guarded, theirs) -> Iterator[None]:
    """What a test does leaves their things as they were, and nothing that names one of them."""
    named = (theirs.run, theirs.logged, theirs.trace, theirs.span_trace, theirs.dataset, WORD)
    before = stored(guarded.home)
    yield
    found = [
        one
        for one in differences(before, stored(guarded.home))
        if any(name in one for name in named)
    ]
    assert not found, "\n".join(found)


def session_of(guarded, name: str) -> dict[str, str]:
    """The headers of a browser in which somebody is signed in to the portal."""
    client = Client()
    client.force_login(guarded.cast.user(name))
    [cookie] = [f"{key}={one.value}" for key, one in client.cookies.items() if "session" in key]
    return {"Cookie": cookie}


def ask(guarded, probe: Probe, **given):
    return guarded.call(probe.method, probe.path, probe.body, params=probe.query, **given)


def shows(answer) -> bool:
    return WORD.encode() in answer.content


def test_every_route_that_reads_is_asked(theirs):
    found = [find(one.method, one.path) for one in probes(theirs)]
    asked = {(one.method, one.path) for one in found if one is not None}
    reading = {(one.method, one.path) for one in ROUTES if one.kind is Kind.READ}
    # Of these the server has one of the twins, or the other method, with the same handler.
    twice = (
        "search-datasets",
        "/artifacts/files",
        "history-bulk",
        "-interval",
        "get-trace-artifact",
    )
    left = {(method, path) for method, path in reading - asked if not path.endswith(twice)}
    assert left == {("GET", "/graphql")}


def test_their_own_key_is_shown_what_the_others_are_not(guarded, theirs):
    for probe in probes(theirs):
        if probe.shows:
            answer = ask(guarded, probe, key=theirs.key)
            assert shows(answer), f"{probe}: {answer.status_code} {answer.text[:300]}"


def test_a_key_of_one_use_case_reads_nothing_of_another(guarded, theirs, unseen):
    for probe in probes(theirs):
        for headers in ({}, {"X-MLFLOW-WORKSPACE": theirs.slug}):
            answer = ask(guarded, probe, headers=headers)
            told = f"{probe}: {answer.status_code} {answer.text[:300]}"
            assert not shows(answer), told
            assert "0.5" not in answer.text, told
            assert answer.status_code < 500, told


def test_a_session_reads_what_its_person_may_see_and_no_more(guarded, theirs, unseen):
    stranger, member = session_of(guarded, "sam"), session_of(guarded, "sia")
    foreign, own = {"X-MLFLOW-WORKSPACE": theirs.slug}, {"X-MLFLOW-WORKSPACE": "late-arrivals"}
    for probe in probes(theirs):
        for workspace in (foreign, own, {}):
            answer = ask(guarded, probe, key="", headers=stranger | workspace)
            told = f"{probe} {workspace}: {answer.status_code} {answer.text[:300]}"
            assert not shows(answer), told
            assert answer.status_code < 500, told
        seen = ask(guarded, probe, key="", headers=member | foreign)
        assert shows(seen) == shows(ask(guarded, probe, key=theirs.key)), probe


def test_a_session_lists_the_workspaces_of_its_person_alone(guarded, theirs):
    for name, wanted in (
        ("sam", ["late-arrivals"]),
        ("ava", ["late-arrivals", theirs.slug]),
        ("stan", []),
    ):
        answer = guarded.call(
            "GET", "/ajax-api/3.0/mlflow/workspaces", key="", headers=session_of(guarded, name)
        )
        assert [one["name"] for one in answer.json().get("workspaces", [])] == sorted(wanted)
    assert guarded.call("GET", "/api/3.0/mlflow/workspaces").status_code == 403


def writes(ours: Names, at: Foreign) -> Iterator[tuple[str, str, dict]]:
    """Calls on things of ours that name things of theirs, and calls on theirs."""
    metric = {"key": "their_metric", "value": 0.1, "timestamp": 9, "model_id": at.logged}
    run = {"run_id": ours.run}
    yield "POST", API + "runs/log-metric", {**run, **metric}
    yield "POST", API + "runs/log-batch", {**run, "metrics": [{**metric, "step": 0}]}
    yield "POST", API + "runs/log-batch", {**run, "metrics": [{**metric, "modelId": at.logged}]}
    yield "POST", API + "runs/log-inputs", {**run, "models": [{"model_id": at.logged}]}
    yield "POST", API + "runs/outputs", {**run, "models": [{"model_id": at.logged, "step": 0}]}
    yield "POST", API + "runs/set-tag", {"run_id": at.run, "key": "note", "value": "x"}
    path = API + f"logged-models/{ours.logged}"
    yield "PATCH", path, {"model_id": at.logged, "status": 3}
    yield "POST", API + "logged-models", {"experiment_id": at.experiment, "name": "x"}
    yield "POST", API + "runs/create", {"experiment_id": at.experiment}
    yield "POST", API + "experiments/delete", {"experiment_id": at.experiment}
    version = {"name": ours.model, "source": f"models:/{at.logged}"}
    yield "POST", API + "model-versions/create", {**version, "model_id": at.logged}
    yield "POST", API + "model-versions/create", {**version, "source": f"models:/{at.model}/1"}
    yield "POST", API + "model-versions/create", {**version, "source": f"models:/{at.model}@blue"}
    place = f"mlflow-artifacts:/workspaces/{at.slug}/{at.folder}"
    for given in ({"run_id": at.run}, {"run_id": ours.run}, {"model_id": ours.logged}, {}):
        yield "POST", API + "model-versions/create", {**version, "source": place, **given}
    yield from _trace_writes(ours, at)
    yield "POST", API_3 + f"datasets/{at.dataset}/records", {"records": '[{"inputs": {"q": "1"}}]'}
    yield "PATCH", API_3 + f"datasets/{at.dataset}/tags", {"tags": '{"note": "y"}'}
    yield "DELETE", API_3 + f"datasets/{at.dataset}/tags/note", {}
    yield "DELETE", API_3 + f"datasets/{at.dataset}", {}
    theirs = {"experiment_ids": [at.experiment]}
    yield "POST", API_3 + f"datasets/{ours.dataset}/add-experiments", theirs
    yield "POST", API_3 + f"datasets/{at.dataset}/remove-experiments", theirs
    path = AJAX + f"upload-artifact?run_uuid={at.run}&path=note.txt"
    yield "POST", path, {"x": 1}


def _trace_writes(ours: Names, at: Foreign) -> Iterator[tuple[str, str, dict]]:
    yield "POST", API_3 + "traces", trace_body(at.trace, ours.experiment)
    yield "POST", API_3 + "traces", trace_body("tr-" + "cd" * 16, at.experiment)
    again = trace_body(ours.trace, ours.experiment)
    stolen = feedback(ours.trace, assessment_id=at.assessment, rationale="worse")
    again["trace"]["trace_info"]["assessments"] = [stolen]
    yield "POST", API_3 + "traces", again
    path = API_3 + f"traces/{ours.trace}/assessments"
    yield "POST", path, {"assessment": stolen}
    yield "POST", path, {"assessment": feedback(ours.trace, overrides=at.assessment)}
    yield "POST", API_3 + f"traces/{at.trace}/assessments", {"assessment": feedback(at.trace)}
    change = {"assessment": feedback(at.trace, rationale="worse"), "update_mask": "rationale"}
    yield "PATCH", API_3 + f"traces/{at.trace}/assessments/{at.assessment}", change
    yield "PATCH", API_3 + f"traces/{ours.trace}/assessments/{at.assessment}", change
    yield "DELETE", API_3 + f"traces/{at.trace}/assessments/{at.assessment}", {}
    yield "DELETE", API_3 + f"traces/{ours.trace}/assessments/{at.assessment}", {}
    for api in (API, API_3):
        yield "PATCH", f"{api}traces/{at.trace}/tags", {"key": "note", "value": "x"}
        yield "DELETE", f"{api}traces/{at.trace}/tags", {"key": "note"}
        old = {"experiment_id": at.experiment, "max_timestamp_millis": 10**15, "max_traces": 9}
        yield "POST", f"{api}traces/delete-traces", old
        ids = {"experiment_id": ours.experiment, "request_ids": [at.trace, at.span_trace]}
        yield "POST", f"{api}traces/delete-traces", ids
    ended = {"timestamp_ms": 2, "status": "OK", "request_metadata": [], "tags": []}
    yield "PATCH", API + f"traces/{at.trace}", ended
    yield "POST", API + "traces/link-to-run", {"trace_ids": [at.trace], "run_id": ours.run}
    yield "POST", API + "traces/link-to-run", {"trace_ids": [ours.trace], "run_id": at.run}
    prompts = {"trace_id": at.trace, "prompt_versions": [{"name": "p", "version": "1"}]}
    yield "POST", API + "traces/link-prompts", prompts


def test_a_key_of_one_use_case_writes_nothing_of_another(guarded, theirs, ours, unseen):
    for method, path, body in writes(ours, theirs):
        answer = guarded.call(method, path, body)
        assert answer.status_code < 500, f"{method} {path} {body}: {answer.text[:300]}"


def test_a_version_that_names_a_foreign_run_shows_nothing_of_it(guarded, theirs, ours):
    """MLflow takes the name, and looks for it in our workspace when it is asked for."""
    source = {"source": f"runs:/{theirs.run}/artifacts", "run_id": theirs.run}
    made = guarded.post("model-versions/create", {"name": ours.model, **source})
    assert made.status_code == 200, made.text
    version = {"name": ours.model, "version": made.json()["model_version"]["version"]}
    for path in ("note.txt", "MLmodel"):
        answer = guarded.call(
            "GET", "/model-versions/get-artifact", params={**version, "path": path}
        )
        assert not shows(answer)
        assert 400 <= answer.status_code < 500, answer.text


def test_spans_are_not_written_into_a_foreign_trace_or_experiment(guarded, theirs, ours, unseen):
    spans = otlp(note="worse")
    spans["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] = theirs.span_trace[3:]
    for where, run in (
        (ours.experiment, ours.run),
        (ours.experiment, theirs.run),
        (theirs.experiment, ""),
    ):
        headers = {"x-mlflow-experiment-id": where, **({"x-mlflow-run-id": run} if run else {})}
        answer = guarded.call("POST", "/v1/traces", spans, headers=headers)
        assert answer.status_code < 500, answer.text


def test_a_session_writes_nothing_of_another(guarded, theirs, ours, unseen):
    stranger = session_of(guarded, "sam") | {"Sec-Fetch-Site": "same-origin"}
    for workspace in (theirs.slug, "late-arrivals", "default", ""):
        headers = stranger | {"X-MLFLOW-WORKSPACE": workspace}
        for method, path, body in writes(ours, theirs):
            answer = guarded.call(method, path, body, key="", headers=headers)
            assert answer.status_code < 500, f"{method} {path} {body}: {answer.text[:300]}"
