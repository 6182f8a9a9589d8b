"""Approve with conditions: yes, if this is done by then."""

from datetime import timedelta

import pytest

from governance import queries
from governance.errors import Invalid
from governance.models import Finding, LedgerEntry, Vote
from governance.services import findings, reviews
from tests.governance.reviewing import Table, publish


@pytest.fixture
def condition(cast, table):
    return {
        "text": "The contract's schema test runs nightly.",
        "owner_id": cast.id("ann"),
        "due": table.later(days=13),
    }


def test_each_becomes_a_finding_with_owner_and_date(cast, table, condition):
    review = table.submit()
    result = table.vote(review, "ivo", "approve_with_conditions", conditions=[condition])
    finding = Finding.objects.get()
    assert (finding.owner, finding.due, finding.review, finding.kind) == (
        cast.user("ann"), condition["due"], review, "condition",
    )  # fmt: skip
    assert it_got(result.view) == 1
    cast_entry = LedgerEntry.objects.get(kind="vote.cast")
    assert f'"conditions":[{finding.pk}]' in cast_entry.body
    assert "nightly" not in cast_entry.body


def it_got(view) -> int:
    return next(line.got for line in view.quorum if line.role == "it")


def test_it_opens_the_gate_as_an_approval_does(table, condition):
    review = table.submit()
    table.vote(review, "ivo", "approve_with_conditions", conditions=[condition])
    table.vote(review, "ira")
    assert table.vote(review, "ana").opened


def test_unmet_it_shuts_clearance_after_its_date(table, condition):
    table.vote(table.submit(), "ivo", "approve_with_conditions", conditions=[condition])
    due = condition["due"]
    assert not queries.overdue_findings(table.scope, due - timedelta(seconds=1)).exists()
    findings.lapse_due(now=due)
    assert queries.overdue_findings(table.scope, due).get().state == "lapsed"


def test_it_only_warns_where_policy_says_so(cast, now, condition):
    version = publish(now, name="mild", conditions_lapse="warn")
    table = Table(cast, cast.team(key="other"), version, now)
    table.gate = reviews.ensure_gate(
        scope_id=table.scope.pk, subject_type="attempt", subject_id=2, stage="platform"
    )
    table.vote(table.submit(), "ivo", "approve_with_conditions", conditions=[condition])
    assert Finding.objects.get().shuts_clearance is False
    assert not queries.overdue_findings(table.scope, condition["due"]).exists()


def test_nobody_owes_what_was_asked_in_a_round_that_failed(table, condition):
    review = table.submit()
    table.vote(review, "ivo", "approve_with_conditions", conditions=[condition])
    table.vote(review, "ira", "reject", comment="Not on this rack.")
    assert Finding.objects.get().state == "resolved"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "conditions[0].text"),
        ({"owner_id": None}, "conditions[0].owner_id"),
        ({"owner_id": 10_000}, "conditions[0].owner_id"),
        ({"owner_id": "Ann"}, "conditions[0].owner_id"),
        ({"due": None}, "conditions[0].due"),
        ({"due": "soon"}, "conditions[0].due"),
    ],
)
def test_what_cant_be_taken_is_named(table, condition, change, field):
    with pytest.raises(Invalid) as told:
        table.vote(
            table.submit(), "ivo", "approve_with_conditions", conditions=[condition | change]
        )
    assert set(told.value.fields) == {field}
    assert not Vote.objects.exists()


def test_its_date_lies_ahead(table, condition):
    with pytest.raises(Invalid) as told:
        table.vote(
            table.submit(),
            "ivo",
            "approve_with_conditions",
            conditions=[condition | {"due": table.now}],
        )
    assert "later than" in told.value.fields["conditions[0].due"]


def test_there_is_at_least_one(table):
    with pytest.raises(Invalid, match="at least one condition"):
        table.vote(table.submit(), "ivo", "approve_with_conditions")


def test_a_plain_yes_takes_none(table, condition):
    with pytest.raises(Invalid, match="Only"):
        table.vote(table.submit(), "ivo", conditions=[condition])
