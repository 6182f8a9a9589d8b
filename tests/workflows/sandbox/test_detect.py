"""What this machine offers is found by trying, and the report says why and what would be better."""

import sys
from pathlib import Path

import pytest

from workflows.sandbox import Job, Level, Sandbox, bubblewrap, detection
from workflows.sandbox.inside import landlock


@pytest.fixture(autouse=True)
def afresh():
    detection._detect.cache_clear()
    yield
    detection._detect.cache_clear()


@pytest.fixture
def landlock_holds(monkeypatch):
    """On any kernel, so that these tests are about bubblewrap alone."""
    really = detection.attempt

    def attempt(sandbox: Sandbox) -> str:
        return "" if sandbox.level is Level.LANDLOCK else really(sandbox)

    monkeypatch.setattr(landlock, "version", lambda: 7)
    monkeypatch.setattr(detection, "attempt", attempt)


def test_the_best_that_holds_is_used_and_advice_is_given_below_the_best(best_level):
    report = detection.detect()
    assert report.level is best_level
    assert detection.best().level is best_level
    assert bool(report.how_to_improve) is (best_level is not Level.BUBBLEWRAP)
    assert report.binary is None or str(report.binary) in report.reason


@pytest.mark.usefixtures("landlock_holds")
def test_without_the_program_landlock_is_second_best(monkeypatch):
    monkeypatch.setattr(bubblewrap, "binaries", list)
    report = detection.detect()
    assert report.level is Level.LANDLOCK
    assert "no bubblewrap program was found" in report.reason
    assert "Install bubblewrap" in report.how_to_improve


@pytest.mark.usefixtures("landlock_holds")
def test_a_program_that_is_refused_namespaces_is_not_used(monkeypatch, tmp_path):
    refused = tmp_path / "bwrap"
    refused.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied'\nexit 1\n")
    refused.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "binaries", lambda: [refused])
    report = detection.detect()
    assert report.level is Level.LANDLOCK
    assert "setting up uid map: Permission denied" in report.reason
    assert "user namespaces" in report.how_to_improve


@pytest.mark.usefixtures("landlock_holds")
def test_a_program_that_fences_nothing_in_is_not_used(monkeypatch, tmp_path):
    false = tmp_path / "bwrap"
    false.write_text('#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done; shift; exec "$@"\n')
    false.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "binaries", lambda: [false])
    report = detection.detect()
    assert report.level is Level.LANDLOCK
    assert str(false) in report.reason


def test_without_either_it_says_that_there_is_no_sandbox(monkeypatch):
    monkeypatch.setattr(bubblewrap, "binaries", list)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    report = detection.detect()
    assert report.level is Level.NONE
    assert report.reason.startswith("Models run without a sandbox")
    assert report.how_to_improve


def test_other_systems_have_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert detection.detect().level is Level.NONE


@pytest.mark.usefixtures("landlock_holds")
def test_it_is_found_once_and_again_when_asked(monkeypatch):
    first = detection.detect()
    monkeypatch.setattr(bubblewrap, "binaries", list)
    assert detection.detect() is first
    assert detection.detect(refresh=True).level is Level.LANDLOCK


def test_no_sandbox_at_all_is_noticed_by_the_trial():
    assert detection.attempt(Sandbox(Level.NONE)) == (
        "it could read a file outside its folder; it could open a network connection"
    )


def test_bubblewrap_needs_its_program():
    with pytest.raises(ValueError, match="needs the path of its program"):
        Sandbox(Level.BUBBLEWRAP)


def test_limits_hold_even_without_a_sandbox(tmp_path, small):
    job = Job(
        argv=(sys.executable, "-I", "-S", "-c", "x = bytearray(1 << 40)"), folder=tmp_path / "child"
    )
    result = Sandbox(Level.NONE).run(job, limits=small, log=Path(tmp_path, "log"))
    assert result.reason == "failed: it asked for more than 400 MiB of memory"
