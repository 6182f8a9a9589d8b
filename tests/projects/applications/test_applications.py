"""Applications have an owner in the team, a status, and versions that run."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from projects.services import applications
from tests.projects.conftest import kinds


@pytest.fixture
def register(use_case, cast, now):
    def of(**given):
        values = {
            "actor": cast.ann,
            "use_case_id": use_case.pk,
            "key": "crew-board",
            "title": "Crew board",
            "owner_id": cast.id("ann"),
            "now": now,
        }
        return applications.register(**(values | given))

    return of


def test_it_is_registered_with_its_owner(register, cast):
    row = register()
    assert (row.owner, row.status) == (cast.user("ann"), "planned")
    assert kinds(row.scope)[-1] == "application.registered"


def test_a_stranger_owns_none(register, cast, unchanged):
    with unchanged(), pytest.raises(Invalid) as refusal:
        register(owner_id=cast.id("stan"))
    assert "Stan has no role in this use case" in refusal.value.fields["owner_id"]


def test_a_key_is_taken_once_in_a_use_case(register, unchanged):
    register()
    with unchanged(), pytest.raises(Invalid):
        register()


def test_it_changes_what_is_given_and_nothing_else(register, cast, now):
    row = register()
    row = applications.change(actor=cast.dov, application_id=row.pk, status="live", now=now)
    assert (row.status, row.title, row.owner) == ("live", "Crew board", cast.user("ann"))
    assert kinds(row.scope)[-1] == "application.changed"


def test_wrong_and_empty_changes_are_refused(register, cast, unchanged, now):
    row = register()
    with unchanged():
        with pytest.raises(Invalid) as wrong:
            applications.change(actor=cast.ann, application_id=row.pk, status="asleep", now=now)
        with pytest.raises(Invalid):
            applications.change(actor=cast.ann, application_id=row.pk, now=now)
    assert "“asleep” isn't one of" in wrong.value.fields["status"]


def test_a_deployed_version_is_noted_once(register, cast, unchanged, now):
    row = register()
    version = applications.deployed(actor=cast.dov, application_id=row.pk, version="1.2.0", now=now)
    assert (version.deployed_by, version.deployed_at) == (cast.user("dov"), now)
    with unchanged(), pytest.raises(StaleState):
        applications.deployed(actor=cast.dov, application_id=row.pk, version="1.2.0", now=now)


def test_roles_are_kept_apart(register, cast, unchanged, now):
    row = register()
    with unchanged():
        with pytest.raises(Denied):
            register(actor=cast.ana, key="other")
        with pytest.raises(NotVisible):
            applications.change(actor=cast.stan, application_id=row.pk, status="live", now=now)
