"""Scenario 5: a cycle keeps the policy under which it began."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from governance.admin.site import site
from governance.errors import StaleState
from governance.models import PolicyVersion
from governance.services import memberships, policies
from tests.cast import SETUP
from tests.scenarios.policies import EVERY_ANALYST, stricter

pytestmark = pytest.mark.django_db
ANY_ANALYST = stricter("  definition:\n    due_days: 3\n")


@pytest.fixture
def lap(lap_under):
    """Version 1 asks for any one analyst; the team has three."""
    lap = lap_under(ANY_ANALYST)
    memberships.add(
        actor=SETUP,
        scope_id=lap.use_case.scope_id,
        user_id=lap.cast.id("stan"),
        role="analyst",
        now=lap.tick(),
    )
    return lap


def test_the_open_review_completes_under_version_1_and_the_next_cycle_uses_2(lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.publish(EVERY_ANALYST)
    lap.vote(review, "ava")
    assert lap.vote(review, "sam").opened
    assert lap.cycle.policy_version.number == 1
    lap.make_ready()
    candidate = lap.train_()
    lap.integrate()
    lap.aim()
    lap.approve_release()
    lap.release(candidate)
    assert lap.cycle.policy_version.number == 1

    second = lap.start()
    assert second.policy_version.number == 2
    assert lap.states()["definition"] == "shut"
    assert "the policy asks for something else now" in second.carry_notes
    again = lap.submit("definition", "ana")
    lap.vote(again, "ava")
    lap.vote(again, "sam")
    assert lap.reasons("definition") == "Waits for one more analyst vote; Ava has voted, Stan can."
    assert lap.vote(again, "stan").opened


def test_no_service_changes_a_published_version(lap):
    version = PolicyVersion.objects.get(policy__name="own")
    with pytest.raises(StaleState):
        policies.publish(actor=lap.cast.ola, policy_id=version.policy_id, now=lap.tick())
    lap.publish(EVERY_ANALYST)
    before = version.sha256
    version.refresh_from_db()
    assert version.sha256 == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE governance_policyversion SET resolved = '{}'",
        "DELETE FROM governance_policyversion",
    ],
)
def test_no_sql_changes_a_published_version(lap, sql):
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_no_administrator_changes_a_published_version(lap):
    request = RequestFactory().get("/admin/")
    request.user = lap.cast.user("ada")
    page = site.get_model_admin(PolicyVersion)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert not page.has_add_permission(request)
