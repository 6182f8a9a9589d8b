"""How the command line calls: once, with patience, and without giving the token away."""

import ast
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from portal.cli import pitwall

KEPT = (201, {}, b'{"kept": 2, "known": 0}')
BUSY = (429, {"Retry-After": "0"}, b'{"detail": "Too many."}')


def test_it_is_one_file_that_python_3_8_reads():
    tree = ast.parse(Path(pitwall.__file__).read_text(), feature_version=(3, 8))
    named = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    assert not {one for one in named if one.startswith(("portal", "django", "workflows"))}


def test_scores_are_pushed_as_they_are_and_again_under_the_same_key_while_it_is_busy(fake, rows):
    fake.answers = [BUSY, (503, {"Retry-After": "0"}, b"{}"), KEPT]
    done = fake.terminal("", "scores", "push", rows, "--use-case", "7", "--release", "9")
    assert (done.status, done.out) == (0, "Pushed. kept: 2, known: 0\n")
    assert {one[1] for one in fake.heard} == {"/api/v1/use-cases/7/scores/?release=9"}
    assert [one[3] for one in fake.heard] == [rows.read_bytes()] * 3
    headers = [one[2] for one in fake.heard]
    assert headers[0]["Content-Type"] == "application/x-ndjson"
    assert len({one["Idempotency-Key"] for one in headers}) == 1


@pytest.mark.parametrize(
    ("name", "media"), [("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet")]
)
def test_standard_input_is_pushed_too(fake, name, media):
    fake.answers = [(200, {}, b'{"items": [{"id": 7}]}'), BUSY, KEPT]
    given = (
        "scores",
        "push",
        "-",
        "--use-case",
        "late-arrivals",
        "--release",
        "9",
        "--format",
        name,
    )
    assert fake.terminal("", *given, sent=b"PAR1\x00\xff").status == 0
    assert [one[3] for one in fake.heard[1:]] == [b"PAR1\x00\xff"] * 2
    assert fake.heard[2][2]["Content-Type"] == media


def test_a_broken_row_is_said_in_the_portal_s_own_words(fake, rows):
    problem = {"status": 422, "detail": "Line 2 has no event_at.", "remedy": "Give one.",
               "fields": {"line 2": "event_at is missing"}}  # fmt: skip
    fake.answers = [(422, {}, json.dumps(problem).encode())]
    done = fake.terminal("", "scores", "push", rows, "--use-case", "7", "--release", "9", "--json")
    assert done.status == 2
    assert done.err == "Line 2 has no event_at.\n- line 2: event_at is missing\nGive one.\n"
    assert json.loads(done.out) == problem


def test_it_gives_up_after_some_tries(fake, rows):
    fake.answers = [BUSY] * pitwall.TRIES
    done = fake.terminal("", "scores", "push", rows, "--use-case", "7", "--release", "9")
    assert (done.status, done.err, fake.answers) == (2, "Too many.\n", [])


def test_it_follows_no_redirect_with_the_token(fake):
    fake.answers = [(302, {"Location": "http://elsewhere.example/api/v1/jobs/1/"}, b"")]
    done = fake.terminal("", "watch", "job", 1)
    assert (done.status, "http://elsewhere.example" in done.err) == (2, True)
    assert len(fake.heard) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"PITWALL_URL": "http://pitwall.example"},
        {"PITWALL_URL": "ftp://x"},
        {"PITWALL_URL": "https://127.0.0.1:1"},
        {"PITWALL_TOKEN": ""},
        {"PITWALL_TOKEN": "s3cret\nX-Other: 1"},
    ],
)
def test_trouble_with_the_address_or_the_token_is_said_without_it(fake, change):
    done = fake.terminal("", "watch", "job", 1, **change)
    assert done.status == 2
    assert done.err
    assert "s3cret" not in done.err
    assert fake.heard == []


def test_a_certificate_that_nobody_vouches_for_is_refused(fake, certificate):
    url = fake.speak_tls(certificate)
    done = fake.terminal("", "watch", "job", 1, PITWALL_URL=url)
    assert (done.status, fake.heard, "certificate" in done.err) == (2, [], True)
    fake.answers = [(200, {}, b'{"state": "done"}')]
    vouched = {"PITWALL_URL": url, "SSL_CERT_FILE": str(certificate)}
    assert fake.terminal("", "watch", "job", 1, **vouched).status == 0


@pytest.mark.parametrize(
    ("asked", "seconds"), [("7", 7), ("-3", 0), ("9999", 60), ("soon", 4), ("", 4), ("nan", 60)]
)
def test_patience_is_what_was_asked_for_within_bounds(asked, seconds):
    assert pitwall.patience(asked, 2) == seconds


def test_patience_reads_a_date():
    asked = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 28 <= pitwall.patience(asked, 0) <= 30
