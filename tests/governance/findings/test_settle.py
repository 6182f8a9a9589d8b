"""Giving findings to people, settling them, and letting their date pass."""

from datetime import timedelta

import pytest

from governance import queries
from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from governance.services import findings


@pytest.fixture
def scope(cast):
    return cast.team()


@pytest.fixture
def condition(cast, scope, now):
    return findings.open_(
        actor=Actor.system("gates"),
        scope_id=scope.pk,
        kind="condition",
        title="The schema test runs nightly",
        dedupe_key="condition:1:0",
        owner_id=cast.id("ann"),
        due=now + timedelta(days=5),
        shuts_clearance=True,
        now=now,
    )[0]


def resolve(actor, finding, now, text="It runs."):
    return findings.resolve(actor=actor, finding_id=finding.pk, resolution=text, now=now)


def test_it_is_settled_with_a_word(cast, condition, now):
    settled = resolve(cast.dov, condition, now)
    assert (settled.state, settled.closed_by, settled.resolution) == (
        "resolved", cast.user("dov"), "It runs.",
    )  # fmt: skip
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "finding.resolved"
    assert "It runs." not in entry.body


def test_without_a_word_it_isnt(cast, condition, now):
    with pytest.raises(Invalid) as told:
        resolve(cast.dov, condition, now, text="")
    assert "resolution" in told.value.fields


def test_it_is_settled_once(cast, condition, now):
    resolve(cast.dov, condition, now)
    with pytest.raises(StaleState):
        resolve(cast.dov, condition, now)


def test_strangers_dont_find_it(cast, condition, now):
    with pytest.raises(NotVisible):
        resolve(cast.stan, condition, now)


def test_it_is_handed_on(cast, condition, now):
    moved = findings.assign(
        actor=cast.ann, finding_id=condition.pk, owner_id=cast.id("dov"), now=now
    )
    assert (moved.owner, moved.due) == (cast.user("dov"), condition.due)


def test_its_owner_cant_put_it_off(cast, condition, now):
    with pytest.raises(Denied):
        findings.assign(
            actor=cast.ann,
            finding_id=condition.pk,
            owner_id=cast.id("ann"),
            due=now + timedelta(days=50),
            now=now,
        )


def test_an_officer_can(cast, condition, now):
    later = condition.due + timedelta(days=1)
    findings.lapse_due(now=condition.due)
    moved = findings.assign(
        actor=cast.ola,
        finding_id=condition.pk,
        owner_id=cast.id("ann"),
        due=later,
        now=condition.due,
    )
    assert (moved.due, moved.state) == (later, "open")


def test_its_date_shuts_clearance_to_the_second(scope, condition):
    before = condition.due - timedelta(seconds=1)
    assert not queries.overdue_findings(scope, before).exists()
    assert queries.overdue_findings(scope, condition.due).get() == condition


def test_it_lapses_once(condition):
    assert findings.lapse_due(now=condition.due - timedelta(seconds=1)) == []
    assert findings.lapse_due(now=condition.due) == [condition]
    assert findings.lapse_due(now=condition.due) == []
    assert LedgerEntry.objects.filter(kind="finding.lapsed").count() == 1


def test_lapsed_it_still_shuts_clearance_until_it_is_settled(cast, scope, condition):
    findings.lapse_due(now=condition.due)
    assert queries.overdue_findings(scope, condition.due).exists()
    resolve(cast.dov, condition, condition.due)
    assert not queries.overdue_findings(scope, condition.due).exists()
