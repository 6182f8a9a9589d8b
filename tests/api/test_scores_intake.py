"""Scores of a batch job, in four formats: the same rows, once, and whole or not at all."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.db import IntegrityError
from django.utils import timezone

from governance import canonical
from governance.models import LedgerEntry
from governance.services import memberships, people, tokens
from governance.words import Role
from projects.models import UseCase
from tests.api.intake_bodies import CSV, FORMATS, LINES, PARQUET, as_lines, as_parquet, written
from tests.cast import SETUP
from workflows.models import Feedback, Score
from workflows.services import joining
from workflows.services.shelves import Shelf
from workflows.words import ReleaseState

WHEN = "2026-03-02T08:00:00+00:00"


@pytest.fixture
def release(told):
    return told.round()


@pytest.fixture
def address(told, release) -> str:
    return f"use-cases/{told.use_case.pk}/scores/?release={release.pk}"


def row(name: str, **changed) -> dict:
    return {
        "prediction_id": name,
        "version": "1",
        "features": {"delay": 1.5, "carrier": "Zoë\\\t", "origin": None},
        "output": {"late": 0.25},
        "event_at": WHEN,
        **changed,
    }


@pytest.mark.parametrize("media", FORMATS)
def test_each_format_gives_the_same_rows(api, address, release, media):
    rows = [row("p1"), row("p2", version=1), row("p1")]
    if media in {CSV, PARQUET}:
        rows[1]["version"] = "1"
    answer = api("dov").raw(address, FORMATS[media](rows), media)
    assert answer.status_code == 201, answer.content
    assert answer.json() == {"rows": 3, "kept": 2, "known": 1, "matched": 0}
    kept = list(
        Score.objects.order_by("pk").values_list("prediction_id", "version", "output", "event_at")
    )
    when = datetime.fromisoformat(WHEN)
    assert kept == [(name, "1", '{"late":0.25}', when) for name in ("p1", "p2")]
    assert json.loads(Score.objects.first().features) == row("p1")["features"]
    assert set(Score.objects.values_list("release", flat=True)) == {release.pk}


def test_the_entry_says_how_many_and_has_the_digest_of_what_is_kept(api, address):
    body = as_lines([row("p1"), row("ü2")])
    api("dov").raw(address, body, LINES)
    entry = LedgerEntry.objects.filter(kind="scores.received").get()
    output = canonical.sha256('{"late":0.25}')
    assert json.loads(entry.body)["data"] == {
        "rows": 2,
        "kept": 2,
        "matched": 0,
        "batch_sha": canonical.digest([["p1", output], ["ü2", output]]),
        "body_sha": hashlib.sha256(body).hexdigest(),
    }


def test_a_batch_posted_twice_counts_once_and_gets_the_same_answer(api, told, address):
    body = as_lines([row("p1"), row("p2")])
    first = api("dov").raw(address, body, LINES)
    told.tick()
    again = api("dov").raw(address, body, LINES)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Score.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="scores.received").count() == 1


def test_what_is_known_stays_as_it_was_first_said(api, address):
    api("dov").raw(address, as_lines([row("p1")]), LINES)
    later = as_parquet([row("p1", output={"late": 0.9}), row("p2")])
    answer = api("dov").raw(address, later, PARQUET).json()
    assert (answer["kept"], answer["known"]) == (1, 1)
    assert Score.objects.get(prediction_id="p1").output == '{"late":0.25}'


def test_feedback_that_came_before_is_joined(api, told, address):
    said = {"rows": [{"prediction_id": "p2", "actual": "1", "event_at": WHEN}]}
    api("dov").post(f"use-cases/{told.use_case.pk}/feedback/", said)
    answer = api("dov").raw(address, as_lines([row("p1"), row("p2")]), LINES)
    assert answer.json()["matched"] == 1
    assert Feedback.objects.get().matched_at is not None


def test_a_service_accounts_token_may_send_them(told, cast, address, client):
    robot = people.add(
        actor=SETUP, username="nightly", full_name="Nightly", is_service=True, now=told.tick()
    )
    scope = told.use_case.scope_id
    memberships.add(
        actor=SETUP, scope_id=scope, user_id=robot.pk, role=Role.DEVOPS, now=told.tick()
    )
    key = tokens.make(actor=cast.ada, name="k", user_id=robot.pk, now=timezone.now())
    answer = client.post(
        f"/api/v1/{address}",
        as_lines([row("p1")]),
        content_type=LINES,
        headers={"Authorization": f"Bearer {key.secret}"},
    )
    assert answer.status_code == 201, answer.content


BROKEN = {
    "another version's": (row("p2", version="2"), "version", "Release"),
    "no id": (row(" "), "prediction_id", "empty"),
    "an id past its column": (row("p" * 121), "prediction_id", "120"),
    "a NUL": (row("p2", features={"a": "x\x00"}), "features", "NUL"),
    "a number past 64 bits": (row("p2", features={"a": 2**70}), "features", "2^63"),
    "no object": (row("p2", output="[1]"), "output", "object"),
    "a date out of range": (row("p2", event_at="9999-12-31T23:59:59-23:00"), "event_at", "9999"),
    "no offset": (row("p2", event_at="2026-03-02T08:00:00"), "event_at", "offset"),
}


@pytest.mark.parametrize("media", FORMATS)
def test_a_broken_row_names_its_place_and_leaves_the_batch_out(
    api, address, release, unchanged, media
):
    api("dov")
    where = {CSV: "line 3", LINES: "line 2", PARQUET: "row 2"}.get(media, "rows[1]")
    for name, (broken, field, word) in BROKEN.items():
        with unchanged():
            answer = api("dov").raw(address, FORMATS[media]([row("p1"), broken]), media)
        assert answer.status_code == 422, (name, answer.content)
        told = answer.json()["fields"]
        assert any(word in why for place, why in told.items() if field in place), (name, told)
        assert all(where in place or place == "body" for place in told), (name, told)


WRITTEN = (
    "2026-03-02T08:00:00Z",
    "2026-03-02 08:00:00.000+00:00",
    "2026-03-02T10:00+02:00",
    "20260302T080000Z",
    "2026-W10-1T08:00:00Z",
    "2026-03-03T07:59:00+23:59",
    " 2026-03-02T08:00:00Z ",
)


@pytest.mark.parametrize("media", FORMATS)
def test_a_moment_is_the_same_however_it_is_written(api, address, media):
    rows = [row(f"p{n}", event_at=when) for n, when in enumerate(WRITTEN)]
    answer = api("dov").raw(address, FORMATS[media](rows), media)
    assert answer.status_code == 201, answer.content
    kept = set(Score.objects.values_list("event_at", flat=True))
    assert kept == {datetime.fromisoformat(WHEN)}


LINE = as_lines([row("p1")])
BAD_LINES = [
    (LINE + b"{\n", "line 2"),
    (LINE + b"\xff\xfe\n", "line 2"),
    (LINE + LINE.replace(b'"late"', b'"\\ud800"'), "line 2"),
    (LINE + LINE.replace(b"0.25", b"NaN"), "line 2"),
    (LINE + LINE.replace(b"0.25", b"1e999"), "line 2"),
    (LINE + b"[" * 100_000, "line 2"),
    (LINE + b"null\n", "line 2"),
    (LINE + b'"' + b"a" * 2**21, "line 2"),
    # Beyond what is looked at together.
    (LINE * 5000 + b"{\n" + LINE, "line 5001"),
    (LINE * 5000 + b"\n" + LINE.replace(b"0.25", b"NaN"), "line 5002"),
    (LINE * 5000 + LINE.replace(b"0.25", b'"\\u0000"'), "line 5001.output"),
    (LINE * 5000 + LINE[:-2] + b" " * 2**21 + b"}", "line 5001"),
    (LINE[:-2] + b" " * (2**20 - len(LINE) + 1) + b"}\n" + LINE, "line 1"),
    (b"\n\n", "rows"),
    (b"", "rows"),
]


@pytest.mark.parametrize(("body", "where"), BAD_LINES)
def test_a_line_that_is_no_json_is_named(api, address, unchanged, body, where):
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, body, LINES)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["fields"]) == [where]


def test_two_objects_on_a_line_and_one_on_two_lines_are_no_three_lines(api, address):
    body = LINE[:-1] + LINE + LINE.replace(b", ", b",\n", 1)
    assert list(api("dov").raw(address, body, LINES).json()["fields"]) == [
        "line 1",
        "line 2",
        "line 3",
    ]


def test_no_more_than_twenty_faults_are_told(api, address):
    answer = api("dov").raw(address, b"{\n" * 100, LINES)
    assert len(answer.json()["fields"]) == 20


TABLE = pa.Table.from_pylist([row("p1")])
HUGE = pa.array(["x" * 2**20]).dictionary_encode()
BAD_PARQUET = {
    "cut": (as_parquet([row(f"p{n}") for n in range(99)])[:-20], "file"),
    "torn": (b"PAR1" + b"\x00" * 64 + as_parquet([row("p1")])[68:], "file"),
    "no Parquet": (b"prediction_id\np1\n", "file"),
    "nothing": (b"", "file"),
    "a column less": (written(TABLE.drop_columns(["output"])), "columns"),
    "a column twice": (
        written(
            pa.Table.from_arrays(
                [*TABLE.columns, TABLE.column(0)], [*TABLE.column_names, "version"]
            )
        ),
        "columns",
    ),
    "a name twice in a structure": (
        written(
            TABLE.set_column(
                TABLE.column_names.index("features"),
                "features",
                [pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["delay", "delay"])],
            )
        ),
        "file",
    ),
    "not finite": (
        written(pa.Table.from_pylist([row("p1", features={"a": float("nan")})])),
        "row 1.features",
    ),
    "a word repeated": (
        written(
            pa.table(
                {
                    "prediction_id": [str(n) for n in range(999)],
                    **{name: ["1"] * 999 for name in ("version", "output", "event_at")},
                    "features": pa.DictionaryArray.from_arrays([0] * 999, HUGE.dictionary),
                }
            )
        ),
        "rows 1 to 999.features",
    ),
}


@pytest.mark.parametrize("name", BAD_PARQUET)
def test_a_file_that_is_no_parquet_is_refused(api, address, unchanged, name):
    body, where = BAD_PARQUET[name]
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, body, PARQUET)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["fields"]) == [where]


def test_parquet_may_have_moments_and_structures(api, address):
    rows = [row("p1", event_at=datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(microseconds=7))]
    answer = api("dov").raw(address, written(pa.Table.from_pylist(rows)), PARQUET)
    assert answer.status_code == 201, answer.content
    kept = Score.objects.get()
    assert kept.event_at == rows[0]["event_at"]
    assert json.loads(kept.features) == rows[0]["features"]


MOMENTS = {
    "another zone": (pa.timestamp("ns", "Europe/Berlin"), 1_772_438_400_000_000_007, ""),
    "none of them": (pa.timestamp("us", "UTC"), None, "This is empty"),
    "no zone": (pa.timestamp("us"), 1_772_438_400_000_000, "The offset from UTC is missing"),
    "a year past ours": (pa.timestamp("us", "UTC"), 9_000_000_000_000_000, "too far"),
    "a year past Python's": (pa.timestamp("s", "UTC"), 900_000_000_000, "isn't a moment"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_of_parquet_are_judged_as_those_of_other_formats(api, address, name):
    kind, since, fault = MOMENTS[name]
    table = pa.Table.from_pylist([row("p1")])
    place = table.schema.names.index("event_at")
    table = table.set_column(place, "event_at", pa.array([since], pa.int64()).cast(kind))
    answer = api("dov").raw(address, written(table), PARQUET)
    if fault:
        assert answer.status_code == 422
        assert fault in answer.json()["fields"]["row 1.event_at"]
    else:
        assert Score.objects.get().event_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_rows_that_others_write_again_and_again_are_to_be_sent_again(
    api, address, monkeypatch, unchanged
):
    def taken(*_args):
        raise IntegrityError

    api("dov")
    monkeypatch.setattr(Shelf, "_write", taken)
    with unchanged():
        answer = api("dov").raw(address, LINE, LINES)
    assert answer.status_code == 409, answer.content
    assert answer.json()["remedy"] == "Send it again."


def test_a_body_past_the_bound_is_refused_with_what_to_do(api, address, settings, unchanged):
    settings.INTAKE_MIB = 1
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, LINE * 9000, LINES)
    assert answer.status_code == 413, answer.content
    assert "several batches" in answer.json()["remedy"]


@pytest.mark.parametrize("media", FORMATS)
def test_more_rows_than_may_be_are_refused_with_what_to_do(
    api, address, settings, unchanged, media
):
    settings.INTAKE_ROWS = 2
    api("dov")
    with unchanged():
        answer = api("dov").raw(address, FORMATS[media]([row(f"p{n}") for n in range(3)]), media)
    assert answer.status_code == 422, answer.content
    assert "several batches" in answer.json()["fields"]["rows"]
    assert api("dov").raw(address, FORMATS[media]([row("p1"), row("p2")]), media).status_code == 201


def test_a_use_case_that_was_retired_while_a_batch_waited_takes_none(
    api, told, address, monkeypatch
):
    def another_was_first(scope_id: int) -> None:
        UseCase.objects.filter(scope=scope_id).update(lifecycle="retired")

    monkeypatch.setattr(joining, "one_batch_at_a_time", another_was_first)
    assert api("dov").raw(address, LINE, LINES).status_code == 403
    assert not Score.objects.exists()


@pytest.mark.parametrize("header", [{"Content-Encoding": "gzip"}, {"Content-Type": "text/plain"}])
def test_other_media_and_packed_bodies_are_not_taken(api, address, unchanged, header):
    media = header.pop("Content-Type", LINES)
    api("dov")
    with unchanged():
        answer = api("dov").client.post(
            f"/api/v1/{address}", LINE, content_type=media, headers=header
        )
    assert answer.status_code == 415, answer.content


def straight(api, address, body: bytes, **environ):
    """What a server hands to Django, without the test client's own idea of a body."""
    given = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, **environ}
    return api("dov").client.post(f"/api/v1/{address}", b"-", content_type=LINES, **given)


def test_a_body_without_a_length_is_read_to_its_end(api, address):
    answer = straight(api, address, LINE + as_lines([row("p2")]), CONTENT_LENGTH="")
    assert (answer.status_code, answer.json()["kept"]) == (201, 2)


def test_one_without_a_length_is_bounded_too(api, address, settings):
    settings.INTAKE_MIB = 1
    assert straight(api, address, LINE * 9000, CONTENT_LENGTH="").status_code == 413


def test_a_body_that_ends_early_is_refused(api, address, unchanged):
    api("dov")
    with unchanged():
        answer = straight(api, address, LINE, CONTENT_LENGTH=str(len(LINE) + 9))
    assert answer.status_code == 400, answer.content


def test_a_release_that_never_served_has_no_scores(api, address, release, unchanged):
    api("dov")
    release.state = ReleaseState.FAILED
    release.save()
    with unchanged():
        answer = api("dov").raw(address, LINE, LINES)
    assert answer.status_code == 409


def test_a_stranger_finds_nothing_and_an_analyst_may_not(api, told, address, unchanged):
    [api(name) for name in ("stan", "ana", "dov")]
    with unchanged():
        assert api("stan").raw(address, LINE, LINES).status_code == 404
        assert api("ana").raw(address, LINE, LINES).status_code == 403
        elsewhere = address.partition("=")[0] + "=999999"
        assert api("dov").raw(elsewhere, LINE, LINES).status_code == 404
