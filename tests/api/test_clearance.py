"""Clearance for pipelines: the answer by names, and its receipt, checked by a stranger offline."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from governance import keys, notes
from governance.models import Checkpoint
from governance.services import sealing
from tests.house.settings_names import ROOT

VERIFY = ROOT / "governance" / "standalone" / "verify.py"
NAMED = {"model": "late-arrivals", "version": "1", "target": "ops"}


@pytest.fixture
def cleared(told):
    """A version whose release is approved, on a record that is sealed."""
    told.ready_to_release()
    told.approve_release()
    sealing.seal(now=told.now)
    return told


def asked(api, who: str = "dov", **query):
    return api(who).get("clearance/", NAMED | query)


def checked(tmp_path: Path, note: str, *options: str, key: str = "") -> tuple[int, str]:
    """What the standalone verifier says of a note in a file."""
    file = tmp_path / "receipt.txt"
    file.write_text(note, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, VERIFY, file, "--key", key or keys.public_key(), *options],
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def at(told, **later: int) -> list[str]:
    return ["--at", (told.now + timedelta(**later)).isoformat()]


def test_a_version_is_asked_for_by_the_names_a_pipeline_knows(cleared, api):
    said = asked(api).json()
    assert (said["ok"], said["reasons"]) == (True, [])
    assert (said["use_case"], said["version"], said["target"]) == ("late-arrivals", "1", "ops")
    assert said["approval"]["content_hash"] == cleared.stage("release").review.content_hash
    by_id = api("dov").get(
        "clearance/", {"candidate": said["candidate"], "target": cleared.target.pk}
    )
    assert by_id.json() | {"receipt": ""} == said | {"receipt": ""}


def test_the_receipt_is_right_offline_and_says_what_was_asked(cleared, api, tmp_path):
    said = asked(api).json()
    expected = ["--expect", "version=1", "--expect", "target=ops"]
    status, text = checked(tmp_path, said["receipt"], *expected, *at(cleared, minutes=14))
    assert (status, text.split(":")[0]) == (0, "RIGHT"), text
    assert said["artifacts_sha"] in text


def test_it_is_believed_for_a_short_while_alone(cleared, api, tmp_path, settings):
    settings.CLEARANCE_MINUTES = 2
    receipt = asked(api).json()["receipt"]
    assert checked(tmp_path, receipt, *at(cleared, minutes=1))[0] == 0
    status, text = checked(tmp_path, receipt, *at(cleared, minutes=2))
    assert (status, "to be believed until" in text) == (1, True)
    assert checked(tmp_path, receipt, *at(cleared, minutes=-1))[0] == 1
    assert checked(tmp_path, receipt, "--expect", "target=other", *at(cleared, minutes=1))[0] == 1


def test_a_no_has_every_reason_and_a_receipt_that_lets_nothing_pass(told, api, tmp_path):
    told.ready_to_release()
    sealing.seal(now=told.now)
    said = asked(api).json()
    assert (said["ok"], said["approval"]) == (False, None)
    assert any(reason.startswith("Release:") for reason in said["reasons"])
    status, text = checked(tmp_path, said["receipt"], *at(told))
    assert (status, said["reasons"][0] in text) == (1, True)


@pytest.mark.parametrize("change", [('"cleared":true', '"cleared":true '), ('"ops"', '"top"')])
def test_one_changed_byte_breaks_it(cleared, api, tmp_path, change):
    receipt = asked(api).json()["receipt"]
    assert change[0] in receipt
    status, text = checked(tmp_path, receipt.replace(*change), *at(cleared))
    assert (status, "signature is wrong" in text) == (1, True), text


def test_a_receipt_is_no_checkpoint_and_a_checkpoint_no_receipt(cleared, api, tmp_path):
    receipt, checkpoint = asked(api).json()["receipt"], Checkpoint.objects.latest("size").note
    signed = notes.Verifier.parse(keys.public_key()).open(receipt)
    with pytest.raises(notes.NoteError):
        notes.Checkpoint.parse(signed)
    head = {"format": "pitwall-ledger-1", "whole": True, "scope": "", "public_key": "x"}
    forged = json.dumps({**head, "checkpoint": receipt}) + "\n"
    assert checked(tmp_path, forged)[1].startswith("WRONG: this is no checkpoint")
    text = checkpoint.replace(keys.signer().name, "pitwall-clearance-1", 1)
    assert checked(tmp_path, text, *at(cleared))[0] == 1


def test_another_s_key_opens_nothing(cleared, api, tmp_path, settings):
    receipt = asked(api).json()["receipt"]
    settings.PITWALL_HOME = tmp_path / "elsewhere"
    settings.PITWALL_HOME.mkdir()
    assert checked(tmp_path, receipt, *at(cleared), key=keys.public_key())[0] == 1


def test_without_the_record_s_key_there_is_no_receipt_and_no_new_key(cleared, api):
    keys.private_path().rename(keys.private_path().with_suffix(".away"))
    said = asked(api).json()
    assert (said["ok"], said["receipt"]) == (True, None)
    assert not keys.private_path().exists()


def test_asking_writes_nothing(cleared, api, unchanged):
    api("dov")
    with unchanged():
        assert asked(api).json()["receipt"]


@pytest.mark.parametrize(
    ("change", "status"), [({"version": "9"}, 404), ({"target": "nowhere"}, 422), ({"model": ""}, 422)]
)  # fmt: skip
def test_names_that_name_nothing_are_said(cleared, api, change, status):
    assert asked(api, **change).status_code == status


def test_for_a_stranger_there_is_no_such_version(cleared, api):
    assert asked(api, "stan").status_code == 404
