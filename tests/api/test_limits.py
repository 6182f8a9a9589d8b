"""Limits: counted over all processes, said with every answer, and refused with when to come again."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from governance.api import limits
from governance.models import CallCount
from governance.services import tokens
from governance.services.counts import Shares, forget


@pytest.fixture
def few(settings, monkeypatch):
    settings.API_CALLS = {"account": 5, "address": 3}
    monkeypatch.setattr(limits.time, "time", lambda: 600_015.0)
    monkeypatch.setattr(limits, "SHARES", Shares())


def test_each_answer_says_what_is_left_until_there_is_nothing(few, api):
    ana = api("ana")
    left = []
    for _ in range(5):
        answer = ana.get("me/")
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"account";q=5;w=60'
        left.append(answer["RateLimit"])
    assert left == [f'"account";r={n};t=45' for n in (4, 3, 2, 1, 0)]
    refused = ana.get("me/")
    assert refused.status_code == 429
    assert refused.json()["type"].endswith("/too-many-calls/")
    assert refused["Retry-After"] == "45"
    assert refused["RateLimit"] == '"account";r=0;t=45'
    assert api("sam").get("me/").status_code == 200


def test_the_next_span_begins_anew(few, api, monkeypatch):
    for _ in range(6):
        last = api("ana").get("me/")
    assert last.status_code == 429
    monkeypatch.setattr(limits.time, "time", lambda: 600_060.0)
    assert api("ana").get("me/")["RateLimit"] == '"account";r=4;t=60'
    assert forget(span=10_001) == 0
    assert forget(span=10_002) == 1


def test_guesses_at_a_token_are_counted_by_address(few, api, db):
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer 0123456789abcdef")
    said = [stranger.get("/api/v1/me/").status_code for _ in range(2)]
    said += [APIClient().get("/api/v1/me/").status_code for _ in range(2)]
    assert said == [401, 401, 401, 429]
    elsewhere = APIClient(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get("/api/v1/me/").status_code == 401
    assert api("ana").get("me/").status_code == 200


@pytest.mark.django_db
def test_processes_together_give_no_more_than_the_limit(fresh_database):
    """And one call in twenty writes."""
    processes = [Shares() for _ in range(8)]

    def calls(process: Shares) -> int:
        try:
            said = [process.take("account 1", limit=100, span=7) for _ in range(50)]
            return sum(left is not None for left in said)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(calls, processes)) == 100
    assert CallCount.objects.get().taken == 100


@pytest.mark.django_db
def test_a_portion_is_written_once(django_assert_num_queries):
    process = Shares()
    process.take("account 1", limit=1000, span=7)
    with django_assert_num_queries(0):
        for _ in range(49):
            process.take("account 1", limit=1000, span=7)


@pytest.mark.django_db
def test_a_limit_that_was_lowered_meanwhile_gives_nothing_more():
    CallCount.objects.create(caller="ana", span=7, taken=450)
    assert Shares().take("ana", limit=300, span=7) is None
    assert CallCount.objects.get().taken == 450


@pytest.mark.embedded
def test_where_others_write_for_long_reads_are_answered_all_the_same(fresh_database):
    """SQLite's one writer: a note beside a read isn't waited for."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
        shares, began = Shares(), time.monotonic()
        assert [shares.take("ana", limit=3, span=7) for _ in range(4)] == [2, 1, 0, None]
        tokens.used(digest="0", last=None, now=timezone.now())
        assert time.monotonic() - began < 5
    finally:
        other.close()
    assert not CallCount.objects.exists()
