"""Scenario 9: a breached window opens one finding and one lap, and the old version serves on."""

import json
from datetime import UTC, datetime

import pytest

from governance.models import Finding, LedgerEntry
from workflows.models import Cycle, Release

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def served(lap):
    """A version in service that measured 0.93, where 0.90 is asked for."""
    candidate = lap.ready_to_release(value="0.93")
    lap.approve_release()
    lap.first = lap.release(candidate)
    return lap


def test_a_month_at_the_objective_sets_nothing_going(served):
    window = served.serve_month(MARCH, 90)
    assert window.state == "met"
    assert not Finding.objects.exists()
    assert served.cycle.number == 1


def test_a_month_at_089_is_one_finding_with_an_owner_and_one_lap(served):
    window = served.serve_month(MARCH, 89)
    assert (window.state, json.loads(window.metrics)["roc_auc"]["value"]) == ("breached", "0.89")
    finding = Finding.objects.get()
    assert (finding.kind, finding.owner, finding.state) == (
        "breach",
        served.cast.user("sam"),
        "open",
    )
    assert finding.detail == "0.890 in March; the brief asks for at least 0.9."
    assert window.finding == served.cycle.cause == finding
    assert (served.cycle.number, served.cycle.entry_stage) == (2, "training")


def test_a_second_breaching_month_adds_neither(served):
    first = served.serve_month(MARCH, 89)
    second = served.serve_month(MAY, 80, label="May")
    assert second.state == "breached"
    assert second.finding == first.finding
    assert Finding.objects.count() == 1
    assert Cycle.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="loop.returned").count() == 1


def test_what_still_holds_stays_open_each_with_its_reason(served):
    served.serve_month(MARCH, 89)
    assert served.states() == {
        "definition": "open",
        "data": "open",
        "platform": "open",
        "training": "shut",
        "integration": "shut",
        "release": "shut",
    }
    assert json.loads(served.cycle.carry_notes) == {
        "definition": "same brief, approved in cycle 1",
        "data": "same data plan; new dataset versions are made by it, approved in cycle 1",
        "platform": "same environment, residency and load, approved in cycle 1",
        "training": "this cycle does it anew",
        "integration": "this cycle does it anew",
        "release": "this cycle does it anew",
    }


def test_the_old_version_serves_until_the_new_one_is_released(served):
    served.serve_month(MARCH, 89)
    served.train_again("2", value="0.94", champion="0.93")
    served.try_again()
    served.approve_release()
    served.first.refresh_from_db()
    assert served.first.state == "live"
    candidate = served.cycle.candidates.get(superseded_at=None)
    new = served.release(candidate, healthy=False)
    served.first.refresh_from_db()
    assert (new.state, served.first.state) == ("starting", "live")
    served.release(candidate)
    served.first.refresh_from_db()
    assert served.first.state == "replaced"
    assert Release.objects.get(state="live").candidate == candidate
    assert list(Cycle.objects.order_by("number").values_list("state", flat=True)) == [
        "ended",
        "in_service",
    ]
