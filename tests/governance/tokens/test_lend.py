"""Keys that Pitwall lends to work that it does for somebody."""

from datetime import timedelta

import pytest

from governance.actors import Actor
from governance.models import ApiToken, LedgerEntry
from governance.services import tokens

RUNNER = Actor.system("runner")


@pytest.fixture
def scope(cast):
    return cast.team()


@pytest.fixture
def lend(cast, scope, now):
    def call(lent_for="job:1", at=now):
        return tokens.lend(
            part=RUNNER,
            user_id=cast.id("sam"),
            scope_id=scope.pk,
            lent_for=lent_for,
            name="Train delays",
            lasts=timedelta(hours=1),
            now=at,
        )

    return call


def test_it_acts_as_who_asked_in_one_use_case_while_the_work_lasts(cast, scope, lend, now):
    token = lend().token
    assert (token.user_id, token.scope) == (cast.id("sam"), scope)
    assert token.allowed == {"read", "log", "register"}
    assert token.expiry == now + timedelta(hours=1)
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.actor) == ("token.made", "system:runner")


def test_given_back_it_is_gone_and_a_second_time_changes_nothing(lend, now):
    made = lend()
    tokens.give_back(part=RUNNER, token=made.token, now=now)
    assert not ApiToken.objects.exists()
    before = LedgerEntry.objects.count()
    tokens.give_back(part=RUNNER, token=made.token, now=now)
    assert LedgerEntry.objects.count() == before


def test_the_next_attempt_at_the_same_work_ends_the_key_of_the_last(lend):
    first, other = lend(), lend("job:2")
    second = lend()
    assert set(ApiToken.objects.all()) == {second.token, other.token}
    assert first.token.pk != second.token.pk


def test_what_was_never_given_back_is_swept_once_it_has_expired(cast, lend, now):
    lend()
    mine = tokens.make(actor=cast.ana, name="laptop", days=1, now=now - timedelta(days=2))
    assert tokens.sweep(part=RUNNER, now=now + timedelta(minutes=59)) == 0
    assert tokens.sweep(part=RUNNER, now=now + timedelta(minutes=60)) == 1
    assert ApiToken.objects.get() == mine.token
    assert LedgerEntry.objects.latest("pk").kind == "token.revoked"


def test_lent_keys_take_no_room_from_ones_own(cast, scope, lend, now):
    for n in range(tokens.MOST):
        lend(f"job:{n}")
    assert tokens.make(actor=cast.sam, name="laptop", now=now).secret
