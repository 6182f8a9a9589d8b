"""Scenario 21: back to the version before."""

import pytest

from governance.errors import Denied, GateShut
from governance.models import Finding, Review
from tests.projects.conftest import kinds
from workflows.models import Release
from workflows.services import gates, releases

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(lap):
    """The second version serves; the first was in service before it."""
    lap.first = lap.round()
    lap.release(lap.second_lap("2"))
    return lap


def back(lap, by: str = "dov") -> Release:
    return releases.roll_back(
        actor=getattr(lap.cast, by),
        candidate_id=lap.first.candidate_id,
        target_id=lap.target.pk,
        reason="The new one is slow.",
        now=lap.tick(),
    )


def test_it_needs_no_new_review_and_leaves_a_release_and_a_finding(second):
    before = Review.objects.count()
    release = back(second)
    releases.went_live(release_id=release.pk, now=second.tick())
    assert Review.objects.count() == before
    live = Release.objects.get(state="live")
    assert (live.candidate, live.kind, live.review) == (
        second.first.candidate,
        "rollback",
        second.first.review,
    )
    finding = Finding.objects.get()
    assert (finding.kind, finding.detail) == ("rolled_back", "The new one is slow.")
    assert kinds(second.use_case.scope).count("release.executed") == 3


def test_it_needs_the_right(second):
    with pytest.raises(Denied):
        back(second, "sam")


def test_a_version_whose_approval_was_revoked_cannot_return(second):
    gates.revoke(
        actor=second.cast.ola,
        review_id=second.first.review_id,
        reason="The labels were wrong.",
        now=second.tick(),
    )
    with pytest.raises(GateShut) as shut:
        back(second)
    assert shut.value.reasons == (f"The approval of {second.first.candidate} was revoked.",)
    assert Release.objects.get(state="live").candidate.version == "2"


def test_a_version_whose_approval_has_expired_cannot_return(second):
    second.tick(days=91)
    with pytest.raises(GateShut, match="can't return"):
        back(second)
