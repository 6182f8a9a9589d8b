"""Held-out data is handed to data engineers and officers only, and the record says so."""

import pytest

from governance.errors import Denied, Invalid, NotVisible
from projects.services import datasets
from tests.projects.conftest import kinds, table


@pytest.fixture
def plan(use_case, make):
    return make.plan(use_case)


@pytest.fixture
def held_out(plan, make):
    return make.dataset(plan, part="held_out")


def read(act, actor, row, now):
    with act(actor=actor, dataset_id=row.pk, now=now) as data:
        return data.read().decode()


@pytest.mark.parametrize("name", ["dee", "ola"])
def test_a_data_engineer_and_an_officer_read_it(held_out, cast, now, name):
    assert read(datasets.open_held_out, cast.actor(name), held_out, now) == table()
    assert kinds(held_out.scope)[-1] == "held_out.opened"


@pytest.mark.parametrize("name", ["sam", "sia", "ana", "ivo", "val"])
def test_nobody_else_reads_it(held_out, cast, unchanged, now, name):
    with unchanged(), pytest.raises(Denied):
        datasets.open_held_out(actor=cast.actor(name), dataset_id=held_out.pk, now=now)


@pytest.mark.parametrize("name", ["sam", "dee"])
def test_it_is_not_handed_out_as_other_data_is(held_out, cast, unchanged, now, name):
    with unchanged(), pytest.raises(Denied) as refusal:
        datasets.open_file(actor=cast.actor(name), dataset_id=held_out.pk, now=now)
    assert "measures models" in refusal.value.message


def test_a_stranger_finds_none(held_out, cast, unchanged, now):
    with unchanged(), pytest.raises(NotVisible):
        datasets.open_held_out(actor=cast.stan, dataset_id=held_out.pk, now=now)


def test_training_data_is_read_by_those_who_train(plan, make, cast, now):
    row = make.dataset(plan)
    assert read(datasets.open_file, cast.sam, row, now) == table()
    with pytest.raises(Denied):
        datasets.open_file(actor=cast.ana, dataset_id=row.pk, now=now)


def test_training_data_is_not_opened_as_held_out(plan, make, cast, unchanged, now):
    row = make.dataset(plan)
    with unchanged(), pytest.raises(Invalid):
        datasets.open_held_out(actor=cast.dee, dataset_id=row.pk, now=now)
