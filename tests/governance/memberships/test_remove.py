"""Leaving a team."""

import pytest

from governance.errors import Denied, NotVisible, StaleState
from governance.models import LedgerEntry, Membership, Scope
from governance.services import memberships


@pytest.fixture
def membership(cast):
    return Membership.objects.get(scope=cast.team(), user=cast.user("ivo"))


def test_they_see_it_no_more_and_their_name_stays(cast, membership, now):
    memberships.remove(actor=cast.ana, membership_id=membership.pk, now=now)
    assert not Scope.objects.visible_to(cast.ivo, now).exists()
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "member.removed"
    assert str(cast.user("ivo").uuid) in entry.body


def test_only_analysts_and_officers_may(cast, membership, now):
    with pytest.raises(Denied):
        memberships.remove(actor=cast.sam, membership_id=membership.pk, now=now)


def test_strangers_dont_find_it(cast, membership, now):
    with pytest.raises(NotVisible):
        memberships.remove(actor=cast.stan, membership_id=membership.pk, now=now)


def test_one_leaves_once(cast, membership, now):
    memberships.remove(actor=cast.ana, membership_id=membership.pk, now=now)
    with pytest.raises(StaleState):
        memberships.remove(actor=cast.ana, membership_id=membership.pk, now=now)
