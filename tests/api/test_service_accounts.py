"""Service accounts and their tokens over HTTP: made, bounded, seen, ended by administrators."""

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import ApiToken
from portal import clock


@pytest.fixture
def pipeline(api, monkeypatch) -> int:
    monkeypatch.setattr(clock, "now", timezone.now)  # knox reads the host's clock
    body = {"username": "pipeline", "full_name": "Nightly pipeline", "is_service": True}
    made = api("ada").post("people/", body)
    assert made.json()["is_service"], made.content
    return made.json()["id"]


@pytest.fixture
def made(api, pipeline) -> dict:
    body = {"name": "nightly", "days": 7, "user_id": pipeline}
    return api("ada").post("tokens/", body).json()


def call(secret: str, address: str = "me/"):
    return Client().get(f"/api/v1/{address}", HTTP_AUTHORIZATION=f"Bearer {secret}")


def test_its_token_acts_as_the_account_and_is_shown_once(api, pipeline, made):
    assert call(made["secret"]).json()["person"]["username"] == "pipeline"
    (listed,) = [one for one in api("ada").get("tokens/").json() if one["name"] == "nightly"]
    assert (listed["user"]["id"], listed["allows"]) == (pipeline, ["read", "act"])
    assert made["secret"] not in str(listed)


def test_its_last_use_is_shown(api, made):
    assert made["token"]["last_used_at"] is None
    call(made["secret"])
    (listed,) = [one for one in api("ada").get("tokens/").json() if one["name"] == "nightly"]
    assert listed["last_used_at"]


def test_others_make_none_for_it(api, pipeline, unchanged):
    ola = api("ola")
    with unchanged():
        answer = ola.post("tokens/", {"name": "mine", "user_id": pipeline})
    assert (answer.status_code, answer.json()["who_can"]) == (403, "administrator")


@pytest.mark.parametrize("days", [0, 366])
def test_how_long_it_lasts_is_bounded(api, pipeline, unchanged, days):
    ada = api("ada")
    with unchanged():
        answer = ada.post("tokens/", {"name": "nightly", "user_id": pipeline, "days": days})
    assert answer.status_code == 422
    assert "days" in answer.json()["fields"]


def test_ended_it_stops_at_the_next_request(api, made):
    assert call(made["secret"]).status_code == 200
    assert api("ada").delete(f"tokens/{made['token']['key']}/").status_code == 204
    assert call(made["secret"]).status_code == 401


def test_with_its_account_its_tokens_stop(api, pipeline, made):
    assert api("ada").post(f"people/{pipeline}/deactivate/").status_code == 200
    assert call(made["secret"]).status_code == 401
    assert not ApiToken.objects.filter(name="nightly").exists()


def test_everybodys_are_for_administrators_and_without_secrets(api, cast, pipeline, made):
    api("ana")
    found = api("ada").get("tokens/everybodys/").json()
    assert {one["user"]["username"] for one in found} == {"ada", "ana", "pipeline"}
    assert made["secret"] not in str(found)
    (mine,) = api("ada").get("tokens/everybodys/", {"user": cast.id("ana")}).json()
    assert mine["user"]["username"] == "ana"
    for name in ("ana", "ola"):
        assert api(name).get("tokens/everybodys/").status_code == 403


def test_an_administrator_ends_a_person_s_token_that_was_lost(api, cast):
    assert api("ana").get("me/").status_code == 200
    key = ApiToken.objects.get(user=cast.id("ana")).token_key
    assert api("ada").delete(f"tokens/{key}/").status_code == 204
    assert api("ana").get("me/").status_code == 401
