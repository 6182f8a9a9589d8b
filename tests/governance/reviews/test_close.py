"""The other ends of a round: withdrawn, stale, revoked, expired."""

from datetime import timedelta

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry
from governance.services import reviews
from tests.governance.reviewing import Table, publish


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def approved(table):
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    return table.reread(review)


def test_the_submitter_takes_it_back(cast, table):
    review = table.submit()
    ended = reviews.withdraw(actor=cast.sam, review_id=review.pk, now=table.now)
    assert ended.state == "withdrawn"
    table.gate.refresh_from_db()
    assert table.gate.state == "shut"
    assert kinds()[-1] == "review.withdrawn"


def test_others_who_may_submit_take_it_back_too(cast, table):
    review = table.submit()
    assert reviews.withdraw(actor=cast.ivo, review_id=review.pk, now=table.now).state == "withdrawn"


def test_voters_dont(cast, table):
    with pytest.raises(Denied):
        reviews.withdraw(actor=cast.ana, review_id=table.submit().pk, now=table.now)


def test_a_round_that_is_over_isnt_taken_back(cast, table, approved):
    with pytest.raises(StaleState, match="approved on 02 March 2026 09:00 UTC"):
        reviews.withdraw(actor=cast.sam, review_id=approved.pk, now=table.now)


@pytest.mark.parametrize("decided", [False, True])
def test_changed_content_makes_it_stale(table, request, decided):
    review = request.getfixturevalue("approved") if decided else table.submit()
    reviews.mark_stale(review_id=review.pk, why="the brief has changed", now=table.now)
    assert (table.reread(review).state, table.reread(review).ended_why) == (
        "stale", "the brief has changed",
    )  # fmt: skip
    table.gate.refresh_from_db()
    assert table.gate.state == "shut"
    assert ("gate.shut" in kinds()) is decided


def test_what_is_over_otherwise_stays_as_it_is(cast, table):
    review = table.submit()
    reviews.withdraw(actor=cast.sam, review_id=review.pk, now=table.now)
    reviews.mark_stale(review_id=review.pk, why="the brief has changed", now=table.now)
    assert table.reread(review).state == "withdrawn"


def test_an_officer_revokes_an_approval(cast, table, approved):
    reviews.revoke(
        actor=cast.ola, review_id=approved.pk, reason="The numbers were wrong.", now=table.now
    )
    assert table.reread(approved).state == "revoked"
    assert not table.refresh().is_open
    assert kinds()[-2:] == ["review.revoked", "gate.shut"]


def test_nobody_else_does(cast, table, approved):
    for name in ("ana", "val", "dov"):
        with pytest.raises(Denied) as told:
            reviews.revoke(
                actor=cast.actor(name), review_id=approved.pk, reason="No.", now=table.now
            )
        assert told.value.who_can == "governance officer"


def test_strangers_find_nothing(cast, table, approved):
    with pytest.raises(NotVisible):
        reviews.revoke(actor=cast.stan, review_id=approved.pk, reason="No.", now=table.now)


def test_a_reason_is_given(cast, table, approved):
    with pytest.raises(Invalid) as told:
        reviews.revoke(actor=cast.ola, review_id=approved.pk, reason=" ", now=table.now)
    assert "reason" in told.value.fields


def test_only_an_approval_is_revoked(cast, table):
    with pytest.raises(StaleState, match="no approval to revoke"):
        reviews.revoke(actor=cast.ola, review_id=table.submit().pk, reason="No.", now=table.now)


def test_an_approval_expires_to_the_second(cast, now):
    table = Table(cast, cast.team(), publish(now, stage={"expires_days": 10}), now)
    review = table.submit()
    for name in ("ivo", "ira", "ana"):
        table.vote(review, name)
    ends = now + timedelta(days=10)
    assert table.reread(review).expires_at == ends
    assert table.refresh(ends - timedelta(seconds=1)).is_open
    assert "review.expired" not in kinds()
    assert not table.refresh(ends).is_open
    table.refresh(ends)
    assert kinds().count("review.expired") == 1
    assert kinds().count("gate.shut") == 1


def test_a_gate_without_a_round_has_nothing_to_refresh(table):
    assert table.refresh() is None


def test_refreshing_finds_changed_content(table):
    review = table.submit()
    table.content["revision"] = 2
    table.refresh()
    assert table.reread(review).state == "stale"
