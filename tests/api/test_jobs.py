"""Long work over HTTP: wanted, followed, cancelled."""

import pytest

from workflows.models import Job


@pytest.fixture
def ready(told):
    told.ready_to_train()
    return told


def test_a_training_is_followed_and_cancelled(ready, api, settings):
    given = {"script": "digits", "model": "late-arrivals", "arguments": ["--trial", "gbm"]}
    made = api("sam").post(f"cycles/{ready.cycle.pk}/training/", given)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    (settings.PITWALL_HOME / "logs").mkdir()
    (settings.PITWALL_HOME / "logs" / "one.log").write_bytes(b"x" * 20_000 + b"\xffepoch 3\n")
    Job.objects.filter(pk=pk).update(progress=30, step="epoch 3", log_path="logs/one.log")
    told = api("ana").get(f"jobs/{pk}/").json()
    assert (told["progress"], told["step"]) == (30, "epoch 3")
    assert told["log_tail"].endswith("epoch 3\n")
    assert len(told["log_tail"]) <= 16_384
    assert api("ana").post(f"jobs/{pk}/cancel/").status_code == 403
    assert api("sam").post(f"jobs/{pk}/cancel/").json()["state"] == "cancelled"
    assert api("sam").post(f"jobs/{pk}/cancel/").status_code == 409
    listed = api("ana").get("jobs/", {"kind": "training", "state": "cancelled"}).json()["items"]
    assert [one["id"] for one in listed] == [pk]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"script": "../../bin/sh"}, "script"),
        ({"model": "a/b"}, "model"),
        ({"arguments": "--trial"}, "arguments"),
        ({"arguments": [7]}, "arguments[0]"),
        ({"arguments": ["x"] * 50}, "arguments"),
    ],
)
def test_what_can_t_be_run_is_named(ready, api, unchanged, change, field):
    sam = api("sam")
    given = {"script": "digits", "model": "late-arrivals"} | change
    with unchanged():
        answer = sam.post(f"cycles/{ready.cycle.pk}/training/", given)
    assert answer.status_code == 422
    assert field in answer.json()["fields"], answer.content


def test_nothing_trains_before_its_gates_are_open(told, api, unchanged):
    told.start()
    sam = api("sam")
    with unchanged():
        given = {"script": "digits", "model": "late-arrivals"}
        answer = sam.post(f"cycles/{told.cycle.pk}/training/", given)
    assert answer.status_code == 409
    assert answer.json()["reasons"]


def test_scripts_are_named(told, api):
    assert {"name": "digits"} in api("sam").get("training-scripts/").json()
