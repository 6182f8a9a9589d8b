"""What a server calls its files decides nothing about where Pitwall writes."""

import json

import pytest

from workflows.mlflow.copying import NotCopied
from workflows.mlflow.rest import MlflowRefusal


def listing(*entries: object):
    """A listing as text, so that it can say what no honest server would."""
    text = json.dumps({"files": entries}).encode()
    return lambda folder: text if not folder else b'{"files": []}'


@pytest.mark.parametrize("is_folder", [True, False])
@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../evil", "/etc/cron.d/evil", "a/b", "a\\b", "nul\0", "two\nlines", "\x7f",
     "\ud800", "x" * 256, "ä" * 128, None, 3, ["a"]],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_is_none_is_refused_and_nothing_is_written(
    store, copy, tmp_path, name, is_folder
):
    store.listing = listing({"path": name, "is_dir": is_folder})
    with pytest.raises(NotCopied, match="no file here may be called"):
        copy()
    assert [one.name for one in tmp_path.rglob("*")] == ["model"]


@pytest.mark.parametrize("kinds", [(False, False), (True, True), (True, False), (False, True)])
def test_a_name_listed_twice_is_refused(store, copy, kinds):
    store.listing = listing(*({"path": "m", "is_dir": kind} for kind in kinds))
    with pytest.raises(NotCopied, match="lists 'm' twice"):
        copy()


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_link_that_lies_there_is_not_followed(store, copy, tmp_path, is_folder):
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "model").mkdir()
    target = outside if is_folder else outside / "file"
    (tmp_path / "model/weights").symlink_to(target)
    store.add("weights/evil" if is_folder else "weights", b"evil")
    with pytest.raises(NotCopied, match="can't be written: File exists"):
        copy()
    assert not list(outside.iterdir())


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'"files"', b"[" * 100_000, b'{"files": [1]}', b'{"files": [{}]}']
)
def test_a_list_that_is_none_is_refused(store, copy, text):
    store.listing = lambda folder: text
    with pytest.raises(NotCopied):
        copy()


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_no_answer_is_not_taken_for_a_file(store, copy, tmp_path, status):
    store.add("MLmodel")
    store.status = status
    with pytest.raises(MlflowRefusal) as refusal:
        copy()
    assert refusal.value.status == status
    assert not list((tmp_path / "model").iterdir())


def test_a_refusal_without_end_is_not_read_to_it(store, copy):
    store.status = 500
    store.listing = lambda folder: b"x" * (8 << 20)
    with pytest.raises(MlflowRefusal) as refusal:
        copy()
    assert len(str(refusal.value)) < 1000
