"""Acts that take two people."""

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import LedgerEntry, Proposal
from governance.services import memberships, people, proposals


@pytest.fixture
def scope(cast):
    return cast.team()


def propose(actor, scope, now, **changes):
    values = {"act": "cycle.abandon", "subject_type": "cycle", "subject_id": 7, "reason": "Moot."}
    return proposals.propose(actor=actor, scope_id=scope.pk, **(values | changes), now=now)


@pytest.fixture
def proposal(cast, scope, now):
    return propose(cast.ana, scope, now, arguments={"cycle": 7})


def test_it_waits_for_a_second_person(proposal):
    assert (proposal.state, proposal.arguments) == ("open", '{"cycle":7}')
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "proposal.made"
    assert "Moot." not in entry.body


@pytest.mark.parametrize("name", ["ava", "ola"])
def test_a_second_person_confirms(cast, proposal, now, name):
    done = proposals.confirm(actor=cast.actor(name), proposal_id=proposal.pk, now=now)
    assert (done.state, done.decided_by) == ("confirmed", cast.user(name))
    assert LedgerEntry.objects.latest("pk").kind == "proposal.confirmed"


def test_the_same_person_doesnt(cast, proposal, now):
    with pytest.raises(Denied) as told:
        proposals.confirm(actor=cast.ana, proposal_id=proposal.pk, now=now)
    assert told.value.who_can == "another analyst or governance officer"


def test_who_may_not_do_it_doesnt_confirm_it(cast, proposal, now):
    with pytest.raises(Denied):
        proposals.confirm(actor=cast.dov, proposal_id=proposal.pk, now=now)


def test_pitwall_is_no_second_person(proposal, now):
    with pytest.raises(Denied):
        proposals.confirm(actor=Actor.system("gates"), proposal_id=proposal.pk, now=now)


def test_it_is_decided_once(cast, proposal, now):
    proposals.decline(actor=cast.ava, proposal_id=proposal.pk, now=now)
    with pytest.raises(StaleState):
        proposals.confirm(actor=cast.ola, proposal_id=proposal.pk, now=now)


def test_it_is_declined_by_somebody_else(cast, proposal, now):
    with pytest.raises(Denied):
        proposals.decline(actor=cast.ana, proposal_id=proposal.pk, now=now)
    assert proposals.decline(actor=cast.ava, proposal_id=proposal.pk, now=now).state == "declined"


def test_its_author_takes_it_back(cast, proposal, now):
    with pytest.raises(Denied):
        proposals.withdraw(actor=cast.ava, proposal_id=proposal.pk, now=now)
    assert proposals.withdraw(actor=cast.ana, proposal_id=proposal.pk, now=now).state == "withdrawn"


def test_the_same_is_proposed_once(cast, scope, proposal, now):
    with pytest.raises(StaleState):
        propose(cast.ava, scope, now)


def test_who_may_not_do_it_doesnt_propose_it(cast, scope, now):
    with pytest.raises(Denied):
        propose(cast.dee, scope, now)


def test_strangers_find_nothing(cast, scope, proposal, now):
    with pytest.raises(NotVisible):
        propose(cast.stan, scope, now)
    with pytest.raises(NotVisible):
        proposals.confirm(actor=cast.stan, proposal_id=proposal.pk, now=now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"act": "world.end"}, "act"),
        ({"reason": ""}, "reason"),
        ({"arguments": {"threshold": 0.5}}, "arguments"),
    ],
)
def test_it_names_what_it_cant_take(cast, scope, now, changes, field):
    with pytest.raises(Invalid) as told:
        propose(cast.ana, scope, now, **changes)
    assert set(told.value.fields) == {field}
    assert not Proposal.objects.exists()


def test_a_service_account_is_no_second_person(cast, scope, proposal, now):
    """Ana holds the key of her pipeline, so the two would be one."""
    robot = people.add(
        actor=cast.ada, username="robot", full_name="Robot", is_service=True, now=now
    )
    memberships.add(actor=cast.ava, scope_id=scope.pk, user_id=robot.pk, role="analyst", now=now)
    with pytest.raises(Denied, match="service account"):
        proposals.confirm(
            actor=Actor.of(robot, via="api", now=now), proposal_id=proposal.pk, now=now
        )
    proposal.refresh_from_db()
    assert proposal.state == "open"
