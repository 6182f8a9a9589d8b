"""Feedback by the batch: lines, CSV and Parquet say what JSON says."""

import json
from datetime import UTC, datetime

import pytest

from governance import canonical
from governance.models import LedgerEntry
from tests.api.intake_bodies import CSV, FORMATS, LINES, PARQUET, as_lines
from workflows.models import Feedback
from workflows.services import scores

WHEN = "2026-03-02T08:00:00+00:00"


@pytest.fixture
def address(told) -> str:
    told.round()
    return f"use-cases/{told.use_case.pk}/feedback/"


def row(name: str, actual: object = "1", **changed) -> dict:
    return {"prediction_id": name, "actual": actual, "event_at": WHEN, **changed}


@pytest.mark.parametrize("media", FORMATS)
def test_each_format_gives_the_same_rows(api, told, address, media):
    release = told.cycle.candidates.get().releases.get()
    kept = [scores.ScoreRow("p1", "{}", "{}", told.now)]
    scores.keep(actor=told.cast.dov, release_id=release.pk, rows=kept, now=told.tick())
    body = FORMATS[media]([row("p1"), row("p2", "0"), row("p2", "1"), row("ß\\N", "a\\b")])
    answer = api("dov").raw(address, body, media)
    assert answer.status_code == 201, answer.content
    assert answer.json() == {
        "kept": 3, "matched": 1, "unmatched": 2, "known": 1, "conflicting": ["p2"],
    }  # fmt: skip
    found = Feedback.objects.order_by("pk").values_list("prediction_id", "actual")
    assert list(found) == [("p1", "1"), ("p2", "0"), ("ß\\N", "a\\b")]
    joined = Feedback.objects.exclude(matched_at=None).values_list("prediction_id", flat=True)
    assert list(joined) == ["p1"]


def test_a_batch_posted_twice_counts_once_and_gets_the_same_answer(api, told, address):
    body = as_lines([row("p1"), row("p2")])
    first = api("dov").raw(address, body, LINES)
    told.tick()
    again = api("dov").raw(address, body, LINES)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    entry = json.loads(LedgerEntry.objects.filter(kind="feedback.received").get().body)["data"]
    assert (entry["rows"], entry["kept"], entry["matched"], entry["unmatched"]) == (2, 2, 0, 2)
    assert entry["batch_sha"] == canonical.digest([["p1", "1"], ["p2", "1"]])


@pytest.mark.parametrize(
    ("media", "where"), [(CSV, "line 3"), (LINES, "line 2"), (PARQUET, "row 2")]
)
def test_a_broken_row_names_its_place_and_leaves_the_batch_out(
    api, address, unchanged, media, where
):
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, FORMATS[media]([row("p1"), row("p2", "x" * 201)]), media)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["fields"]) == [f"{where}.actual"]


def test_truths_may_be_booleans_and_numbers(api, address):
    api("dov").raw(address, as_lines([row("p1", True), row("p2", 0.5), row("p3", 7)]), LINES)
    found = Feedback.objects.order_by("pk").values_list("actual", flat=True)
    assert list(found) == ["1", "0.5", "7"]


def test_a_truth_of_parquet_may_be_a_moment_and_is_kept_as_its_text(api, address):
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    rows = [row("p1", at), row("p2", at)]
    answer = api("dov").raw(address, FORMATS[PARQUET](rows), PARQUET)
    assert answer.status_code == 201, answer.content
    assert set(Feedback.objects.values_list("actual", flat=True)) == {"2026-03-02 08:00:00.000000Z"}


def test_a_csv_may_end_its_lines_as_old_machines_do(api, address):
    body = f"prediction_id,actual,event_at\rp1,1,{WHEN}\rp2,1,{WHEN}\r".encode()
    assert api("dov").raw(address, body, CSV).json()["kept"] == 2


def test_a_stranger_finds_nothing_and_an_analyst_may_not(api, address, unchanged):
    [api(name) for name in ("stan", "ana")]
    with unchanged():
        assert api("stan").raw(address, as_lines([row("p1")]), LINES).status_code == 404
        assert api("ana").raw(address, as_lines([row("p1")]), LINES).status_code == 403
