"""Opening findings."""

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible
from governance.models import Finding, LedgerEntry
from governance.services import findings

PITWALL = Actor.system("windows")


@pytest.fixture
def scope(cast):
    return cast.team()


def open_(scope, now, actor=PITWALL, **changes):
    values = {
        "kind": "breach",
        "title": "ROC AUC 0.893 is below 0.90",
        "dedupe_key": "breach:1:roc_auc",
    }
    return findings.open_(actor=actor, scope_id=scope.pk, **(values | changes), now=now)


def test_it_has_an_owner_and_an_entry(cast, scope, now):
    finding, created = open_(scope, now, owner_id=cast.id("sam"), owner_role="data_scientist")
    assert (created, finding.owner, finding.state) == (True, cast.user("sam"), "open")
    assert LedgerEntry.objects.latest("pk").kind == "finding.opened"


def test_the_same_thing_opens_it_once(scope, now):
    first, _ = open_(scope, now)
    entries = LedgerEntry.objects.count()
    again, created = open_(scope, now, title="ROC AUC 0.88 is below 0.90")
    assert (again, created) == (first, False)
    assert (Finding.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_once_settled_it_can_come_back(cast, scope, now):
    first, _ = open_(scope, now)
    findings.resolve(actor=cast.sam, finding_id=first.pk, resolution="Retrained.", now=now)
    again, created = open_(scope, now)
    assert created
    assert again != first


def test_its_owner_is_a_member(cast, scope, now):
    with pytest.raises(Invalid) as told:
        open_(scope, now, owner_id=cast.id("stan"))
    assert "owner_id" in told.value.fields


def test_members_may_open_one(cast, scope, now):
    assert open_(scope, now, actor=cast.dee)[1]


def test_validators_may_not(cast, scope, now):
    with pytest.raises(Denied):
        open_(scope, now, actor=cast.val)


def test_strangers_find_no_use_case(cast, scope, now):
    with pytest.raises(NotVisible):
        open_(scope, now, actor=cast.stan)
