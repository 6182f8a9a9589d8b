"""An officer lets a dead letter start again."""

from datetime import timedelta

import pytest

from governance.errors import Denied, NotVisible, StaleState
from governance.models import Delivery, LedgerEntry
from governance.services.deliveries import claim, retry
from tests.governance.deliveries.conftest import delivery_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(seen, write, now) -> Delivery:
    delivery = delivery_of(write())
    delivery.dead_at, delivery.attempts, delivery.error = now, 12, "ValueError: no"
    delivery.save()
    return delivery


@pytest.mark.parametrize("who", ["ola", "ada"])
def test_it_is_due_again_from_its_first_attempt(dead, cast, now, who):
    later = now + timedelta(hours=3)
    retry(actor=cast.actor(who), delivery_id=dead.pk, now=later)
    claimed = claim(now=later)
    assert claimed.delivery_id == dead.pk
    assert claimed.attempt == 1


def test_the_record_says_who_did_it(dead, cast, now):
    retry(actor=cast.ola, delivery_id=dead.pk, now=now)
    entry = LedgerEntry.objects.get(kind="delivery.retried")
    assert entry.actor == cast.ola.key
    assert entry.scope == "late-arrivals"


@pytest.mark.parametrize("who", ["ana", "dov", "val", "stan"])
def test_it_refuses_everybody_else(dead, cast, now, who):
    with pytest.raises(Denied, match=r".") as refused:
        retry(actor=cast.actor(who), delivery_id=dead.pk, now=now)
    assert "governance officer" in refused.value.who_can
    dead.refresh_from_db()
    assert dead.dead_at is not None


def test_it_refuses_one_that_isnt_dead(seen, write, cast, now):
    with pytest.raises(StaleState, match="isn't dead"):
        retry(actor=cast.ola, delivery_id=delivery_of(write()).pk, now=now)


def test_it_refuses_one_that_isnt_there(cast, now):
    with pytest.raises(NotVisible):
        retry(actor=cast.ola, delivery_id=2**31 - 1, now=now)
