"""Advice is shown beside the votes and counts for nothing."""

import pytest

from governance import locks
from governance.errors import Denied, Invalid, StaleState
from governance.models import LedgerEntry
from governance.services import reviews


def advise(table, review, name, choice="approve", **more):
    return reviews.advise(
        actor=table.cast.actor(name),
        review_id=review.pk,
        role=None,
        choice=choice,
        now=table.now,
        **more,
    )


def test_anybody_of_the_team_gives_it(table):
    review = table.submit()
    advice = advise(table, review, "dov", comment="Fits the cluster.")
    assert (advice.kind, advice.role) == ("advisory", "devops")
    assert LedgerEntry.objects.latest("pk").kind == "advice.given"


def test_it_counts_for_nothing(table):
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        advise(table, review, name)
    assert table.reread(review).state == "open"


def test_a_no_doesnt_end_the_round(table):
    review = table.submit()
    advise(table, review, "dov", "reject", comment="I wouldn't.")
    assert table.reread(review).state == "open"


def test_who_advised_may_still_vote(table):
    review = table.submit()
    advise(table, review, "ivo")
    assert table.vote(review, "ivo").vote.kind == "binding"


def test_it_is_given_once(table):
    review = table.submit()
    advise(table, review, "dov")
    with pytest.raises(StaleState):
        advise(table, review, "dov")


def test_not_by_the_submitter(table):
    with pytest.raises(Denied):
        advise(table, table.submit("sam"), "sam")


def test_it_takes_no_conditions(table):
    with pytest.raises(Invalid) as told:
        advise(table, table.submit(), "dov", "approve_with_conditions")
    assert "choice" in told.value.fields


def test_its_words_can_be_erased(cast, table):
    advice = advise(table, table.submit(), "dov", comment="Ask Mrs. Smith.")
    erased = reviews.erase_comment(actor=cast.ola, vote_id=advice.pk, now=table.now)
    assert (erased.comment, erased.comment_sha) == ("", advice.comment_sha)
    with pytest.raises(Denied):
        reviews.erase_comment(actor=cast.ana, vote_id=advice.pk, now=table.now)
    with pytest.raises(StaleState):
        reviews.erase_comment(actor=cast.ola, vote_id=advice.pk, now=table.now)


def test_two_officers_at_once_erase_a_comment_once(table, cast, monkeypatch):
    advice = advise(table, table.submit(), "dov", comment="Fits the cluster.")
    hold = locks.scope

    def after_another(*args, **given):
        monkeypatch.setattr(locks, "scope", hold)
        reviews.erase_comment(actor=cast.oto, vote_id=advice.pk, now=table.now)
        return hold(*args, **given)

    monkeypatch.setattr(locks, "scope", after_another)
    with pytest.raises(StaleState):
        reviews.erase_comment(actor=cast.ola, vote_id=advice.pk, now=table.now)
