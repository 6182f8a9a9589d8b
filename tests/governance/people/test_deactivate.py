"""Closing an account."""

from datetime import timedelta

import pytest

from governance.errors import Denied, StaleState
from governance.models import ApiToken, Delegation, LedgerEntry, Membership, SiteGrant
from governance.services import delegations, people, tokens


def test_everything_they_could_do_ends_and_their_name_stays(cast, now):
    scope = cast.team()
    delegations.give(
        actor=cast.ivo,
        taker_id=cast.id("ira"),
        role="it",
        scope_id=scope.pk,
        until=now + timedelta(days=5),
        now=now,
    )
    tokens.make(actor=cast.ivo, name="laptop", now=now)
    people.deactivate(actor=cast.ada, user_id=cast.id("ivo"), now=now)
    user = cast.user("ivo")
    user.refresh_from_db()
    assert (user.is_active, user.label) == (False, "Ivo")
    assert not Membership.objects.active(now).filter(user=user).exists()
    assert not Delegation.objects.filter(revoked_at=None).exists()
    assert not ApiToken.objects.filter(user=user).exists()
    kinds = list(LedgerEntry.objects.order_by("-pk").values_list("kind", flat=True)[:2])
    assert kinds == ["person.deactivated", "member.removed"]


def test_their_site_roles_end(cast, now):
    people.deactivate(actor=cast.ada, user_id=cast.id("oto"), now=now)
    assert not SiteGrant.objects.active(now).filter(user=cast.user("oto")).exists()


def test_nobody_closes_his_own(cast, now):
    with pytest.raises(Denied):
        people.deactivate(actor=cast.ada, user_id=cast.id("ada"), now=now)


def test_it_is_closed_once(cast, now):
    people.deactivate(actor=cast.ada, user_id=cast.id("stan"), now=now)
    with pytest.raises(StaleState):
        people.deactivate(actor=cast.ada, user_id=cast.id("stan"), now=now)
