"""Releases over HTTP: run by DevOps alone, stopped, broken out in need by two; windows of them."""

import pytest


@pytest.fixture
def served(told):
    told.round()
    return told


@pytest.fixture
def release(served):
    return served.cycle.candidates.get().releases.get()


def test_running_it_twice_deploys_once(served, api, release):
    address = f"candidates/{release.candidate_id}/release/"
    again = api("dov").post(address, {"target_id": served.target.pk})
    assert again.json()["id"] == release.pk
    assert release.candidate.releases.count() == 1


def test_a_version_can_t_return_to_where_it_never_was(served, api, release, unchanged):
    dov = api("dov")
    given = {"target_id": served.target.pk + 7, "reason": "slow"}
    with unchanged():
        answer = dov.post(f"candidates/{release.candidate_id}/roll-back/", given)
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]


def test_a_version_is_stopped_with_a_reason(served, api, release):
    address = f"releases/{release.pk}/stop/"
    missing = api("dov").post(address, {})
    assert missing.json()["fields"] == {"reason": "This is missing; give it."}
    blank = api("dov").post(address, {"reason": " "})
    assert (blank.status_code, list(blank.json()["fields"])) == (422, ["reason"])
    assert api("dov").post(address, {"reason": "smoke"}).json()["state"] == "stopped"


def test_breaking_the_glass_takes_two(served, api, release):
    api("dov").post(f"releases/{release.pk}/stop/", {"reason": "smoke"})
    given = {"target_id": served.target.pk, "reason": "the airport stands still"}
    made = api("dov").post(f"candidates/{release.candidate_id}/break-glass/", given)
    assert made.status_code == 201, made.content
    confirm = f"proposals/{made.json()['id']}/confirm/"
    assert api("dov").post(confirm).status_code == 403
    assert api("dot").post(confirm).json()["state"] == "confirmed"
    newest = release.candidate.releases.latest("pk")
    assert (newest.kind, newest.state) == ("break_glass", "starting")


def test_a_window_is_opened_once_a_start_and_judged(served, api, release):
    address = f"releases/{release.pk}/windows/"
    given = {
        "label": "March",
        "starts_at": "2026-03-01T00:00:00Z",
        "ends_at": "2026-03-02T00:00:00Z",
    }
    made = api("dov").post(address, given)
    assert made.status_code == 201, made.content
    assert api("dov").post(address, given).json()["id"] == made.json()["id"]
    judged = api("sam").post(f"windows/{made.json()['id']}/judge/")
    assert judged.json()["state"] == "unknown"
    assert judged.json()["reason"]
    assert len(api("ana").get(address).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": "2026-02-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2026-03-02T00:00:00"}, "ends_at"),
        ({"starts_at": "March"}, "starts_at"),
        ({"label": ""}, "label"),
    ],
)
def test_a_window_that_can_t_be_is_named(served, api, release, unchanged, change, field):
    dov = api("dov")
    given = {
        "label": "March",
        "starts_at": "2026-03-01T00:00:00Z",
        "ends_at": "2026-04-01T00:00:00Z",
    }
    with unchanged():
        answer = dov.post(f"releases/{release.pk}/windows/", given | change)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
