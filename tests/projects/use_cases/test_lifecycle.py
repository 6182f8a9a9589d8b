"""Suspending, resuming and retiring take two persons."""

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.services import proposals
from projects.services import use_cases
from tests.projects.conftest import kinds


def propose(actor, use_case, act, now):
    return use_cases.propose(
        actor=actor, use_case_id=use_case.pk, act=act, reason="The airport closes.", now=now
    )


def both(cast, use_case, act, now):
    proposal = propose(cast.ana, use_case, act, now)
    return use_cases.confirm(actor=cast.ava, proposal_id=proposal.pk, now=now)


def test_a_proposal_alone_changes_nothing(use_case, cast, now):
    propose(cast.ana, use_case, "suspend", now)
    use_case.refresh_from_db()
    assert use_case.lifecycle == "active"


def test_the_second_person_makes_it_happen(use_case, cast, now):
    assert both(cast, use_case, "suspend", now).lifecycle == "suspended"
    assert kinds(use_case.scope)[-3:] == [
        "proposal.made",
        "proposal.confirmed",
        "use_case.suspended",
    ]


def test_the_proposer_cannot_confirm(use_case, cast, unchanged, now):
    proposal = propose(cast.ana, use_case, "suspend", now)
    with unchanged(), pytest.raises(Denied) as refusal:
        use_cases.confirm(actor=cast.ana, proposal_id=proposal.pk, now=now)
    assert "second person" in refusal.value.message


def test_another_role_cannot_confirm(use_case, cast, unchanged, now):
    proposal = propose(cast.ana, use_case, "suspend", now)
    with unchanged(), pytest.raises(Denied):
        use_cases.confirm(actor=cast.sam, proposal_id=proposal.pk, now=now)


def test_a_stranger_finds_no_proposal(use_case, cast, unchanged, now):
    proposal = propose(cast.ana, use_case, "suspend", now)
    with unchanged(), pytest.raises(NotVisible):
        use_cases.confirm(actor=cast.stan, proposal_id=proposal.pk, now=now)


def test_a_suspended_use_case_takes_no_work_until_it_is_resumed(use_case, cast, make, now):
    both(cast, use_case, "suspend", now)
    with pytest.raises(Denied) as refusal:
        make.brief(use_case)
    assert refusal.value.message == "The use case is suspended."
    assert both(cast, use_case, "resume", now).lifecycle == "active"
    assert make.brief(use_case).number == 1


def test_an_active_one_cannot_be_resumed(use_case, cast, unchanged, now):
    with unchanged(), pytest.raises(Denied):
        propose(cast.ana, use_case, "resume", now)


def test_a_retired_one_is_archived_and_stays_readable(use_case, cast, now):
    row = both(cast, use_case, "retire", now)
    row.scope.refresh_from_db()
    assert (row.lifecycle, row.scope.archived_at) == ("retired", now)
    with pytest.raises(Denied):
        propose(cast.ana, use_case, "resume", now)


def test_it_is_done_once(use_case, cast, unchanged, now):
    proposal = propose(cast.ana, use_case, "suspend", now)
    use_cases.confirm(actor=cast.ava, proposal_id=proposal.pk, now=now)
    with unchanged(), pytest.raises(StaleState):
        use_cases.confirm(actor=cast.ava, proposal_id=proposal.pk, now=now)


def test_declining_leaves_it_as_it_is(use_case, cast, now):
    proposal = propose(cast.ana, use_case, "retire", now)
    assert use_cases.decline(actor=cast.ava, proposal_id=proposal.pk, now=now).state == "declined"
    use_case.refresh_from_db()
    assert use_case.lifecycle == "active"


def test_it_refuses_an_act_that_is_none(use_case, cast, unchanged, now):
    with unchanged(), pytest.raises(Invalid) as refusal:
        propose(cast.ana, use_case, "explode", now)
    assert "suspend, resume, retire" in refusal.value.fields["act"]


def test_it_confirms_no_proposal_of_something_else(use_case, cast, unchanged, now):
    other = proposals.propose(
        actor=cast.ana,
        scope_id=use_case.scope_id,
        act="cycle.abandon",
        subject_type="cycle",
        subject_id=1,
        reason="Stuck.",
        now=now,
    )
    with unchanged(), pytest.raises(Invalid):
        use_cases.confirm(actor=cast.ava, proposal_id=other.pk, now=now)
