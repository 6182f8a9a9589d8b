"""Idempotency-Key: the same call again is answered again, and done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from governance.models import Answer, ApiToken, LedgerEntry
from governance.services import answers, tokens
from projects.models import Place
from tests.cast import Cast
from tests.story import reading
from workflows.mlflow import client

HOME = {"code": "home", "title": "Home", "kind": "on_premises"}
AWAY = {"code": "away", "title": "Away", "kind": "on_premises"}


def keyed(key: str = "k-1") -> dict:
    return {"HTTP_IDEMPOTENCY_KEY": key}


@pytest.fixture
def ada(api):
    return api("ada")


def test_the_same_call_is_answered_again_and_done_once(ada):
    first = ada.post("places/", HOME, **keyed())
    assert first.status_code == 201, first.content
    again = ada.post("places/", HOME, **keyed())
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Place.objects.filter(code="home").count() == 1


def test_another_body_or_address_with_the_key_is_refused(ada):
    ada.post("places/", HOME, **keyed())
    for answer in (
        ada.post("places/", AWAY, **keyed()),
        ada.post("places/?x=1", HOME, **keyed()),
        ada.post("people/", {"username": "zoe", "full_name": "Zoe"}, **keyed()),
    ):
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/key-reused/")
    assert not Place.objects.filter(code="away").exists()


def test_a_refusal_leaves_the_key_free(ada):
    assert ada.post("places/", HOME | {"code": ""}, **keyed()).status_code == 422
    assert not Answer.objects.exists()
    assert ada.post("places/", HOME, **keyed()).status_code == 201


def test_mlflow_is_asked_before_anything_is_locked_and_once(told, api, monkeypatch):
    """SQLite's only writer would wait for as long as MLflow takes."""
    told.ready_to_train()
    told.answer(reading("1"))
    ask, within = client.model_version, []

    def watched(**given):
        within.append(list(connection.savepoint_ids))
        return ask(**given)

    monkeypatch.setattr(client, "model_version", watched)
    address, wanted = (
        f"cycles/{told.cycle.pk}/candidates/",
        {"model": "late-arrivals", "version": "1"},
    )
    first = api("sam").post(address, wanted, **keyed())
    assert first.status_code == 201, first.content
    again = api("sam").post(address, wanted, **keyed())
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert within == [[]], "the second was answered without asking"


def test_what_a_refused_act_wrote_stays(told, api):
    """A vote on what has changed is refused, and the round is stale from then on."""
    told.start()
    told.make.brief(told.use_case)
    review = told.submit("definition", "ana")
    told.make.brief(told.use_case, need="Something else altogether.", now=told.tick())
    ballot = {"choice": "approve", "seen_hash": review.content_hash}
    assert api("ava").post(f"reviews/{review.pk}/votes/", ballot, **keyed()).status_code == 409
    assert LedgerEntry.objects.filter(kind="review.stale").exists()


def test_keys_are_each_callers_own(api):
    given = {"name": "ci", "days": 1}
    first = api("ana").post("tokens/", given, **keyed()).json()
    other = api("sam").post("tokens/", given, **keyed()).json()
    assert first["secret"] != other["secret"]
    secret = APIClient()
    secret.credentials(HTTP_AUTHORIZATION=f"Bearer {first['secret']}")
    narrower = secret.post("/api/v1/tokens/", given, **keyed())
    assert "Idempotent-Replayed" not in narrower


def test_a_secret_is_given_again_and_kept_locked(api):
    given = {"name": "ci", "days": 1}
    first = api("ana").post("tokens/", given, **keyed("my-key")).json()
    assert api("ana").post("tokens/", given, **keyed("my-key")).json() == first
    kept = str(Answer.objects.values().get())
    assert first["secret"] not in kept
    assert "my-key" not in kept


def test_an_answer_is_kept_for_a_day(ada, api):
    ada.post("places/", HOME, **keyed())
    assert answers.forget(now=api.now + answers.KEPT_FOR) == 0
    api.now += answers.KEPT_FOR + timedelta(seconds=1)
    assert ada.post("places/", AWAY, **keyed()).status_code == 201
    assert answers.forget(now=api.now + answers.KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("key", ["", " ", '""', "a b", "ü", "x" * 256])
def test_what_can_t_be_a_key_is_refused(ada, key, unchanged):
    with unchanged():
        answer = ada.post("places/", HOME, **keyed(key))
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/bad-key/")


def test_an_effect_without_its_answer_can_t_be(ada, monkeypatch):
    """Whatever ends the process between the two takes both away."""

    def die(text):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(answers.vault, "lock", die)
        with pytest.raises(SystemExit):
            ada.post("places/", HOME, **keyed())
    assert not Place.objects.filter(code="home").exists()
    assert ada.post("places/", HOME, **keyed()).status_code == 201


def test_an_upload_with_a_key_is_digested_on_its_way(told, api):
    told.round()
    ends = {"part": "feedback", "label": "June", "place_id": Place.objects.first().pk}
    address = f"data-plans/{told.plan.pk}/datasets/"
    dee, seen = api("dee"), []
    for label in ("June", "June", "July"):
        body = (
            '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            "flight,late\n1,1\n\r\n"
            + "".join(
                f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in (ends | {"label": label}).items()
            )
            + "--b--\r\n"
        )
        seen.append(
            dee.client.post(
                f"/api/v1/{address}",
                body,
                content_type="multipart/form-data; boundary=b",
                **keyed(),
            )
        )
    assert [one.status_code for one in seen] == [201, 201, 422], seen[0].content
    assert seen[0].content == seen[1].content


@pytest.mark.django_db
def test_fifty_at_once_have_one_effect(fresh_database, now):
    cast = Cast(now)
    secret = tokens.make(actor=cast.actor("ada"), name="tests", now=timezone.now()).secret
    before = LedgerEntry.objects.count()

    def send(number: int) -> tuple[int, bytes]:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        try:
            answer = client.post("/api/v1/places/", HOME, **keyed())
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        said = set(pool.map(send, range(50)))
    assert {status for status, _ in said} == {201}
    assert len(said) == 1
    assert Place.objects.filter(code="home").count() == 1
    assert LedgerEntry.objects.count() == before + 1
    assert ApiToken.objects.count() == 1
