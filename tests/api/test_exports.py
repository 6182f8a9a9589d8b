"""A use case as one archive: made by the runner, checked by a stranger, fetched by those who may."""

import contextlib
import gc
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from governance import keys
from governance.models import LedgerEntry
from governance.services import sealing
from governance.standalone import verify
from projects.models import Attachment, DatasetVersion, UseCase
from projects.services import attachments, comments
from projects.services.attachments import Upload
from workflows.exports.tables import CHUNK
from workflows.exports.writing import Writer
from workflows.models import Feedback, Job, Score
from workflows.runner import archiving
from workflows.runner.desk import conclude
from workflows.runner.worksheet import Worksheet
from workflows.sandbox import Level, Sandbox
from workflows.services import exports, jobs
from workflows.words import JobState

ROWS = 1203  # more than two chunks


def scored(lap, release, prefix: str = "p") -> None:
    Score.objects.bulk_create(
        Score(
            scope=release.scope,
            release=release,
            prediction_id=f"{prefix}{n}",
            version="1",
            features='{"dep_delay": 3}',
            output='{"late": 1}',
            event_at=lap.now,
            received_at=lap.now,
        )
        for n in range(ROWS)
    )


def run(job: Job, *, sheet: Worksheet | None = None) -> Job:
    """What the runner does with a job that it has claimed."""
    claimed = jobs.claim(now=timezone.now())
    assert claimed is not None
    assert claimed.pk == job.pk
    sheet = sheet or Worksheet(claimed, Sandbox(Level.NONE))
    conclude(claimed, archiving.work(sheet))
    claimed.refresh_from_db()
    return claimed


@pytest.fixture(autouse=True)
def one_connection(monkeypatch) -> None:
    """The runner's work is done here, in the test's own transaction: it mustn't end the connection."""
    monkeypatch.setattr(archiving, "database", contextlib.nullcontext)


@pytest.fixture
def filled(whole, api):
    """Everything, with files (one of them erased), scores and feedback, and another use case."""
    case, now = whole.use_case, whole.tick()
    other = whole.make.use_case(title="Somebody else's secret")
    whole.cast.join(other.scope, "sia")
    comments.add(actor=whole.cast.sia, subject=f"use_case:{other.pk}", text="Hush", now=now)
    for text in (b"minutes of June", b"minutes of July"):
        upload = Upload("minutes.txt", io.BytesIO(text))
        attachments.add(actor=whole.cast.ana, use_case_id=case.pk, uploads=[upload], now=now)
    june = hashlib.sha256(b"minutes of June").hexdigest()
    gone = Attachment.objects.get(sha256=june)
    attachments.erase(actor=whole.cast.ana, attachment_id=gone.pk, reason="private", now=now)
    release = whole.cycle.candidates.get().releases.get()
    scored(whole, release)
    Feedback.objects.create(
        scope=case.scope, prediction_id="p1", actual="1", event_at=now, received_at=now
    )
    sealing.seal(now=now)
    Job.objects.update(state=JobState.DONE)
    return whole


@pytest.fixture
def asked(filled, api) -> Job:
    answer = api("ana").post(f"use-cases/{filled.use_case.pk}/exports/")
    assert answer.status_code == 201, answer.content
    assert api("sam").post(f"use-cases/{filled.use_case.pk}/exports/").json() == answer.json()
    return Job.objects.get(pk=answer.json()["id"])


@pytest.fixture
def fetched(asked, filled, api) -> bytes:
    done = run(asked)
    assert done.state == JobState.DONE, done.reason
    filled.now = done.ended_at + timedelta(minutes=1)
    answer = api("sam").get(f"exports/{asked.pk}/archive/")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


@pytest.fixture
def archive(fetched) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(fetched))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict]:
    return [json.loads(line) for line in archive.read(f"rows/{name}.jsonl").splitlines()]


def test_a_stranger_to_pitwall_finds_it_right_and_the_record_has_its_digest(
    fetched, archive, asked, tmp_path, capsys
):
    path = tmp_path / "archive.zip"
    path.write_bytes(fetched)
    assert verify.main([str(path), "--key", keys.public_key()]) == 0
    assert "RIGHT" in capsys.readouterr().out
    manifest = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    body = json.loads(LedgerEntry.objects.get(kind="use_case.exported").body)
    assert body["data"]["manifest_sha256"] == manifest
    assert body["data"]["archive_sha256"] == hashlib.sha256(fetched).hexdigest()
    asked.refresh_from_db()
    assert json.loads(asked.result)["manifest_sha256"] == manifest


def test_each_file_is_as_the_manifest_and_the_schema_say(archive):
    manifest = json.loads(archive.read("manifest.json"))
    told = {one["path"]: one for one in manifest["files"]}
    assert told.keys() == set(archive.namelist()) - {"manifest.json"}
    schema = json.loads(archive.read("schema.json"))
    shapes = {
        name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
        for name in schema["$defs"]
    }
    shapes["manifest"].validate(manifest)
    for path, said in told.items():
        content = archive.read(path)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (said["sha256"], said["size"])
        if "schema" in said:
            lines = content.splitlines()
            assert len(lines) == said.get("rows", len(lines)), path
            for line in lines:
                shapes[said["schema"].rsplit("/", 1)[1]].validate(json.loads(line))


def test_everything_of_the_use_case_is_in_it(archive, filled):
    told = json.loads(archive.read("manifest.json"))["files"]
    empty = {one["path"][5:-6] for one in told if one.get("rows") == 0}
    # What this use case never had.
    assert empty == {"delegations", "deployments", "comparisons"}
    assert len(rows(archive, "scores")) == ROWS
    assert {one["stage"] for one in rows(archive, "gates")} >= {"definition", "release"}
    votes = [vote for review in rows(archive, "reviews") for vote in review["votes"]]
    assert {vote["voter"]["username"] for vote in votes} >= {"ava", "sam", "ivo"}
    assert rows(archive, "briefs")[0]["objectives"]
    entries = archive.read("ledger.jsonl").splitlines()[1:]
    newest = json.loads(json.loads(entries[-1])["body"])["id"]
    mine = LedgerEntry.objects.filter(scope=filled.use_case.scope.key)
    assert len(entries) == mine.filter(pk__lte=mine.get(uuid=newest).pk).count()


def test_files_are_in_it_by_their_hash_and_erased_ones_said_to_be(archive):
    files = {one["sha256"]: one for one in rows(archive, "attachments")}
    gone, there = (
        files[hashlib.sha256(text).hexdigest()] for text in (b"minutes of June", b"minutes of July")
    )
    assert archive.read(there["file"]) == b"minutes of July"
    assert there["file"] == f"attachments/{there['sha256']}"
    assert (gone["file"], gone["erased_why"]) == (None, "private")
    assert f"attachments/{gone['sha256']}" not in archive.namelist()


def test_nothing_of_another_use_case_and_no_row_of_data_is_in_it(archive, filled, settings):
    content = b"".join(archive.read(name) for name in archive.namelist())
    other = UseCase.objects.exclude(pk=filled.use_case.pk).get()
    assert other.title.encode() not in content
    assert other.slug.encode() not in content
    assert b"Hush" not in content
    held_out = DatasetVersion.objects.get(part="held_out")
    assert held_out.sha256.encode() in content
    stored = settings.PITWALL_HOME / "data" / filled.use_case.slug / f"{held_out.sha256}.csv"
    lines = [line for line in stored.read_bytes().splitlines()[1:] if len(line) > 4]
    assert lines
    assert not [line for line in lines if line in content]


@pytest.mark.parametrize("name", ["dee", "dov", "val", "ada"])
def test_others_who_see_it_may_neither_make_nor_fetch_it(asked, filled, api, name):
    case = filled.use_case
    made = api(name).post(f"use-cases/{case.pk}/exports/")
    fetched = api(name).get(f"exports/{asked.pk}/archive/")
    expected = 404 if name == "ada" else 403
    assert (made.status_code, fetched.status_code) == (expected, expected)


def test_a_stranger_finds_nothing(fetched, asked, filled, api):
    stan = api("stan")
    assert stan.get(f"exports/{asked.pk}/archive/").status_code == 404
    assert stan.post(f"use-cases/{filled.use_case.pk}/exports/").status_code == 404
    assert stan.get(f"use-cases/{filled.use_case.pk}/exports/").status_code == 404


def test_it_is_there_once_it_is_done_and_kept_for_a_while(asked, filled, api, settings):
    address = f"exports/{asked.pk}/archive/"
    assert api("ana").get(address).status_code == 409
    done = run(asked)
    begun = exports.draft_of(done)
    begun.write_bytes(b"of a runner that died")
    exports.sweep(now=done.ended_at + timedelta(hours=1))
    assert (begun.exists(), exports.path_of(done).exists()) == (False, True)
    listed = api("ana").get(f"use-cases/{filled.use_case.pk}/exports/").json()["items"]
    until = listed[0]["result"]["until"]
    filled.now = done.ended_at + timedelta(hours=settings.EXPORT_HOURS)
    assert until.startswith(f"{filled.now:%Y-%m-%dT%H:%M}")
    late = api("ana").get(address)
    assert (late.status_code, "Ask for another" in late.json()["remedy"]) == (409, True)
    exports.sweep(now=filled.now)
    assert not exports.path_of(done).exists()


def test_one_that_is_cancelled_leaves_nothing_and_tells_how_far_it_was(asked, api, settings):
    assert api("dov").post(f"jobs/{asked.pk}/cancel/").status_code == 403
    sheet = Worksheet(asked, Sandbox(Level.NONE))
    sheet.cancel.set()
    done = run(asked, sheet=sheet)
    assert (done.state, done.progress) == (JobState.CANCELLED, 0)
    assert list((settings.PITWALL_HOME / "exports").iterdir()) == []
    assert not LedgerEntry.objects.filter(kind="use_case.exported").exists()


def test_whoever_asked_may_cancel_it(asked, api):
    assert api("ana").post(f"jobs/{asked.pk}/cancel/").json()["state"] == JobState.CANCELLED


def test_its_log_and_progress_are_kept(asked, settings):
    claimed = jobs.claim(now=timezone.now())
    sheet = Worksheet(claimed, Sandbox(Level.NONE))
    archiving.work(sheet)
    log = (settings.PITWALL_HOME / sheet.log_path).read_text()
    assert re.search(rf"scores: {ROWS} rows", log)
    assert sheet.progress == 95


def test_no_more_rows_than_two_chunks_are_in_memory(filled, tmp_path):
    alive = []

    def look() -> bool:
        alive.append(sum(type(one) is Score for one in gc.get_objects()))
        return False

    gc.disable()
    try:
        case = UseCase.objects.get(pk=filled.use_case.pk)
        Writer(case, 1, filled.now, lambda *_: None, look).write(tmp_path / "archive.zip")
    finally:
        gc.enable()
    assert 0 < max(alive) <= 2 * CHUNK < ROWS


@pytest.mark.parametrize("what", ["rows/briefs.jsonl", "attachments", "extra", "ledger.jsonl"])
def test_the_verifier_finds_what_was_changed(fetched, tmp_path, capsys, what):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(io.BytesIO(fetched)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            changed = name.startswith(what)
            content = old.read(name)
            new.writestr(name, content.replace(b"e", b"f", 1) if changed else content)
        if what == "extra":
            new.writestr("rows/extra.jsonl", b"{}\n")
    assert verify.main([str(path), "--key", keys.public_key()]) == 1
    said = capsys.readouterr().out
    assert said.startswith("WRONG: ")
    assert what in said
