"""What guards a release is settled by somebody who has no part in it."""

from datetime import timedelta

import pytest

from governance.actors import Actor
from governance.errors import Denied
from governance.models import FindingExclusion, LedgerEntry
from governance.services import findings, memberships, people
from tests.cast import SETUP
from tests.governance.reviewing import Table, publish

GATES = Actor.system("gates")


@pytest.fixture
def scope(cast):
    return cast.team()


def owed(cast, scope, now, **changes):
    """A finding that shuts clearance, of Ann's."""
    given = {
        "kind": "condition",
        "title": "The schema test runs nightly",
        "dedupe_key": "condition:1:0",
        "owner_id": cast.id("ann"),
        "due": now + timedelta(days=5),
        "shuts_clearance": True,
    }
    return findings.open_(actor=GATES, scope_id=scope.pk, now=now, **(given | changes))[0]


def resolve(actor, finding, now):
    return findings.resolve(actor=actor, finding_id=finding.pk, resolution="It runs.", now=now)


def refused(actor, finding, now) -> Denied:
    """The refusal, which changed nothing."""
    before = LedgerEntry.objects.exclude(kind="act.refused").count()
    with pytest.raises(Denied) as told:
        resolve(actor, finding, now)
    finding.refresh_from_db()
    assert finding.state != "resolved"
    assert LedgerEntry.objects.exclude(kind="act.refused").count() == before
    return told.value


def test_its_owner_does_not_settle_it_and_reads_who_can(cast, scope, now):
    told = refused(cast.ann, owed(cast, scope, now), now)
    assert told.message == (
        "You own this finding, and a finding like this one is settled by somebody "
        "who has no part in it."
    )
    assert told.who_can == "Ana, Ava, Sam, Sia, Dee, Ivo, Ira or 4 others"


def test_few_are_named_one_and_all(cast, now):
    scope = cast.team("ann", "dov", key="small")
    assert refused(cast.ann, owed(cast, scope, now), now).who_can == "Dov, Ola or Oto"


def test_a_lapsed_one_is_no_more_its_owner_s_to_settle(cast, scope, now):
    finding = owed(cast, scope, now)
    findings.lapse_due(now=finding.due)
    refused(cast.ann, finding, finding.due)
    assert resolve(cast.dov, finding, finding.due).state == "resolved"


def test_who_submitted_the_review_does_not_settle_its_condition(cast, scope, now):
    table = Table(cast, scope, publish(now), now)
    review = table.submit("sam")
    finding = owed(cast, scope, now, review_id=review.pk)
    told = refused(cast.sam, finding, now)
    assert told.message.startswith("You submitted the review that asked for it")
    assert "Sam" not in told.who_can
    assert resolve(cast.sia, finding, now).closed_by == cast.user("sia")


def test_its_owner_cannot_hand_it_on_and_then_settle_it(cast, scope, now):
    finding = owed(cast, scope, now)
    findings.assign(actor=cast.ann, finding_id=finding.pk, owner_id=cast.id("dov"), now=now)
    assert "owned this finding before" in refused(cast.ann, finding, now).message
    assert "own this finding" in refused(cast.dov, finding, now).message
    findings.assign(actor=cast.dov, finding_id=finding.pk, owner_id=cast.id("ann"), now=now)
    assert "own this finding" in refused(cast.ann, finding, now).message
    refused(cast.dov, finding, now)
    assert resolve(cast.dot, finding, now).state == "resolved"


def test_whoever_is_excluded_does_not_settle_it_nor_does_its_owner(cast, scope, now):
    finding = owed(
        cast,
        scope,
        now,
        kind="break_glass",
        shuts_clearance=False,
        excluded=[(cast.id("dov"), "proposed this release")],
    )
    assert refused(cast.dov, finding, now).message.startswith("You proposed this release, and")
    refused(cast.ann, finding, now)
    assert resolve(cast.ola, finding, now).state == "resolved"


def test_an_officer_settles_it(cast, scope, now):
    assert resolve(cast.ola, owed(cast, scope, now), now).closed_by == cast.user("ola")


def test_neither_a_pipeline_nor_a_part_of_pitwall_settles_it(cast, scope, now):
    robot = people.add(actor=SETUP, username="robot", full_name="Robot", is_service=True, now=now)
    memberships.add(actor=SETUP, scope_id=scope.pk, user_id=robot.pk, role="data_engineer", now=now)
    pipeline = Actor.of(robot, via="api", now=now)
    guarded = owed(cast, scope, now)
    for actor in (pipeline, GATES):
        assert "Only a person" in refused(actor, guarded, now).message
    ordinary = owed(cast, scope, now, shuts_clearance=False, dedupe_key="slow")
    assert resolve(pipeline, ordinary, now).state == "resolved"


def test_an_ordinary_finding_is_its_owner_s_to_settle(cast, scope, now):
    finding = owed(cast, scope, now, shuts_clearance=False)
    findings.assign(actor=cast.ann, finding_id=finding.pk, owner_id=cast.id("dov"), now=now)
    assert not FindingExclusion.objects.exists()
    assert resolve(cast.dov, finding, now).state == "resolved"
