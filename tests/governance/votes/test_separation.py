"""Nobody judges his own work: not directly, not in another role, not through another person."""

from datetime import timedelta

import pytest

from governance.errors import Denied, NotVisible
from governance.models import LedgerEntry, Vote
from governance.policy import ApprovalRule, Separation
from governance.services import delegations, memberships, people
from tests.governance.reviewing import Table, publish

ONE_EACH = {"approvals": (ApprovalRule("it", 1), ApprovalRule("data_scientist", 1))}


@pytest.fixture
def table(cast, now):
    return Table(cast, cast.team(), publish(now, stage=ONE_EACH), now)


def refused(table, review, name, **more):
    entries = LedgerEntry.objects.count()
    with pytest.raises(Denied) as told:
        table.vote(review, name, **more)
    assert not Vote.objects.exists()
    assert LedgerEntry.objects.count() == entries
    return told.value


def lend(table, giver, taker, role):
    delegations.give(
        actor=table.cast.actor(giver),
        taker_id=table.cast.id(taker),
        role=role,
        scope_id=table.scope.pk,
        until=table.later(days=5),
        now=table.now,
    )


def test_the_submitter_is_refused_with_the_reason(table):
    told = refused(table, table.submit("sam"), "sam")
    assert "You submitted this round" in told.message
    assert told.who_can == "Ivo, Ira (IT); Sia (data scientist)"


def test_in_a_second_role_too(cast, table):
    memberships.add(
        actor=cast.ana, scope_id=table.scope.pk, user_id=cast.id("sam"), role="it", now=table.now
    )
    told = refused(table, table.submit("sam"), "sam", role="it")
    assert "You submitted this round" in told.message


def test_as_administrator_too(cast, table):
    people.grant_site_role(
        actor=cast.ada, user_id=cast.id("sam"), role="administrator", now=table.now
    )
    assert "You submitted this round" in refused(table, table.submit("sam"), "sam").message


def test_as_superuser_too(cast, table):
    user = cast.user("sam")
    user.is_superuser = user.is_staff = True
    user.save()
    assert "You submitted this round" in refused(table, table.submit("sam"), "sam").message


def test_on_somebodys_behalf_too(cast, table):
    lend(table, "ivo", "sam", "it")
    told = refused(table, table.submit("sam"), "sam", on_behalf_of_id=cast.id("ivo"))
    assert "You submitted this round" in told.message


def test_nobody_votes_on_the_submitters_behalf(cast, table):
    lend(table, "sam", "dov", "data_scientist")
    told = refused(table, table.submit("sam"), "dov", on_behalf_of_id=cast.id("sam"))
    assert "Sam submitted this round" in told.message


def test_the_author_of_the_run_is_refused(cast, table):
    review = table.submit("ivo", excluded=[(cast.id("sam"), "trained this version")])
    assert "You trained this version" in refused(table, review, "sam").message
    assert table.vote(review, "sia").vote.role == "data_scientist"


def test_authors_are_where_a_rule_says_so(cast, now):
    rules = (ApprovalRule("data_scientist", 1, not_author=True), ApprovalRule("it", 1))
    table = Table(cast, cast.team(), publish(now, stage={"approvals": rules}), now)
    review = table.submit("ivo", facts={"authors": [str(cast.user("sia").uuid)]})
    refused(table, review, "sia")
    assert table.vote(review, "sam").vote.pk


def test_authors_are_everywhere_where_policy_says_never(cast, now):
    version = publish(now, stage=ONE_EACH, separation=Separation(author_votes="never"))
    table = Table(cast, cast.team(), version, now)
    review = table.submit("ivo", facts={"authors": [str(cast.user("sia").uuid)]})
    refused(table, review, "sia")
    assert table.vote(review, "sam").vote.pk


@pytest.mark.parametrize("name", ["ada", "stan"])
def test_whoever_doesnt_belong_finds_no_review(table, name):
    with pytest.raises(NotVisible):
        table.vote(table.submit("sam"), name)


def test_an_auditor_changes_nothing(cast, table):
    people.grant_site_role(actor=cast.ada, user_id=cast.id("stan"), role="auditor", now=table.now)
    refused(table, table.submit("sam"), "stan")


def test_a_vote_on_behalf_names_both(cast, table):
    lend(table, "ivo", "dov", "it")
    review = table.submit("sam")
    result = table.vote(review, "dov", on_behalf_of_id=cast.id("ivo"))
    vote = result.vote
    assert (vote.voter, vote.on_behalf_of, vote.role) == (
        cast.user("dov"), cast.user("ivo"), "it",
    )  # fmt: skip
    entry = LedgerEntry.objects.get(kind="vote.cast")
    assert (entry.actor, str(cast.user("ivo").uuid) in entry.body) == (cast.dov.key, True)
    line = next(one for one in result.view.quorum if one.role == "it")
    assert (line.got, line.voters) == (1, ("Dov for Ivo",))


def test_a_role_that_wasnt_lent_isnt_taken(cast, table):
    refused(table, table.submit("sam"), "dov", on_behalf_of_id=cast.id("ivo"))


def test_a_loan_that_has_ended_isnt_one(cast, table):
    lend(table, "ivo", "dov", "it")
    review = table.submit("sam")
    later = table.now + timedelta(days=5)
    refused(table, review, "dov", on_behalf_of_id=cast.id("ivo"), now=later)


def test_a_lent_vote_is_the_givers_only_one(cast, table):
    from governance.errors import StaleState

    lend(table, "ivo", "dov", "it")
    review = table.submit("sam")
    table.vote(review, "dov", on_behalf_of_id=cast.id("ivo"))
    with pytest.raises(StaleState):
        table.vote(review, "ivo")
