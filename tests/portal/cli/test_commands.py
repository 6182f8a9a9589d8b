"""Each command against a portal that listens, and how it ends."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance import keys
from governance.models import Finding, Vote
from governance.services import sealing
from governance.standalone import verify
from portal.cli import pitwall
from workflows.models import Job
from workflows.services import releases

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

NAMED = ("--model", "late-arrivals", "--version", "1", "--target", "ops")


def test_clearance_ends_with_0_when_cleared_and_keeps_the_receipt(terminal, told, tmp_path, capsys):
    told.ready_to_release()
    told.approve_release()
    sealing.seal(now=told.now)
    receipt = tmp_path / "receipt.txt"
    done = terminal("dov", "clearance", *NAMED, "--receipt", receipt)
    assert (done.status, done.err) == (0, "")
    assert "late-arrivals v1 is cleared for ops" in done.out
    at = told.now.isoformat()
    assert verify.main([str(receipt), "--key", keys.public_key(), "--at", at]) == 0
    assert "is cleared for ops" in capsys.readouterr().out
    assert json.loads(terminal("dov", "clearance", *NAMED, "--json").out)["ok"] is True


def test_clearance_ends_with_1_and_the_reasons_when_not_cleared_and_2_in_trouble(terminal, told):
    told.ready_to_release()
    done = terminal("dov", "clearance", *NAMED)
    assert (done.status, "\n- Release: " in done.out) == (1, True)
    missing = terminal("dov", "clearance", *NAMED, "--receipt", "/nonexistent/r")
    assert (missing.status, "no signed checkpoint" in missing.err) == (2, True)
    assert terminal("stan", "clearance", *NAMED).status == 2
    assert terminal("dov", "clearance", "--model", "x").status == 2


def test_a_stage_is_submitted_voted_on_with_a_condition_and_watched_to_its_end(terminal, told):
    told.start()
    told.make.brief(told.use_case)
    told.tick()
    done = terminal("ana", "submit", "definition", "--use-case", told.use_case.slug, "--json")
    assert done.status == 0, done.err
    review = json.loads(done.out)["id"]
    told.tick()
    waiting = terminal("sam", "watch", "review", review, "--timeout", "0.3", "--every", "0.1")
    assert (waiting.status, "still open" in waiting.err) == (2, True)
    said = "ivo 2026-04-01 Ask the night shift too"
    done = terminal("ava", "vote", review, "approve-with-conditions", "--condition", said)
    assert (done.status, done.err) == (0, "")
    finding = Finding.objects.get()
    assert (finding.owner.username, finding.due) == ("ivo", datetime(2026, 4, 1, 23, 59, 59, tzinfo=UTC))  # fmt: skip
    again = terminal("ava", "vote", review, "approve")
    assert again.status == 1
    assert terminal("sam", "vote", review, "approve", "--reason", "Clear.").status == 0
    assert Vote.objects.get(voter__username="sam").comment == "Clear."
    assert terminal("sam", "watch", "review", review).status == 0


def test_what_the_portal_refuses_is_said_with_who_can(terminal, told):
    told.start()
    told.make.brief(told.use_case)
    done = terminal("dov", "submit", "definition", "--cycle", told.cycle.pk, "--json")
    assert done.status == 2
    assert "Who can: analyst or data scientist." in done.err
    assert json.loads(done.out)["status"] == 403


def test_a_job_and_a_release_are_watched_to_their_end(terminal, told):
    told.round()
    job = Job.objects.first()
    Job.objects.update(state="failed", reason="It had no luck.")
    done = terminal("sam", "watch", "job", job.pk)
    assert (done.status, done.out) == (1, f"job {job.pk}: failed. It had no luck.\n")
    release = told.cycle.candidates.get().releases.get()
    assert terminal("sam", "watch", "release", release.pk).status == 0
    releases.stop(actor=told.cast.dov, release_id=release.pk, reason="smoke", now=told.tick())
    assert terminal("sam", "watch", "release", release.pk).status == 1


def test_the_file_is_there_for_anybody_and_asked_for_again_by_its_hash(client, db):
    answer = client.get("/cli/pitwall.py")
    assert answer.content == Path(pitwall.__file__).read_bytes()
    assert answer["Content-Type"] == "text/x-python; charset=utf-8"
    kept = client.get("/cli/pitwall.py", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (kept.status_code, kept.content) == (304, b"")
    assert client.get("/cli/verify.py").content == Path(verify.__file__).read_bytes()
    assert client.post("/cli/pitwall.py").status_code == 405
