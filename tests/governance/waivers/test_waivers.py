"""An officer lets one check pass until a moment."""

from datetime import timedelta

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry, Waiver
from governance.policy import ApprovalRule
from governance.services import waivers
from tests.governance.reviewing import FAILING, PASSING, Table, needs_open, publish

ONE_VOTE = {"approvals": (ApprovalRule("it", 1),)}


@pytest.fixture
def table(cast, now):
    return Table(cast, cast.team(), publish(now, stage=needs_open() | ONE_VOTE), now)


def grant(table, name="ola", **changes):
    values = {
        "actor": table.cast.actor(name),
        "scope_id": table.scope.pk,
        "stage": "platform",
        "check_key": "needs-open",
        "reason": "The brief follows on Monday.",
        "until": table.later(days=7),
        "now": table.now,
    }
    return waivers.grant(**(values | changes))


def test_a_failed_check_keeps_the_gate_shut_whatever_the_votes(table):
    review = table.submit(facts=FAILING)
    result = table.vote(review, "ivo")
    assert (result.opened, table.reread(review).state) == (False, "open")
    assert any("nothing was submitted" in one.text for one in result.view.reasons)


def test_a_passed_check_lets_it_open(table):
    assert table.vote(table.submit(facts=PASSING), "ivo").opened


def test_a_waiver_before_the_vote_lets_it_pass(table):
    grant(table)
    assert table.vote(table.submit(facts=FAILING), "ivo").opened


def test_a_waiver_after_the_vote_lets_the_votes_decide(table):
    review = table.submit(facts=FAILING)
    table.vote(review, "ivo")
    grant(table, now=table.later(hours=1))
    assert table.refresh(table.later(hours=2)).is_open
    assert table.reread(review).state == "approved"
    assert LedgerEntry.objects.filter(kind="review.approved").count() == 1


def test_without_votes_it_opens_nothing(table):
    review = table.submit(facts=FAILING)
    grant(table)
    assert not table.refresh().is_open
    assert table.reread(review).state == "open"


def test_the_day_after_the_gate_is_shut_again(table):
    waiver = grant(table)
    table.vote(table.submit(facts=FAILING), "ivo")
    table.gate.refresh_from_db()
    assert table.gate.recheck_at == waiver.until
    assert table.refresh(waiver.until - timedelta(seconds=1)).is_open
    assert not table.refresh(waiver.until).is_open
    assert LedgerEntry.objects.latest("pk").kind == "gate.shut"


def test_revoked_it_lets_nothing_pass(cast, table):
    waiver = grant(table)
    table.vote(table.submit(facts=FAILING), "ivo")
    later = table.later(hours=1)
    waivers.revoke(actor=cast.oto, waiver_id=waiver.pk, now=later)
    assert not table.refresh(later).is_open
    with pytest.raises(StaleState):
        waivers.revoke(actor=cast.oto, waiver_id=waiver.pk, now=later)


@pytest.mark.parametrize("name", ["ana", "ivo", "val"])
def test_only_officers_grant_one(table, name):
    with pytest.raises(Denied) as told:
        grant(table, name)
    assert told.value.who_can == "governance officer"


def test_nor_does_pitwall(table):
    with pytest.raises(Denied):
        grant(table, actor=Actor.system("gates"))


@pytest.mark.parametrize("name", ["stan", "ada"])
def test_strangers_find_no_use_case(table, name):
    with pytest.raises(NotVisible):
        grant(table, name)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "operation"}, "stage"),
        ({"check_key": "weather"}, "check_key"),
        ({"reason": ""}, "reason"),
        ({"until": "never"}, "until"),
    ],
)
def test_it_names_what_it_cant_take(table, changes, field):
    with pytest.raises(Invalid) as told:
        grant(table, **changes)
    assert set(told.value.fields) == {field}
    assert not Waiver.objects.exists()


def test_it_ends_in_the_future(table):
    with pytest.raises(Invalid) as told:
        grant(table, until=table.now)
    assert "until" in told.value.fields


def test_what_policy_lets_nobody_waive_stays(cast, now):
    stage = needs_open(waivable=False) | ONE_VOTE
    table = Table(cast, cast.team(), publish(now, stage=stage), now)
    table.submit(facts=FAILING)
    with pytest.raises(Invalid, match="nobody waive"):
        grant(table)


def test_one_at_a_time(table):
    grant(table)
    with pytest.raises(StaleState):
        grant(table, "oto")


def test_its_reason_enters_the_record_by_its_hash(table):
    grant(table)
    entry = LedgerEntry.objects.get(kind="waiver.granted")
    assert "Monday" not in entry.body
