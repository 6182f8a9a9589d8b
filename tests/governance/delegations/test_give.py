"""Lending a role."""

from datetime import timedelta

import pytest

from governance import queries
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import User
from governance.services import delegations


@pytest.fixture
def scope(cast):
    return cast.team()


def give(cast, scope, now, *, giver="ivo", taker="sam", role="it", days=10):
    return delegations.give(
        actor=cast.actor(giver),
        taker_id=cast.id(taker),
        role=role,
        scope_id=scope.pk if scope else None,
        until=now + timedelta(days=days),
        now=now,
    )


def test_the_role_is_lent_until_it_ends(cast, scope, now):
    give(cast, scope, now, days=1)
    assert queries.lent_roles(cast.id("ivo"), cast.id("sam"), scope, now) == {"it"}
    later = now + timedelta(days=1)
    assert queries.lent_roles(cast.id("ivo"), cast.id("sam"), scope, later) == set()


def test_it_may_be_lent_everywhere(cast, scope, now):
    give(cast, None, now)
    assert list(queries.lenders(cast.id("sam"), scope, now)) == [cast.user("ivo")]


def test_only_a_role_one_holds(cast, scope, now):
    with pytest.raises(Denied):
        give(cast, scope, now, role="analyst")


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_service_account_lends_nothing(cast, scope, now, everywhere):
    User.objects.filter(pk=cast.id("ivo")).update(is_service=True)
    with pytest.raises(Denied, match="service account"):
        give(cast, None if everywhere else scope, now)


def test_a_stranger_s_service_account_isn_t_told_that_there_is_something(cast, scope, now):
    User.objects.filter(pk=cast.id("stan")).update(is_service=True)
    with pytest.raises(NotVisible):
        give(cast, scope, now, giver="stan")


def test_nobody_votes_for_a_service_account_that_has_lent_its_role_before(cast, scope, now):
    give(cast, scope, now)
    User.objects.filter(pk=cast.id("ivo")).update(is_service=True)
    assert not queries.lenders(cast.id("sam"), scope, now).exists()


def test_never_to_oneself(cast, scope, now):
    with pytest.raises(Invalid) as told:
        give(cast, scope, now, taker="ivo")
    assert "taker_id" in told.value.fields


def test_the_taker_belongs_to_the_use_case(cast, scope, now):
    with pytest.raises(Invalid) as told:
        give(cast, scope, now, taker="stan")
    assert "taker_id" in told.value.fields


@pytest.mark.parametrize("days", [0, -1, 91])
def test_it_ends_in_time(cast, scope, now, days):
    with pytest.raises(Invalid) as told:
        give(cast, scope, now, days=days)
    assert "until" in told.value.fields


def test_not_twice(cast, scope, now):
    give(cast, scope, now)
    with pytest.raises(StaleState):
        give(cast, scope, now)


def test_it_is_taken_back_by_either(cast, scope, now):
    delegation = give(cast, scope, now)
    delegations.revoke(actor=cast.sam, delegation_id=delegation.pk, now=now)
    assert not queries.lenders(cast.id("sam"), scope, now).exists()
    with pytest.raises(StaleState):
        delegations.revoke(actor=cast.ivo, delegation_id=delegation.pk, now=now)


def test_others_dont_find_it(cast, scope, now):
    delegation = give(cast, scope, now)
    with pytest.raises(NotVisible):
        delegations.revoke(actor=cast.ana, delegation_id=delegation.pk, now=now)
