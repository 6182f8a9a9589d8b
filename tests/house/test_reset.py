"""`make reset`: asks, and throws away what is Pitwall's only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.launch.house import lock
from portal.launch.reset import main
from tests.fixtures.parts import ROOT


def reset(home: Path, answer: str, **changes: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "portal.launch.reset"],
        cwd=ROOT,
        env=os.environ
        | {"PITWALL_HOME": str(home), "PITWALL_RUNTIME": str(home.parent / "run")}
        | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
        | changes,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    (path / "pitwall.sqlite3").write_text("work")
    return path


def test_a_yes_removes_the_home(home):
    done = reset(home, "yes\n")
    assert done.returncode == 0
    assert not home.exists()


@pytest.mark.parametrize("answer", ["", "no\n", "y\n"])
def test_anything_else_keeps_it(home, answer):
    done = reset(home, answer)
    assert done.returncode == 1
    assert "Nothing was removed" in done.stdout
    assert (home / "pitwall.sqlite3").read_text() == "work"


def test_it_refuses_while_pitwall_runs(home, tmp_path):
    with lock(tmp_path):
        done = reset(home, "yes\n", PITWALL_RUNTIME=str(tmp_path))
    assert done.returncode == 1
    assert "Pitwall is running" in done.stdout
    assert home.exists()


def test_it_never_removes_a_folder_that_holds_the_source(monkeypatch, capsys):
    monkeypatch.setattr("portal.launch.reset.PITWALL_HOME", ROOT.parent)
    assert main() == 1
    assert "more than Pitwall's data" in capsys.readouterr().out
    assert (ROOT / "manage.py").exists()
