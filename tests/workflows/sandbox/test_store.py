"""What a child is shown lies in a private folder, which doesn't outlive the process that made it."""

import subprocess
import sys
import tempfile

import pytest

from workflows.sandbox.store import PREFIX, open_store, sweep


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_it_is_private_and_removed_at_the_end(tmp_path):
    with open_store() as store:
        assert store.stat().st_mode & 0o777 == 0o700
        (store / "held-out.csv").write_text("42")
    assert list(tmp_path.iterdir()) == []


def test_one_in_use_is_left_alone():
    with open_store() as store:
        sweep()
        assert store.is_dir()


def test_one_left_by_a_killed_process_is_removed(tmp_path):
    program = f"""
import os, tempfile
tempfile.tempdir = {str(tmp_path)!r}
from workflows.sandbox.store import open_store
with open_store() as store:
    (store / "held-out.csv").write_text("42")
    os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    assert [path.name.startswith(PREFIX) for path in tmp_path.iterdir()] == [True]
    sweep()
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_just_being_made_is_left_alone(tmp_path):
    (tmp_path / f"{PREFIX}new").mkdir()
    sweep()
    assert (tmp_path / f"{PREFIX}new").is_dir()
