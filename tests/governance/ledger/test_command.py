"""`manage.py ledger`, and the program with which a stranger checks what it exports."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance import keys
from governance.errors import Denied
from governance.models import Checkpoint, LedgerEntry, Scope
from governance.services import exporting, ledger, sealing
from governance.standalone import verify as standalone
from tests.governance.ledger.conftest import SYSTEM

pytestmark = pytest.mark.django_db


def run(*arguments) -> tuple[str, str]:
    """What the command said, on either stream."""
    out, err = io.StringIO(), io.StringIO()
    call_command("ledger", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def stranger(*arguments) -> tuple[int, str]:
    """The stand-alone program, without Pitwall on its path."""
    done = subprocess.run(
        [sys.executable, "-I", standalone.__file__, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd="/",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def record(home, write, now):
    write(9)
    scope = Scope.objects.create(key="late-arrivals", label="Late arrivals")
    for number in range(4):
        ledger.record(actor=SYSTEM, kind="brief.revised", scope=scope, now=now, number=number)
        write(2)
    sealing.seal(now=now)
    return home


def test_verify_says_that_all_is_well(record):
    out, err = run("verify")
    assert "21 sealed entries under 1 signed checkpoints, 0 waiting" in out
    assert "The record is what was sealed." in out
    assert err == ""


def test_verify_names_the_bad_entry_and_ends_with_an_error(record, owner):
    entry = LedgerEntry.objects.all()[5]
    with owner() as execute:
        execute("UPDATE governance_ledgerentry SET body = body || ' ' WHERE id = %s", [entry.pk])
    err = io.StringIO()
    with pytest.raises(CommandError, match="isn't what was sealed") as failed:
        call_command("ledger", "verify", stderr=err, stdout=io.StringIO())
    assert failed.value.returncode == 1
    assert f"Entry {entry.pk} (place 5, policy.drafted, {entry.uuid})" in err.getvalue()


def test_a_checkpoint_taken_away_shows_what_was_cut_off_later(record, owner, write, tmp_path):
    write(10)
    run("checkpoint", "--to", tmp_path / "kept")
    assert "The record is what was sealed" in run("verify", "--against", tmp_path / "kept")[0]
    with owner() as execute:
        execute("DELETE FROM governance_checkpoint WHERE size > 21", [])
        execute("DELETE FROM governance_ledgerleaf WHERE seq >= 21", [])
        last = LedgerEntry.objects.order_by("-pk")[9].pk
        execute("DELETE FROM governance_ledgerentry WHERE id >= %s", [last])
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "ledger",
            "verify",
            "--against",
            str(tmp_path / "kept"),
            stderr=err,
            stdout=io.StringIO(),
        )
    assert "the last 10 were cut off" in err.getvalue()


def test_checkpoint_prints_the_newest_note(record, write, capsys):
    write(1)
    call_command("ledger", "checkpoint")
    assert capsys.readouterr().out == Checkpoint.objects.get(size=22).note


def test_an_empty_record_has_no_checkpoint(home):
    with pytest.raises(CommandError, match="no checkpoint yet"):
        run("checkpoint")
    with pytest.raises(CommandError, match="no sealed entries yet"):
        run("export")


@pytest.mark.parametrize("content", [b"", b"no note", b"\xff\xfe", b"a\n\n\xe2\x80\x94 b AAAA\n"])
def test_a_file_that_is_no_checkpoint_is_named(record, tmp_path, content):
    path = tmp_path / "kept"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="kept: "):
        run("verify", "--against", path)


def test_a_file_that_isnt_there_is_named(record, tmp_path):
    with pytest.raises(CommandError, match="nowhere: No such file"):
        run("verify", "--against", tmp_path / "nowhere")


def test_a_stranger_can_check_a_whole_export(record, tmp_path):
    path = tmp_path / "export"
    run("export", "--to", path)
    code, said = stranger(path)
    assert code == 0, said
    assert "RIGHT: 21 entries of a record of 21" in said
    assert "the key in the export" in said
    assert "the key you gave" in stranger(path, "--key", keys.public_key())[1]


def test_the_export_itself_is_recorded(record, tmp_path):
    run("export", "--to", tmp_path / "export")
    entry = LedgerEntry.objects.get(kind="record.exported")
    assert json.loads(entry.body)["data"]["size"] == 21


def test_a_stranger_can_check_the_entries_of_one_use_case(record, tmp_path):
    path = tmp_path / "export"
    run("export", "--scope", "late-arrivals", "--to", path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [json.loads(line["body"])["data"]["number"] for line in lines[1:]] == [0, 1, 2, 3]
    assert "RIGHT: 4 entries of a record of 21" in stranger(path)[1]


def test_an_unknown_use_case_is_named(record):
    with pytest.raises(CommandError, match="no use case with the key nothing"):
        run("export", "--scope", "nothing")


@pytest.mark.parametrize("scope", [[], ["--scope", "late-arrivals"]])
def test_a_stranger_finds_one_changed_byte(record, tmp_path, scope):
    path = tmp_path / "export"
    run("export", *scope, "--to", path)
    lines = path.read_text().splitlines(keepends=True)
    lines[3] = lines[3].replace("revised", "revisex").replace("drafted", "draftex")
    path.write_text("".join(lines))
    code, said = stranger(path)
    assert code == 1
    assert "WRONG" in said


def test_a_stranger_finds_what_was_left_out(record, tmp_path):
    path = tmp_path / "export"
    run("export", "--to", path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    assert "has 21 entries, the export 20" in stranger(path)[1]
    path.write_text("".join([*lines[:4], *lines[5:]]))
    assert "where entry 3 should be, there is 4" in stranger(path)[1]


def test_a_stranger_finds_a_forged_signature(record, tmp_path, settings):
    path = tmp_path / "export"
    run("export", "--to", path)
    settings.PITWALL_HOME = tmp_path / "other"
    settings.PITWALL_HOME.mkdir()
    code, said = stranger(path, "--key", keys.public_key())
    assert (code, said) == (1, "WRONG: the checkpoint or the key can't be read\n")


def test_a_stranger_compares_with_a_checkpoint_kept_from_before(record, write, tmp_path, now):
    run("checkpoint", "--to", tmp_path / "kept")
    write(4)
    run("export", "--to", tmp_path / "export")
    assert stranger(tmp_path / "export", "--checkpoint", tmp_path / "kept")[0] == 0


def test_a_stranger_finds_that_the_record_got_shorter(record, write, tmp_path, now):
    run("export", "--to", tmp_path / "export")
    write(4)
    run("checkpoint", "--to", tmp_path / "kept")
    code, said = stranger(tmp_path / "export", "--checkpoint", tmp_path / "kept")
    assert code == 1
    assert "the checkpoint you kept has 26 entries, the export 21" in said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"no json",
        b"[1]\n",
        b"\xff\n",
        b'{"format":"x"}',
        b'{"format":"pitwall-ledger-1"}',
    ],
)
def test_a_stranger_is_told_that_a_file_is_no_export(tmp_path, content):
    path = tmp_path / "export"
    path.write_bytes(content)
    code, said = stranger(path)
    assert code == 1
    assert said.startswith("WRONG: ")
    assert stranger(tmp_path / "nowhere")[0] == 1


def test_one_entry_comes_with_a_receipt(record, tmp_path):
    entry = LedgerEntry.objects.all()[11]
    path = tmp_path / "receipt"
    path.write_text(exporting.receipt(entry))
    assert "RIGHT: 1 entries of a record of 21" in stranger(path)[1]


def test_there_is_no_receipt_for_what_isnt_sealed(record, write):
    assert exporting.receipt(write()[0]) is None


def test_only_officers_and_auditors_may_export(record, cast, now):
    with pytest.raises(Denied):
        exporting.export(actor=cast.ana, now=now)
    assert next(exporting.export(actor=cast.ola, now=now)).startswith("{")


def test_the_program_stands_alone():
    source = Path(standalone.__file__).read_text()
    assert "django" not in source
    assert "from governance" not in source
