"""Site roles begin and end."""

from datetime import timedelta

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from governance.services import people


def test_it_counts_from_now_on(cast, now):
    people.grant_site_role(actor=cast.ada, user_id=cast.id("stan"), role="auditor", now=now)
    assert cast.stan.site_roles == {"auditor"}
    assert LedgerEntry.objects.latest("pk").kind == "person.site_role_granted"


def test_it_ends(cast, now):
    people.end_site_role(actor=cast.ada, user_id=cast.id("oto"), role="officer", now=now)
    assert cast.actor("oto", now=now + timedelta(seconds=1)).site_roles == frozenset()
    assert LedgerEntry.objects.latest("pk").kind == "person.site_role_ended"


def test_nobody_gives_one_to_himself(cast, now):
    with pytest.raises(Denied) as told:
        people.grant_site_role(actor=cast.ada, user_id=cast.id("ada"), role="officer", now=now)
    assert told.value.who_can == "another administrator"


def test_officers_make_no_officers(cast, now):
    with pytest.raises(Denied):
        people.grant_site_role(actor=cast.ola, user_id=cast.id("stan"), role="officer", now=now)


def test_it_is_given_once(cast, now):
    with pytest.raises(StaleState):
        people.grant_site_role(actor=cast.ada, user_id=cast.id("ola"), role="officer", now=now)


def test_what_isnt_held_cant_end(cast, now):
    with pytest.raises(StaleState):
        people.end_site_role(actor=cast.ada, user_id=cast.id("stan"), role="officer", now=now)


def test_an_unknown_role_is_named(cast, now):
    with pytest.raises(Invalid, match="king"):
        people.grant_site_role(actor=cast.ada, user_id=cast.id("stan"), role="king", now=now)


def test_an_unknown_person_isnt_there(cast, now):
    with pytest.raises(NotVisible):
        people.grant_site_role(actor=cast.ada, user_id=10_000, role="officer", now=now)
