"""What waits for another attempt is tried at once, where somebody knows that it is time."""

from datetime import timedelta

import pytest

from governance.errors import Unreachable
from governance.models import Delivery
from governance.services.deliveries import claim, fail, hasten
from tests.governance.deliveries.conftest import delivery_of

pytestmark = pytest.mark.django_db
AWAY = Unreachable("MLflow doesn't answer.")
SCOPE = {"late-arrivals"}


def fail_often(write, now, error, times: int = 6):
    entry = write()
    for _ in range(times):
        moment = delivery_of(entry).run_after
        fail(claim(now=moment), error, now=moment)
    return entry


def test_it_is_due_at_once(seen, write, now):
    entry = fail_often(write, now, AWAY)
    soon = now + timedelta(seconds=70)
    assert claim(now=soon) is None
    assert hasten(subscriber="reader", scopes=SCOPE, now=soon) == 1
    assert claim(now=soon).entry_id == entry.pk


def test_being_away_is_no_attempt(seen, write, now):
    """Or whoever hastens every half minute would bury it within some."""
    entry = fail_often(write, now, AWAY)
    hasten(subscriber="reader", scopes=SCOPE, now=now)
    assert delivery_of(entry).attempts == 0


def test_any_other_failure_is(seen, write, now):
    entry = fail_often(write, now, ValueError("Unreachable: or so"))
    assert hasten(subscriber="reader", scopes=SCOPE, now=now) == 1
    assert delivery_of(entry).attempts == 6


def test_others_are_left_alone(seen, readers, write, now):
    entry = fail_often(write, now, AWAY)
    assert hasten(subscriber="other", scopes=SCOPE, now=now) == 0
    assert hasten(subscriber="reader", scopes={"digits"}, now=now) == 0
    assert delivery_of(entry).run_after > now


@pytest.mark.parametrize("standing", ["lease", "done_at", "dead_at"])
def test_what_is_worked_on_done_or_dead_is_left_alone(seen, write, now, standing):
    entry = fail_often(write, now, AWAY)
    later = delivery_of(entry).run_after
    Delivery.objects.update(**{standing: now})
    assert hasten(subscriber="reader", scopes=SCOPE, now=now) == 0
    assert (delivery_of(entry).run_after, delivery_of(entry).attempts) == (later, 6)
