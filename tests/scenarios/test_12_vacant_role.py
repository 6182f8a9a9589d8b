"""Scenario 12: a gate needs IT, and the use case has nobody in that role."""

import pytest

from governance.models import Membership
from governance.services import memberships

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_it(lap):
    """Definition is open, an environment chosen; Ivo and Ira have left."""
    lap.start()
    lap.define()
    revision = lap.make.environment(service_level="office hours")
    lap.make.platform(lap.use_case, revision.pk)
    for name in ("ivo", "ira"):
        row = Membership.objects.get(scope=lap.use_case.scope, user=lap.cast.user(name))
        memberships.remove(actor=lap.cast.ana, membership_id=row.pk, now=lap.tick())
    lap.tick()
    return lap


def vacancy(lap):
    return next(one for one in lap.stage("platform").view.reasons if one.code.startswith("vacant:"))


def test_the_gate_says_so_and_where_to_fill_the_role(without_it):
    reason = vacancy(without_it)
    assert reason.text == "Waits for one IT vote; nobody who may vote is IT here."
    assert reason.who_can == "an analyst or a governance officer adds somebody as IT"
    assert reason.link_hint == "team"


def test_submitting_is_possible_and_opening_is_not(without_it):
    review = without_it.submit("platform", "sam")
    assert review.state == "open"
    assert without_it.states()["platform"] == "asked"
    assert vacancy(without_it).link_hint == "team"


def test_somebody_who_fills_the_role_opens_it(without_it):
    review = without_it.submit("platform", "sam")
    memberships.add(
        actor=without_it.cast.ana,
        scope_id=without_it.use_case.scope_id,
        user_id=without_it.cast.id("ivo"),
        role="it",
        now=without_it.tick(),
    )
    assert without_it.reasons("platform") == "Waits for one IT vote; Ivo can."
    assert without_it.vote(review, "ivo").opened
