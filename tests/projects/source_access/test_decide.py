"""A use case asks for a source; only the source's owner decides."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from projects import queries
from projects.services import source_access
from tests.projects.conftest import kinds


@pytest.fixture
def asked(use_case, make, cast, now):
    return source_access.ask(
        actor=cast.dee,
        use_case_id=use_case.pk,
        source_id=make.source().pk,
        reason="Delays start there.",
        now=now,
    )


def again(asked, cast, now):
    return source_access.ask(
        actor=cast.dee,
        use_case_id=asked.use_case_id,
        source_id=asked.source_id,
        reason="Once more.",
        now=now,
    )


def test_it_waits_on_the_owners_desk_though_he_is_no_member(asked, cast, now):
    assert list(queries.access_waiting_for(cast.stan, now)) == [asked]
    assert list(queries.access_waiting_for(cast.dee, now)) == []


def test_the_owner_grants(asked, cast, now):
    row = source_access.grant(actor=cast.stan, access_id=asked.pk, now=now)
    assert (row.state, row.decided_by, row.decided_at) == ("granted", cast.user("stan"), now)
    assert kinds()[-2:] == ["access.asked", "access.granted"]


@pytest.mark.parametrize("name", ["dee", "ana", "ola"])
def test_nobody_else_grants(asked, cast, unchanged, now, name):
    with unchanged(), pytest.raises(Denied) as refusal:
        source_access.grant(actor=cast.actor(name), access_id=asked.pk, now=now)
    assert refusal.value.who_can == "Stan"


def test_a_stranger_who_owns_nothing_finds_nothing(asked, cast, unchanged, now):
    with unchanged(), pytest.raises(NotVisible):
        source_access.grant(actor=cast.ada, access_id=asked.pk, now=now)


def test_no_is_said_with_a_reason(asked, cast, unchanged, now):
    with unchanged(), pytest.raises(Invalid) as refusal:
        source_access.refuse(actor=cast.stan, access_id=asked.pk, answer=" ", now=now)
    assert "answer" in refusal.value.fields
    row = source_access.refuse(actor=cast.stan, access_id=asked.pk, answer="Too raw.", now=now)
    assert (row.state, row.answer) == ("refused", "Too raw.")
    assert "Too raw" not in LedgerEntry.objects.latest("pk").body


def test_granted_access_can_be_revoked_and_asked_for_again(asked, cast, now):
    source_access.grant(actor=cast.stan, access_id=asked.pk, now=now)
    source_access.revoke(actor=cast.stan, access_id=asked.pk, answer="A leak.", now=now)
    row = again(asked, cast, now)
    assert (row.pk, row.state, row.decided_by, row.answer) == (asked.pk, "asked", None, "")
    assert kinds()[-3:] == ["access.granted", "access.revoked", "access.asked"]


def test_what_waits_or_is_granted_is_not_asked_for_twice(asked, cast, unchanged, now):
    with unchanged(), pytest.raises(StaleState):
        again(asked, cast, now)
    source_access.grant(actor=cast.stan, access_id=asked.pk, now=now)
    with unchanged(), pytest.raises(StaleState):
        again(asked, cast, now)


def test_what_is_not_granted_cannot_be_revoked(asked, cast, unchanged, now):
    with unchanged(), pytest.raises(StaleState):
        source_access.revoke(actor=cast.stan, access_id=asked.pk, answer="No.", now=now)


def test_an_analyst_does_not_ask(use_case, make, cast, unchanged, now):
    source = make.source()
    with unchanged(), pytest.raises(Denied):
        source_access.ask(
            actor=cast.ana, use_case_id=use_case.pk, source_id=source.pk, reason="x", now=now
        )
