"""Data is taken in by its bytes, checked against the plan, and kept where only Pitwall reads."""

import gzip
import hashlib
import io
import json
import stat

import pytest
from django.conf import settings

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from projects import store
from tests.projects.conftest import csv_file, kinds, table


@pytest.fixture
def plan(use_case, make):
    return make.plan(use_case)


def files(plan):
    return sorted(path.name for path in store.folder(plan.scope.key).iterdir())


def test_it_is_known_by_the_digest_of_its_text(plan, make, cast):
    row = make.dataset(plan)
    assert row.sha256 == hashlib.sha256(table().encode()).hexdigest()
    assert (row.rows, row.size_bytes, row.passed) == (4, len(table()), True)
    assert json.loads(row.columns) == ["flight", "hour", "late"]
    assert row.registered_by == cast.user("dee")


def test_the_file_is_kept_for_pitwalls_account_alone(plan, make):
    row = make.dataset(plan)
    path = store.path(plan.scope.key, row.sha256)
    assert path.read_text() == table()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert files(plan) == [f"{row.sha256}.csv"]
    assert path.is_relative_to(settings.PITWALL_HOME)


def test_a_gzipped_file_has_the_digest_of_what_is_in_it(plan, make):
    row = make.dataset(plan, gzip.compress(table().encode(), mtime=0))
    assert row.sha256 == hashlib.sha256(table().encode()).hexdigest()
    assert store.path(plan.scope.key, row.sha256).read_text() == table()


def test_a_path_will_do_as_well(plan, make, tmp_path):
    path = tmp_path / "part.csv"
    path.write_text(table())
    assert make.dataset(plan, file=path).rows == 4
    assert path.exists()


def test_it_leaves_an_entry_with_the_digest_and_no_row(plan, make):
    row = make.dataset(plan)
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "dataset.registered"
    assert row.sha256 in entry.body
    assert "f1," not in entry.body


def test_a_failed_check_registers_it_as_not_passed_with_the_reason(use_case, make):
    plan = make.plan(use_case, checks=[{"check": "min_rows", "rows": 10}])
    row = make.dataset(plan)
    assert not row.passed
    (reason,) = [one["reason"] for one in json.loads(row.check_results) if not one["passed"]]
    assert reason == "There are 4 rows; 6 are missing."
    assert kinds(plan.scope)[-1] == "dataset.registered"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"flight,hour\nf1,5\n", "The header has no column late, which the data plan names"),
        (b"when,hour,late\n1,5,0\n", "The header has no column flight"),
        (b"flight,hour,late\nf1,5\n", "Line 2 has 2 fields"),
        (b"flight,hour,late\nf\xff,5,0\n", "isn't UTF-8"),
        (b"flight,hour,late\nf\x001,5,0\n", "holds a NUL byte"),
        (b"PK\x03\x04\x14\x00\x06\x00", "holds a NUL byte"),
        (b"\x1f\x8bnot really gzip", "can't be unpacked"),
        (gzip.compress(table().encode(), mtime=0)[:-12], "can't be unpacked"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_kept(plan, make, unchanged, content, says):
    make.place("store")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan, content)
    assert says in refusal.value.fields["file"]
    assert files(plan) == []


def test_a_file_that_is_too_large_is_refused(plan, make, unchanged, monkeypatch):
    make.place("store")
    monkeypatch.setattr(store, "LARGEST", 20)
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan)
    assert "is larger than" in refusal.value.fields["file"]
    assert files(plan) == []


def test_training_and_held_out_rows_have_to_be_different_ones(plan, make):
    make.dataset(plan, table(1, 4), label="January")
    row = make.dataset(plan, table(4, 4), part="held_out", label="Held out")
    assert not row.passed
    (reason,) = [one["reason"] for one in json.loads(row.check_results) if not one["passed"]]
    assert reason.startswith("1 rows are in January (training) as well")


def test_parts_without_a_row_in_common_pass(plan, make):
    make.dataset(plan, table(1, 4))
    assert make.dataset(plan, table(5, 4), part="held_out").passed


def test_a_later_plans_training_data_is_compared_with_older_held_out_data(use_case, plan, make):
    make.dataset(plan, table(5, 4), part="held_out")
    later = make.plan(use_case, split_rule="By date.")
    assert not make.dataset(later, table(1, 5)).passed


def test_the_same_bytes_are_registered_once(plan, make, unchanged):
    make.dataset(plan)
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan, label="Again")
    assert "registered already, as January" in refusal.value.fields["file"]


def test_the_same_bytes_under_a_later_plan_are_another_version(use_case, plan, make):
    first = make.dataset(plan)
    second = make.dataset(make.plan(use_case, split_rule="By date."))
    assert (first.sha256, first.pk) != (second.sha256, second.pk)
    assert first.sha256 == second.sha256
    assert files(plan) == [f"{first.sha256}.csv"]


def test_only_the_newest_plan_takes_data(use_case, plan, make, unchanged):
    make.place("store")
    make.plan(use_case, split_rule="By date.")
    with unchanged(), pytest.raises(StaleState) as refusal:
        make.dataset(plan)
    assert refusal.value.message == "Data plan 1 was followed by 2."


def test_data_that_came_between_is_not_left_uncompared(plan, make, unchanged, monkeypatch):
    make.dataset(plan, table(1, 4))
    answers = iter([[], ["something new"]])
    monkeypatch.setattr("projects.queries.opposite_parts", lambda plan, part: next(answers))
    with unchanged(), pytest.raises(StaleState):
        make.dataset(plan, table(5, 4), part="held_out")


def test_it_knows_what_it_was_made_from(plan, make):
    first = make.dataset(plan)
    second = make.dataset(plan, table(5, 8), label="February", parent_ids=[first.pk])
    assert list(second.parents.all()) == [first]


def test_a_version_of_another_use_case_is_no_parent(plan, make, cast, unchanged):
    other = make.use_case("Gates")
    cast.join(other.scope)
    stranger = make.dataset(make.plan(other))
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan, parent_ids=[stranger.pk])
    assert "parent_ids" in refusal.value.fields


@pytest.mark.parametrize(
    ("given", "field"),
    [({"part": "rest"}, "part"), ({"label": ""}, "label"), ({"place_id": 404}, "place_id")],
)
def test_wrong_input_is_named(plan, make, unchanged, given, field):
    make.place("store")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan, **given)
    assert field in refusal.value.fields


@pytest.mark.parametrize("name", ["sam", "ana", "ola"])
def test_only_a_data_engineer_registers(plan, make, cast, unchanged, name):
    make.place("store")
    with unchanged(), pytest.raises(Denied):
        make.dataset(plan, actor=cast.actor(name))


def test_a_strangers_bytes_are_not_even_read(plan, make, cast, unchanged):
    make.place("store")
    upload = io.BytesIO(b"secret")
    with unchanged(), pytest.raises(NotVisible):
        make.dataset(plan, actor=cast.stan, file=upload)
    assert upload.tell() == 0


def test_a_changed_file_is_noticed(plan, make):
    row = make.dataset(plan)
    assert store.intact(plan.scope.key, row.sha256)
    path = store.path(plan.scope.key, row.sha256)
    path.write_text(table().replace("f1", "f9"))
    assert not store.intact(plan.scope.key, row.sha256)
    path.unlink()
    assert not store.intact(plan.scope.key, row.sha256)


@pytest.mark.parametrize("key", ["../ledger-key", "", "A", "a/b"])
def test_a_key_cannot_lead_out_of_the_store(key):
    with pytest.raises(ValueError, match="no key"):
        store.folder(key)


def test_a_digest_cannot_lead_out_of_the_store():
    with pytest.raises(ValueError, match="no SHA-256"):
        store.path("late-arrivals", "../../ledger-key")


def test_the_same_text_is_kept_once_and_heals_what_was_changed(plan, make):
    row = make.dataset(plan)
    store.path(plan.scope.key, row.sha256).write_text("changed")
    with store.staged(plan.scope.key, csv_file(table())) as one:
        store.keep(plan.scope.key, one)
    assert store.intact(plan.scope.key, row.sha256)
    assert files(plan) == [f"{row.sha256}.csv"]


def test_the_same_bytes_never_train_and_measure_even_without_a_key(use_case, make, unchanged):
    """What is held out could be read, and learned, as training data."""
    plan = make.plan(use_case, key_column="")
    make.dataset(plan, part="held_out", label="held-out")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.dataset(plan)
    assert "both trains a model and measures it" in refusal.value.fields["file"]


def test_of_held_out_data_no_cell_is_quoted(use_case, make):
    """Those who train write the plan, and read what its checks say."""
    plan = make.plan(use_case, checks=[{"check": "values", "column": "hour", "values": ["-"]}])
    told = {
        part: make.dataset(plan, table(start, 4), part=part)
        for part, start in (("train", 0), ("held_out", 4))
    }
    said = {
        part: next(one["reason"] for one in json.loads(row.check_results) if not one["passed"])
        for part, row in told.items()
    }
    assert "first on line 2: “" in said["train"]
    assert said["held_out"].endswith("first on line 2.")
