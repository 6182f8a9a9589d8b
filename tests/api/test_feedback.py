"""Feedback over HTTP, as JSON and as CSV; scenario 20: it overtakes its score."""

import pytest

from governance.actors import Actor
from workflows.models import Feedback
from workflows.services import scores

JANUARY = "2026-03-02T08:00:00Z"
HEADER = "prediction_id,actual,event_at\n"


@pytest.fixture
def served(told):
    told.round()
    return told


@pytest.fixture
def address(told) -> str:
    return f"use-cases/{told.use_case.pk}/feedback/"


def row(name: str, actual: object = "1") -> dict:
    return {"prediction_id": name, "actual": actual, "event_at": JANUARY}


def score(served, *names: str) -> None:
    rows = [scores.ScoreRow(name, "{}", "{}", served.now) for name in names]
    release = served.cycle.candidates.get().releases.get()
    scores.keep(actor=served.cast.dov, release_id=release.pk, rows=rows, now=served.tick())


def test_feedback_that_overtakes_its_score_is_kept_counted_joined_and_listed(served, api, address):
    answer = api("dov").post(address, {"rows": [row("p1"), row("p2")]})
    assert answer.status_code == 201
    assert answer.json() == {
        "kept": 2, "matched": 0, "unmatched": 2, "known": 0, "conflicting": [],
    }  # fmt: skip
    score(served, "p1")
    assert Feedback.objects.get(prediction_id="p1").matched_at is not None
    served.tick(days=1)
    waiting = api("ana").get(f"{address}unmatched/").json()["items"]
    assert [one["prediction_id"] for one in waiting] == ["p2"]
    early = api("ana").get(f"{address}unmatched/", {"older_than": "2026-03-01T00:00:00Z"}).json()
    assert early["items"] == []


def test_csv_says_the_same_as_json(served, api, address):
    score(served, "p1")
    answer = api("dov").raw(address, f"{HEADER}p1,1,{JANUARY}\np2,0,{JANUARY}\n", "text/csv")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["matched"], answer.json()["unmatched"]) == (1, 1)


def test_what_was_said_first_stays(served, api, address):
    api("dov").post(address, {"rows": [row("p1", "1")]})
    again = api("dov").post(address, {"rows": [row("p1", "0")]}).json()
    assert (again["kept"], again["known"], again["conflicting"]) == (0, 1, ["p1"])
    assert Feedback.objects.get().actual == "1"


BAD_CSV = [
    ("prediction_id,actual\np1,1\n", "header", "event_at"),
    ("\n", "header", "prediction_id"),
    (f"{HEADER}p1,1,yesterday\n", "line 2.event_at", "yesterday"),
    (f"{HEADER},1,{JANUARY}\n", "line 2.prediction_id", "empty"),
    (f"{HEADER}p\x001,1,{JANUARY}\n", "file", "NUL"),
    (f"{HEADER}p1,1,{JANUARY}\n".encode("utf-16"), "file", "UTF-8"),
]


@pytest.mark.parametrize(("body", "field", "word"), BAD_CSV)
def test_a_bad_csv_is_named_by_its_place(told, api, address, unchanged, body, field, word):
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, body, "text/csv")
    assert answer.status_code == 422, answer.content
    assert word in answer.json()["fields"][field]


@pytest.mark.parametrize("rows", ["p1", 7, {"prediction_id": "p1"}, [1], [{}], [row("")]])
def test_bad_rows_are_named(told, api, address, unchanged, rows):
    api("dov")
    with unchanged():
        answer = api("dov").post(address, {"rows": rows})
    assert answer.status_code == 422
    assert answer.json()["fields"]


def test_it_is_written_by_those_who_operate(told, api, address, unchanged):
    assert Actor.of(told.cast.user("ana"), via="api", now=told.now).site_roles == frozenset()
    api("ana")
    with unchanged():
        answer = api("ana").post(address, {"rows": [row("p1")]})
    assert answer.status_code == 403
    assert "DevOps" in answer.json()["who_can"]
