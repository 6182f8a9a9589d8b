"""Scenario 19: "yes, if the contract's schema test runs nightly, by the 15th"."""

from datetime import UTC, datetime

import pytest

from governance.errors import Denied, GateShut
from governance.models import Finding
from governance.services import findings
from tests.scenarios.policies import own
from workflows import clearance
from workflows.services import releases

pytestmark = pytest.mark.django_db
FIFTEENTH = datetime(2026, 3, 15, tzinfo=UTC)
WANTED = "The contract's schema test runs nightly."


def approved_with_a_condition(lap):
    """All gates open, Release with a condition on Ann by the 15th."""
    lap.candidate = lap.ready_to_release()
    review = lap.submit("release", "dov")
    lap.vote(
        review,
        "ivo",
        "approve_with_conditions",
        conditions=[{"text": WANTED, "owner_id": lap.cast.id("ann"), "due": FIFTEENTH}],
    )
    return lap


def cleared(lap):
    return clearance.ask(candidate=lap.candidate, target=lap.target, now=lap.now)


def test_it_opens_the_gate_and_a_finding_with_owner_and_date(lap):
    approved_with_a_condition(lap)
    finding = Finding.objects.get()
    assert (finding.kind, finding.title, finding.owner, finding.due) == (
        "condition",
        WANTED,
        lap.cast.user("ann"),
        FIFTEENTH,
    )
    assert lap.states()["release"] == "open"
    assert cleared(lap).ok


def test_after_its_date_clearance_is_shut_and_says_what_is_owed(lap):
    approved_with_a_condition(lap)
    lap.tick(days=13)
    assert cleared(lap).reasons == (f"{WANTED} was due on 15 March 2026 and is still open.",)
    with pytest.raises(GateShut, match="may not go"):
        releases.execute(
            actor=lap.cast.dov,
            candidate_id=lap.candidate.pk,
            target_id=lap.target.pk,
            now=lap.now,
        )


def settle(lap, by: str) -> Finding:
    return findings.resolve(
        actor=getattr(lap.cast, by),
        finding_id=Finding.objects.get().pk,
        resolution="It runs at three.",
        now=lap.tick(),
    )


def test_kept_in_time_it_stays_open(lap):
    approved_with_a_condition(lap)
    settle(lap, "ivo")
    lap.tick(days=13)
    assert cleared(lap).ok


@pytest.mark.parametrize("who", ["ann", "dov"])
def test_neither_who_owes_it_nor_who_asked_for_the_release_says_that_it_is_done(lap, who):
    approved_with_a_condition(lap)
    with pytest.raises(Denied, match="no part in it") as refused:
        settle(lap, who)
    assert "Ivo" in refused.value.who_can
    lap.tick(days=13)
    assert not cleared(lap).ok


def test_a_policy_may_say_that_it_only_warns(lap_under):
    lap = approved_with_a_condition(lap_under(own(conditions_lapse="warn")))
    lap.tick(days=13)
    (lapsed,) = findings.lapse_due(now=lap.now)
    assert lapsed.state == "lapsed"
    assert cleared(lap).ok
