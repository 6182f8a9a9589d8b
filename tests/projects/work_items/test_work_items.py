"""Somebody promises something by a date, and says when it is done."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import pytest
from django.db import connection, transaction

from governance import locks
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import Scope
from projects import queries
from projects.models import WorkItem
from projects.services import work_items
from tests.projects.conftest import kinds


@pytest.fixture
def add(use_case, cast, now):
    def of(**given):
        values = {
            "actor": cast.sia,
            "subject": f"use_case:{use_case.pk}",
            "title": "Label the nights",
            "owner_id": cast.id("dee"),
            "due": "2026-03-15",
            "now": now,
        }
        return work_items.add(**(values | given))

    return of


def test_it_has_an_owner_and_a_date(add, cast):
    row = add()
    assert (row.owner, row.due, row.created_by) == (
        cast.user("dee"),
        date(2026, 3, 15),
        cast.user("sia"),
    )
    assert kinds(row.scope)[-1] == "work_item.added"


def test_it_is_done_once_and_can_be_reopened(add, cast, unchanged, now):
    row = work_items.finish(actor=cast.dee, item_id=add().pk, now=now)
    assert row.done_at == now
    with unchanged(), pytest.raises(StaleState):
        work_items.finish(actor=cast.dee, item_id=row.pk, now=now)
    assert work_items.reopen(actor=cast.sia, item_id=row.pk, now=now).done_at is None
    with unchanged(), pytest.raises(StaleState):
        work_items.reopen(actor=cast.sia, item_id=row.pk, now=now)


def test_open_ones_come_first(add, cast, now):
    done, later, soon = add(), add(due="2026-05-01"), add(due=date(2026, 4, 1))
    work_items.finish(actor=cast.dee, item_id=done.pk, now=now)
    subject = f"{done.subject_type}:{done.subject_id}"
    assert list(queries.work_items(cast.ana, subject, now)) == [soon, later, done]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"title": ""}, "title", "empty"),
        ({"due": "soon"}, "due", "“soon” isn't a day"),
        ({"owner_id": 404}, "owner_id", "no such person"),
    ],
)
def test_wrong_input_is_named(add, unchanged, given, field, says):
    with unchanged(), pytest.raises(Invalid) as refusal:
        add(**given)
    assert says in refusal.value.fields[field]


def test_a_stranger_is_given_none_and_finds_none(add, cast, unchanged, now):
    row = add()
    with unchanged():
        with pytest.raises(Invalid):
            add(owner_id=cast.id("stan"))
        with pytest.raises(NotVisible):
            work_items.finish(actor=cast.stan, item_id=row.pk, now=now)


@pytest.mark.django_db  # first, so that its transaction is not that of the copy
@pytest.mark.postgresql
def test_it_waits_for_an_act_that_holds_the_use_case(fresh_database, add, use_case):
    def later():
        try:
            return add()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locks.held(Scope.objects.filter(pk=use_case.scope_id)).get()
            asked = pool.submit(later)
            wait([asked], timeout=1)
            assert not WorkItem.objects.exists()
        assert asked.result(timeout=20).pk
