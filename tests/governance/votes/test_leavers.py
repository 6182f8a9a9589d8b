"""Somebody leaves in the middle of a review."""

import pytest

from governance import queries
from governance.errors import NotVisible, StaleState
from governance.models import LedgerEntry, Membership
from governance.policy import ApprovalRule
from governance.services import memberships, people
from tests.governance.reviewing import Table, publish


def leave(table, name, now=None):
    membership = Membership.objects.get(scope=table.scope, user=table.cast.user(name))
    memberships.remove(
        actor=table.cast.ana, membership_id=membership.pk, now=now or table.later(hours=1)
    )


def it_line(view):
    return next(line for line in view.quorum if line.role == "it")


def test_his_vote_stays_and_counts_no_more(cast, table):
    review = table.submit()
    vote = table.vote(review, "ivo").vote
    leave(table, "ivo")
    later = table.later(hours=2)
    view = queries.review_view(table.reread(review), current_hash=table.current_hash, now=later)
    assert it_line(view).got == 0
    assert review.votes.get() == vote
    entry = LedgerEntry.objects.get(kind="vote.void")
    assert str(cast.user("ivo").uuid) in entry.body


def test_it_counts_on_where_policy_says_so(cast, now):
    table = Table(cast, cast.team(), publish(now, votes_of_leavers_count=True), now)
    review = table.submit()
    table.vote(review, "ivo")
    leave(table, "ivo")
    later = table.later(hours=2)
    table.vote(review, "ana", now=later)
    assert table.vote(review, "ira", now=later).opened
    assert not LedgerEntry.objects.filter(kind="vote.void").exists()


def test_the_others_have_to_make_up_for_it(cast, table):
    review = table.submit()
    table.vote(review, "ivo")
    leave(table, "ivo")
    later = table.later(hours=2)
    table.vote(review, "ana", now=later)
    assert not table.vote(review, "ira", now=later).opened


def test_a_decision_made_before_stands(table):
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    leave(table, "ivo")
    assert table.refresh(table.later(hours=2)).is_open


def test_he_finds_nothing_any_more(table):
    review = table.submit()
    leave(table, "ivo")
    with pytest.raises(NotVisible):
        table.vote(review, "ivo", now=table.later(hours=2))


def test_coming_back_doesnt_revive_the_vote(cast, table):
    review = table.submit()
    table.vote(review, "ivo")
    leave(table, "ivo")
    later = table.later(hours=2)
    memberships.add(
        actor=cast.ana, scope_id=table.scope.pk, user_id=cast.id("ivo"), role="it", now=later
    )
    view = queries.review_view(table.reread(review), current_hash=table.current_hash, now=later)
    assert it_line(view).got == 0
    with pytest.raises(StaleState):
        table.vote(review, "ivo", now=later)


def test_closing_an_account_does_the_same(cast, table):
    review = table.submit()
    table.vote(review, "ivo")
    people.deactivate(actor=cast.ada, user_id=cast.id("ivo"), now=table.later(hours=1))
    view = queries.review_view(
        table.reread(review), current_hash=table.current_hash, now=table.later(hours=2)
    )
    assert it_line(view).got == 0
    assert LedgerEntry.objects.filter(kind="vote.void").exists()


def test_where_everybody_is_asked_a_leaver_is_waited_for_no_more(cast, now):
    version = publish(now, stage={"approvals": (ApprovalRule("it", 1, everyone=True),)})
    table = Table(cast, cast.team(), version, now)
    review = table.submit()
    assert not table.vote(review, "ivo").opened
    leave(table, "ira")
    assert table.gate in queries.due_gates(table.later(hours=1))
    assert table.refresh(table.later(hours=2)).is_open
    assert table.reread(review).state == "approved"
