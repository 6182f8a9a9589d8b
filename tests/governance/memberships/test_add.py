"""Filling a role."""

import pytest

from governance import queries
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.services import memberships, people


@pytest.fixture
def scope(cast):
    return cast.team("ana", "ivo")


def add(actor, scope, user_id, role, now, **more):
    return memberships.add(
        actor=actor, scope_id=scope.pk, user_id=user_id, role=role, now=now, **more
    )


def test_a_vacancy_is_filled(cast, scope, now):
    assert {row.role for row in queries.team(scope, now) if row.vacant} == {
        "data_scientist", "data_engineer", "app_developer", "devops",
    }  # fmt: skip
    add(cast.ana, scope, cast.id("sam"), "data_scientist", now)
    assert "data_scientist" not in {row.role for row in queries.team(scope, now) if row.vacant}


@pytest.mark.parametrize("name", ["ana", "ola"])
def test_analysts_and_officers_may(cast, scope, now, name):
    assert add(cast.actor(name), scope, cast.id("dee"), "data_engineer", now).pk


def test_other_members_may_not(cast, scope, now):
    with pytest.raises(Denied) as told:
        add(cast.ivo, scope, cast.id("ira"), "it", now)
    assert told.value.who_can == "analyst or governance officer"


@pytest.mark.parametrize("name", ["stan", "ada"])
def test_strangers_dont_find_it(cast, scope, now, name):
    with pytest.raises(NotVisible):
        add(cast.actor(name), scope, cast.id("stan"), "analyst", now)


def test_nobody_gives_himself_a_role(cast, scope, now):
    with pytest.raises(Denied):
        add(cast.ana, scope, cast.id("ana"), "it", now)


def test_a_role_is_held_once(cast, scope, now):
    with pytest.raises(StaleState):
        add(cast.ana, scope, cast.id("ivo"), "it", now)


def test_a_closed_account_cant_be_chosen(cast, scope, now):
    people.deactivate(actor=cast.ada, user_id=cast.id("stan"), now=now)
    with pytest.raises(Invalid) as told:
        add(cast.ana, scope, cast.id("stan"), "it", now)
    assert "user_id" in told.value.fields


def test_an_unknown_role_is_named(cast, scope, now):
    with pytest.raises(Invalid) as told:
        add(cast.ana, scope, cast.id("stan"), "officer", now)
    assert "officer" in told.value.fields["role"]


def test_a_retired_use_case_takes_nobody(cast, scope, now):
    with pytest.raises(Denied, match="retired"):
        add(cast.ana, scope, cast.id("stan"), "it", now, state="retired")
