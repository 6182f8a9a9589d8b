"""Keys that open one use case, and what for."""

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible
from governance.models import ApiToken, Delegation
from governance.services import delegations, memberships, people, preferences, tokens
from tests.cast import SETUP


@pytest.fixture
def scope(cast):
    return cast.team("ana", "sam", "dov")


@pytest.fixture
def within(cast, scope, now):
    """Sam, as a key of one use case acts."""
    return Actor.of(cast.user("sam"), via="api", now=now, within=scope.pk)


def make(cast, now, name="sam", **given):
    return tokens.make(actor=cast.actor(name), name="laptop", now=now, **given).token


def test_it_reads_logs_and_registers_where_nothing_else_is_said(cast, scope, now):
    token = make(cast, now, scope_id=scope.pk)
    assert (token.scope, token.uses) == (scope, ["read", "log", "register"])


def test_it_allows_what_was_chosen_in_the_order_people_are_told(cast, scope, now):
    assert make(cast, now, scope_id=scope.pk, allows=["act", "read"]).uses == ["read", "act"]


def test_a_key_of_no_use_case_reads_and_acts(cast, now):
    assert make(cast, now).uses == ["read", "act"]


@pytest.mark.parametrize("allows", [[], ["everything"], ["read", ""]])
def test_uses_that_there_are_not_are_named(cast, scope, now, allows):
    with pytest.raises(Invalid) as told:
        make(cast, now, scope_id=scope.pk, allows=allows)
    assert "read, log, register, act" in told.value.fields["allows"]


def test_uses_without_a_use_case_are_a_mistake(cast, now):
    with pytest.raises(Invalid) as told:
        make(cast, now, allows=["log"])
    assert "name the use case" in told.value.fields["allows"]


def test_a_use_case_that_one_may_not_see_is_as_one_that_isn_t_there(cast, scope, now):
    said = []
    for scope_id in (scope.pk, 0):
        with pytest.raises(Invalid) as told:
            make(cast, now, "stan", scope_id=scope_id)
        said.append(told.value.fields)
    assert said[0] == said[1]
    assert "short name" in said[0]["use_case"]


def test_a_service_account_s_key_opens_what_the_account_is_member_of(cast, scope, now):
    pipeline = people.add(
        actor=cast.ada, username="pipeline", full_name="Pipeline", is_service=True, now=now
    )
    given = {"user_id": pipeline.pk, "scope_id": scope.pk}
    with pytest.raises(Invalid):
        make(cast, now, "ada", **given)
    memberships.add(
        actor=SETUP, scope_id=scope.pk, user_id=pipeline.pk, role="data_scientist", now=now
    )
    assert make(cast, now, "ada", **given).scope == scope


def test_it_makes_no_key_that_opens_more(within, scope, now):
    for scope_id in (None, scope.pk):
        with pytest.raises(Denied) as told:
            tokens.make(actor=within, name="wider", scope_id=scope_id, now=now)
        assert told.value.who_can == "a key that names no use case"
    assert not ApiToken.objects.exists()


def test_it_sees_and_ends_no_key_but_those_of_its_use_case(cast, within, scope, now):
    wide, narrow = make(cast, now), make(cast, now, scope_id=scope.pk)
    assert list(tokens.of(actor=within, now=now)) == [narrow]
    with pytest.raises(NotVisible):
        tokens.revoke(actor=within, key=wide.token_key, now=now)


def test_it_lends_no_role_that_its_account_holds_elsewhere(cast, within, scope, now):
    with pytest.raises(Denied):
        delegations.give(
            actor=within,
            taker_id=cast.id("dov"),
            role="data_scientist",
            scope_id=None,
            until=now.replace(year=now.year + 1),
            now=now,
        )
    assert not Delegation.objects.exists()


def test_it_changes_nothing_of_the_account(within, now):
    with pytest.raises(Denied):
        preferences.set_time_zone(actor=within, time_zone="Europe/Vienna", now=now)
