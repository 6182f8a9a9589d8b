"""Tokens at the gateway: remembered for a second at most, and never more than so many."""

from datetime import timedelta

import pytest
from knox.crypto import hash_token

from governance.services import tokens as token_services
from workflows.gateway.asgi.wire import Refused
from workflows.gateway.guard import callers
from workflows.gateway.scoring import tokens


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_actor_is_remembered_for_a_second(cast):
    clock = Clock()
    remembered = tokens.Remembered(clock=clock)
    remembered.keep("digest", cast.ann)
    clock.now += 0.9
    assert remembered.get("digest") == cast.ann
    clock.now += 0.2
    assert remembered.get("digest") is None


def test_no_more_are_remembered_than_so_many(cast):
    remembered = tokens.Remembered(most=3)
    for number in range(10):
        remembered.keep(str(number), cast.ann)
    assert [n for n in range(10) if remembered.get(str(n))] == [7, 8, 9]


def test_a_token_acts_as_its_user_until_it_ends(cast, now):
    made = token_services.make(actor=cast.ann, name="app", days=1, now=now)
    digest = tokens.bearer(f"Bearer {made.secret}")
    assert digest == hash_token(made.secret)
    assert tokens.actor_of(digest, now).user_id == cast.id("ann")
    made.token.refresh_from_db()
    assert made.token.last_used_at == now
    with pytest.raises(Refused) as refused:
        tokens.actor_of(digest, now + timedelta(days=1, seconds=1))
    assert refused.value.status == 401


def test_its_use_for_mlflow_is_noted_once_a_minute(cast, now):
    made = token_services.make(actor=cast.sam, name="notebook", now=now)
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        callers.by_key(made.secret, now + timedelta(seconds=seconds))
        made.token.refresh_from_db()
        assert made.token.last_used_at == now + timedelta(seconds=noted)


def test_a_token_of_somebody_who_left_opens_nothing(cast, now):
    made = token_services.make(actor=cast.ann, name="app", now=now)
    user = cast.user("ann")
    user.is_active = False
    user.save()
    with pytest.raises(Refused):
        tokens.actor_of(hash_token(made.secret), now)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 300, "abc"]
)
def test_a_header_without_a_token_is_refused(header):
    with pytest.raises(Refused) as refused:
        tokens.bearer(header)
    assert refused.value.status == 401
