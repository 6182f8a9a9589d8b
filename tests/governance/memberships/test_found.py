"""The scope of a new use case."""

import pytest

from governance.errors import Denied, Invalid
from governance.models import LedgerEntry, Membership, Scope
from governance.services import memberships


def test_the_founder_belongs_to_it(cast, now):
    cast.team("ana", key="first")
    scope = memberships.found(
        actor=cast.ana, key="second", label="Second", founder_role="analyst", now=now
    )
    membership = Membership.objects.get(scope=scope)
    assert (membership.user, membership.role) == (cast.user("ana"), "analyst")
    assert LedgerEntry.objects.latest("pk").kind == "member.added"


def test_an_officer_may_stay_outside(cast, now):
    scope = memberships.found(
        actor=cast.ola, key="second", label="Second", founder_role="", now=now
    )
    assert not scope.memberships.exists()


def test_a_member_needs_a_role_in_it(cast, now):
    cast.team("ana", key="first")
    with pytest.raises(Invalid) as told:
        memberships.found(actor=cast.ana, key="second", label="Second", founder_role="", now=now)
    assert "founder_role" in told.value.fields


def test_who_has_no_role_anywhere_founds_nothing(cast, now):
    with pytest.raises(Denied):
        memberships.found(
            actor=cast.stan, key="second", label="Second", founder_role="analyst", now=now
        )


def test_a_key_is_taken_once(cast, now):
    cast.team("ana", key="first")
    with pytest.raises(Invalid) as told:
        memberships.found(actor=cast.ola, key="first", label="Again", founder_role="", now=now)
    assert "key" in told.value.fields
    assert Scope.objects.count() == 1


def test_founding_is_no_way_to_a_role_that_one_holds_nowhere(cast, now):
    cast.team("sam", key="first")
    with pytest.raises(Denied, match="nobody gives himself a role"):
        memberships.found(actor=cast.sam, key="second", label="Second", founder_role="it", now=now)
    assert Scope.objects.count() == 1
