"""Nobody makes a version look trained by a colleague, so as to vote on their own work."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from governance.errors import Denied, Invalid
from tests.fixtures.parts import wait_until
from tests.workflows.mlflow.registered import MODEL, Registered
from workflows.models import GatewayEvent
from workflows.services import candidates, training
from workflows.services.hearing import LOGGED, MADE

pytestmark = pytest.mark.slow_parts
API = "/api/2.0/mlflow/"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/"


def logged_model(guarded, run: str, **given):
    body = {"experiment_id": guarded.experiment(**given), "name": "m", "source_run_id": run}
    return guarded.post("logged-models", body, **given)


@pytest.mark.parametrize("field", ["source_run_id", "sourceRunId"])
def test_a_logged_model_names_no_run_of_another_use_case(guarded, field):
    theirs = guarded.run(key=guarded.key("sia", guarded.other))
    body = {"experiment_id": guarded.experiment(), "name": "m", field: theirs}
    said = guarded.post("logged-models", body)
    assert said.status_code == 404, said.text
    assert said.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert theirs in said.json()["message"]


@pytest.mark.parametrize("run", ["0" * 32, "nobody", "../x", "a&run_id=b", " {run} ", "{RUN}"])
def test_nor_a_run_that_isnt_there_however_its_name_is_written(guarded, run):
    mine = guarded.run()
    named = run.replace("{run}", mine).replace("{RUN}", mine.upper())
    assert logged_model(guarded, named).status_code in {400, 404}


def test_of_two_names_for_the_run_both_have_to_be_there(guarded):
    mine, theirs = guarded.run(), guarded.run(key=guarded.key("sia", guarded.other))
    for first, second in ((mine, theirs), (theirs, mine)):
        body = {"experiment_id": guarded.experiment(), "name": "m"}
        both = {"source_run_id": first, "sourceRunId": second}
        assert guarded.post("logged-models", body | both).status_code in {400, 404}


def test_its_own_run_and_none_are_as_ever(guarded):
    assert logged_model(guarded, guarded.run()).status_code == 200
    body = {"experiment_id": guarded.experiment(), "name": "m"}
    assert guarded.post("logged-models", body).status_code == 200


@pytest.fixture(scope="module")
def ready(guarded, tmp_path_factory) -> Iterator[Registered]:
    """Training may begin; Sam and Sia are its data scientists, Stan is none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PITWALL_HOME", tmp_path_factory.mktemp("home"))
        made = Registered(guarded, patch)
        made.ready_to_train()
        yield made


def register(ready, run_of: str, model_of: str, bytes_of: str) -> str:
    """A version of a model that was logged by these people's keys; its number."""
    made, keys = ready.guarded, {name: ready.key(name) for name in ("sam", "sia")}
    run = made.run(key=keys[run_of])
    answer = logged_model(made, run, key=keys[model_of])
    assert answer.status_code == 200, answer.text
    logged = answer.json()["model"]["info"]["model_id"]
    path = f"{made.experiment(key=keys[run_of])}/models/{logged}/artifacts/MLmodel"
    sent = made.call("PUT", ARTIFACTS + path, key=keys[bytes_of], content=b"flavors: {}\n")
    assert sent.status_code == 200, sent.text
    finished = {"model_id": logged, "status": 2}
    made.call("PATCH", f"{API}logged-models/{logged}", finished, key=keys[model_of])
    made.post("registered-models/create", {"name": MODEL}, key=keys["sia"])
    body = {"name": MODEL, "source": f"models:/{logged}", "run_id": run, "model_id": logged}
    version = made.post("model-versions/create", body, key=keys["sia"])
    assert version.status_code == 200, version.text
    heard = {(run, MADE), (logged, LOGGED), (logged, "artifact")}
    wait_until(
        lambda: heard <= set(GatewayEvent.objects.values_list("key", "act")),
        "the portal is told whose keys it came by",
        10,
    )
    return version.json()["model_version"]["version"]


def nominate(ready, version: str, by: str, author: str = ""):
    return candidates.nominate(
        actor=getattr(ready.cast, by),
        cycle_id=ready.cycle.pk,
        model=MODEL,
        version=version,
        author_id=ready.cast.id(author) if author else None,
        now=ready.tick(),
    )


def test_a_version_in_the_folder_of_a_colleagues_run_is_theirs_and_whoevers_bytes_they_are(ready):
    made, keys = ready.guarded, {name: ready.key(name) for name in ("sam", "sia")}
    theirs, mine = made.run(key=keys["sia"]), made.run(key=keys["sam"])
    folder = f"{made.experiment(key=keys['sam'])}/{theirs}/artifacts/model"
    for name in ("MLmodel", "model.bin"):
        sent = made.call(
            "PUT", f"{ARTIFACTS}{folder}/{name}", key=keys["sam"], content=b"flavors: {}\n"
        )
        assert sent.status_code == 200, sent.text
    told = GatewayEvent.objects.filter(key=theirs, act="artifact", user=ready.cast.id("sam"))
    wait_until(told.exists, "the portal is told", 10)
    assert told.count() == 1
    source = f"mlflow-artifacts:/workspaces/{ready.use_case.slug}/{folder}"
    made.post("registered-models/create", {"name": MODEL}, key=keys["sam"])
    for run in (mine, "", theirs):
        body = {"name": MODEL, "source": source, "run_id": run}
        answer = made.post("model-versions/create", body, key=keys["sam"])
        if answer.status_code != 200:
            assert run != theirs, answer.text  # MLflow says it itself
            continue
        version = answer.json()["model_version"]["version"]
        if run != theirs:
            with pytest.raises(Invalid, match="its files lie with run"):
                nominate(ready, version, by="sam")
    found = nominate(ready, version, by="sia", author="sia")
    assert {ready.cast.id("sam"), ready.cast.id("sia")} <= set(training.trainers(found))


def test_whoevers_key_a_model_came_by_answers_for_it_whomever_is_named(ready):
    sam, sia = ready.cast.id("sam"), ready.cast.id("sia")

    version = register(ready, run_of="sam", model_of="sam", bytes_of="sam")
    for somebody_else in ("sia", "stan"):
        with pytest.raises(Invalid, match=ready.cast.user("sam").label) as told:
            nominate(ready, version, by="sia", author=somebody_else)
        assert "author_id" in told.value.fields
    made = nominate(ready, version, by="sia")
    assert made.author_id == sam
    assert training.trainers(made) == [sam]

    version = register(ready, run_of="sia", model_of="sam", bytes_of="sia")
    made = nominate(ready, version, by="sia", author="sia")
    assert {sam, sia} <= set(training.trainers(made))
    ready.measure(made)
    review = ready.submit("training", "sia")
    with pytest.raises(Denied, match="You trained this version"):
        ready.vote(review, "sam")
