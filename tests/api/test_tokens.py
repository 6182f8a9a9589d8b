"""Tokens over HTTP: shown once, one's own, gone when revoked; and sessions beside them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import ApiToken
from portal import clock


def test_a_token_s_secret_is_shown_once_and_works(api, monkeypatch):
    api("ana")
    monkeypatch.setattr(clock, "now", timezone.now)  # knox reads the host's clock
    made = api("ana").post("tokens/", {"name": "pipeline", "days": 7})
    assert made.status_code == 201
    secret = made.json()["secret"]
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", **bearer).json()["person"]["username"] == "ana"
    assert secret not in api("ana").get("tokens/").content.decode()
    assert ApiToken.objects.filter(token_key=made.json()["token"]["key"]).exists()


def test_a_revoked_token_stops_at_the_next_request(api):
    key = api("ana").get("tokens/").json()[0]["key"]
    assert api("ana").delete(f"tokens/{key}/").status_code == 204
    answer = api("ana").get("me/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Bearer" in answer.json()["remedy"]


def test_an_expired_token_is_no_token(api):
    api("ana")
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert api("ana").get("me/").status_code == 401


def test_nobody_sees_or_ends_another_s_token(api):
    key = api("ana").get("tokens/").json()[0]["key"]
    assert key not in api("ava").get("tokens/").content.decode()
    assert api("ava").delete(f"tokens/{key}/").status_code == 404
    assert ApiToken.objects.filter(token_key=key).exists()


def test_nobody_makes_a_token_for_another_person(api, cast, unchanged):
    ada = api("ada")
    with unchanged():
        answer = ada.post("tokens/", {"name": "mine", "user_id": cast.id("ana")})
    assert answer.status_code == 403


def test_who_left_is_let_in_no_more(api, cast):
    assert api("ana").get("me/").status_code == 200
    assert api("ada").post(f"people/{cast.id('ana')}/deactivate/").status_code == 200
    assert api("ana").get("me/").status_code == 401


def test_a_session_reads_and_needs_a_csrf_token_to_act(cast, api):
    browser = Client(enforce_csrf_checks=True)
    backend = "django.contrib.auth.backends.ModelBackend"
    browser.force_login(cast.user("ana"), backend=backend)
    assert browser.get("/api/v1/me/").json()["person"]["name"] == "Ana"
    answer = browser.post("/api/v1/tokens/", {"name": "x"}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_key_of_a_use_case_says_what_it_opens_and_allows(api, told):
    made = api("sam").post(
        "tokens/", {"name": "notebook", "use_case": "late-arrivals", "allows": ["log", "read"]}
    )
    assert made.status_code == 201
    shown = made.json()["token"]
    assert (shown["use_case"], shown["allows"], shown["lent_for"]) == (
        "late-arrivals",
        ["read", "log"],
        "",
    )
    plain = api("sam").post("tokens/", {"name": "pipeline"}).json()["token"]
    assert (plain["use_case"], plain["allows"]) == (None, ["read", "act"])


@pytest.mark.parametrize(
    ("given", "field", "remedy"),
    [
        ({"use_case": "no-such"}, "use_case", "short name"),
        ({"use_case": ""}, "use_case", "short name"),
        ({"use_case": 7}, "use_case", "text"),
        ({"use_case": "late-arrivals", "allows": []}, "allows", "at least one"),
        ({"use_case": "late-arrivals", "allows": ["all"]}, "allows", "read, log, register, act"),
        ({"use_case": "late-arrivals", "allows": "read"}, "allows", "list"),
        ({"allows": ["read"]}, "allows", "name the use case"),
    ],
)
def test_what_it_cant_open_or_allow_is_named_with_what_to_do(
    api, told, unchanged, given, field, remedy
):
    sam = api("sam")
    with unchanged():
        answer = sam.post("tokens/", {"name": "notebook", **given})
    assert answer.status_code == 422
    ((named, why),) = answer.json()["fields"].items()
    assert named.startswith(field)
    assert remedy in why


def test_a_stranger_s_key_opens_it_not(api, told, unchanged):
    stan = api("stan")
    with unchanged():
        answer = stan.post("tokens/", {"name": "mine", "use_case": "late-arrivals"})
    assert "may not see it" in answer.json()["fields"]["use_case"]


def test_a_key_that_acts_in_one_use_case_makes_no_other(api, told, monkeypatch):
    monkeypatch.setattr(clock, "now", timezone.now)
    secret = (
        api("sam")
        .post("tokens/", {"name": "narrow", "use_case": "late-arrivals", "allows": ["read", "act"]})
        .json()["secret"]
    )
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "content_type": "application/json"}
    answer = Client().post("/api/v1/tokens/", {"name": "wide"}, **bearer)
    assert answer.status_code == 403
    assert answer.json()["who_can"] == "a key that names no use case"


def test_a_token_makes_none_that_outlasts_it(api, monkeypatch):
    """Whoever took one for a day mustn't keep the account for a year."""
    monkeypatch.setattr(clock, "now", timezone.now)  # knox reads the host's clock
    ana, ends = api("ana"), timezone.now() + timedelta(days=9)
    ApiToken.objects.filter(user__username="ana").update(expiry=ends)
    refused = ana.post("tokens/", {"name": "mine now", "days": 10})
    assert refused.status_code == 422, refused.content
    assert "sign in" in refused.json()["fields"]["days"]
    assert ana.post("tokens/", {"name": "pipeline", "days": 8}).status_code == 201
    made = ana.post("tokens/", {"name": "as long as may be"})
    assert made.status_code == 201
    assert ApiToken.objects.get(token_key=made.json()["token"]["key"]).expiry == ends
