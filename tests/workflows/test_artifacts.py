"""The hash of a model's files changes with every byte and name, and with nothing else."""

import os
import subprocess

import pytest

from workflows.artifacts import tree_sha256


@pytest.fixture
def model(tmp_path):
    (tmp_path / "model" / "data").mkdir(parents=True)
    (tmp_path / "model" / "MLmodel").write_text("flavors: {}")
    (tmp_path / "model" / "data" / "weights").write_bytes(b"\x00\x01")
    (tmp_path / "model" / "data-2").write_text("beside")
    return tmp_path / "model"


def test_it_is_what_sha256sum_says(model):
    command = "find . -type f | sed s,^./,, | LC_ALL=C sort | xargs sha256sum | sha256sum"
    done = subprocess.run(
        command, shell=True, cwd=model, capture_output=True, text=True, check=True
    )
    assert tree_sha256(model) == done.stdout.split()[0]


def test_times_rights_and_empty_folders_do_not_count(model):
    before = tree_sha256(model)
    (model / "empty").mkdir()
    (model / "MLmodel").chmod(0o600)
    os.utime(model / "MLmodel", (0, 0))
    assert tree_sha256(model) == before


@pytest.mark.parametrize("change", ["byte", "name", "new", "gone"])
def test_every_change_of_content_counts(model, change):
    before = tree_sha256(model)
    weights = model / "data" / "weights"
    match change:
        case "byte":
            weights.write_bytes(b"\x00\x02")
        case "name":
            weights.rename(model / "data" / "weights2")
        case "new":
            (model / "extra").write_text("")
        case "gone":
            weights.unlink()
    assert tree_sha256(model) != before


def test_a_file_moved_between_folders_counts(model):
    before = tree_sha256(model)
    (model / "data" / "weights").rename(model / "weights")
    assert tree_sha256(model) != before


@pytest.mark.parametrize("target", ["MLmodel", "/etc/passwd", "nowhere"])
def test_links_are_refused(model, target):
    (model / "link").symlink_to(target)
    with pytest.raises(ValueError, match="link is neither a file nor a folder"):
        tree_sha256(model)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="no folder of artifacts"):
        tree_sha256(tmp_path / "nothing")
