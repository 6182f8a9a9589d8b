"""However much a server lists or sends, no more than the bounds is written, and it is said which was met."""

import json
from collections import namedtuple
from itertools import repeat

import pytest

from workflows.mlflow import copying
from workflows.mlflow.copying import NotCopied

MIB = 1 << 20


def written(folder) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def tree(folder) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_what_fits_is_copied_byte_by_byte_whatever_it_is_called(store, copy):
    held = {
        "MLmodel": b"flavors: {}",
        "data/model.bin": bytes(range(256)) * 1000,
        "data/deeper/a b.txt": b"",
        "50%.txt": b"per cent",
        "%41": b"not A",
        "what?x=1&path=..": b"no query",
        "#1": b"no fragment",
        "ä.json": b"{}",
        "..data": b"two dots are a beginning too",
    }
    for name, content in held.items():
        store.add(name, content)
    assert tree(copy()) == held


def test_as_many_files_and_folders_as_the_bound(store, copy):
    for name in ("MLmodel", "data/a", "data/b"):
        store.add(name)
    assert len(list(copy(files=4).rglob("*"))) == 4


def test_one_more_is_refused_before_any_of_its_folder_is_written(store, copy, tmp_path):
    for number in range(5):
        store.add(f"file-{number}")
    with pytest.raises(NotCopied, match=r"more than 4 files and folders: .* PITWALL_MODEL_FILES"):
        copy(files=4)
    assert not list((tmp_path / "model").iterdir())
    assert {what for what, _ in store.asked} == {"list"}


def test_files_of_all_folders_count_together(store, copy, tmp_path):
    for folder in "abc":
        for number in range(3):
            store.add(f"{folder}/{number}")
    with pytest.raises(NotCopied, match="more than 9 files"):
        copy(files=9)
    assert len(list((tmp_path / "model").rglob("*"))) <= 9


def test_a_list_without_end_is_not_read_to_it(store, copy):
    store.listing = lambda folder: b'{"files": [' + b'{"path": "x"},' * 100_000
    with pytest.raises(NotCopied, match="list of one folder is longer than"):
        copy(files=4)


def test_folders_as_deep_as_the_bound(store, copy):
    store.add("a/b/c")
    assert (copy(depth=3) / "a/b/c").is_file()


def test_folders_in_folders_without_end_are_left_at_the_bound(store, copy, tmp_path):
    store.listing = lambda folder: json.dumps({"files": [{"path": "a", "is_dir": True}]}).encode()
    with pytest.raises(NotCopied, match=r"more than 3 levels deep: .* PITWALL_MODEL_DEPTH"):
        copy(depth=3)
    assert [one.name for one in (tmp_path / "model").rglob("*")] == ["a", "a"]


def test_as_many_bytes_as_the_bound(store, copy):
    store.add("a", b"x" * 600)
    store.add("b", b"y" * 400)
    assert written(copy(size=1000)) == 1000


def test_one_byte_more_is_not_written(store, copy, tmp_path):
    store.add("a", b"x" * 600)
    store.add("b", b"y" * 401)
    with pytest.raises(NotCopied, match=r"larger than 1000 bytes: .* PITWALL_MODEL_BYTES"):
        copy(size=1000)
    assert written(tmp_path / "model") <= 1000


def test_a_file_without_end_is_left_at_the_bound_whatever_size_was_listed(store, copy, tmp_path):
    store.folders[""] = [{"path": "weights", "is_dir": False, "file_size": 1}]
    store.files["weights"] = lambda: repeat(bytes(1 << 16))
    with pytest.raises(NotCopied, match="larger than 3 MiB"):
        copy(size=3 * MIB)
    assert written(tmp_path / "model") <= 3 * MIB


def test_packed_bytes_are_neither_asked_for_nor_unpacked(store, copy):
    """A gzip bomb of a kilobyte stays one."""
    store.add("model.json.gz", b"\x1f\x8b" + bytes(1000))
    store.headers = {"Content-Encoding": "gzip"}
    assert written(copy()) == 1002


def test_the_disk_is_not_filled(store, copy, tmp_path, monkeypatch):
    store.add("small", b"x" * 100)
    store.add("large", b"x" * 500)
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(copying.shutil, "disk_usage", lambda folder: usage(MIB + 300))
    with pytest.raises(NotCopied, match="Less than 1 MiB of Pitwall's disk would be left free"):
        copy(reserve=MIB)
    assert written(tmp_path / "model") == 100


def test_the_real_disk_is_asked(store, copy):
    store.add("small", b"x" * 100)
    with pytest.raises(NotCopied, match="disk would be left free"):
        copy(reserve=1 << 60)
