"""What a policy says of releases: by which rights, and by whom."""

import pytest

from governance.errors import Denied, GateShut, NotVisible, StaleState
from governance.models import Finding, Proposal
from governance.services import findings
from tests.scenarios.policies import stricter
from workflows.models import Release
from workflows.services import releases

DEVOPS_VOTES_AND_MAY_NOT_RELEASE = (
    stricter("  release:\n    approvals:\n      - role: devops\n")
    + "\nseparation:\n  approver_may_release: false\n"
)
NO_SHORT_WAYS = stricter("  release: {}\n") + "\nrelease:\n  kinds: [approved]\n"
THREE_PEOPLE = stricter("  release: {}\n") + "\nrelease:\n  break_glass_people: 3\n"


def execute(lap, candidate, by: str) -> Release:
    return releases.execute(
        actor=getattr(lap.cast, by),
        candidate_id=candidate.pk,
        target_id=lap.target.pk,
        now=lap.tick(),
    )


def propose_break_glass(lap, candidate) -> Proposal:
    return releases.propose_break_glass(
        actor=lap.cast.dov,
        candidate_id=candidate.pk,
        target_id=lap.target.pk,
        reason="The gate's people are away.",
        now=lap.tick(),
    )


def test_who_approved_it_does_not_release_it_where_policy_keeps_the_two_apart(lap_under):
    lap = lap_under(DEVOPS_VOTES_AND_MAY_NOT_RELEASE)
    candidate = lap.ready_to_release()
    lap.open_gate("release", "ann", "ivo", "dov")
    with pytest.raises(Denied, match="voted on this release"):
        execute(lap, candidate, "dov")
    assert execute(lap, candidate, "dot").state == "starting"


@pytest.mark.parametrize(
    ("rules", "says"), [(NO_SHORT_WAYS, "no break-glass"), (THREE_PEOPLE, "3 people")]
)
def test_a_policy_can_shut_break_glass(lap_under, rules, says):
    lap = lap_under(rules)
    candidate = lap.ready_to_release()
    with pytest.raises(GateShut) as shut:
        propose_break_glass(lap, candidate)
    assert says in shut.value.reasons[0]
    assert not Proposal.objects.exists()


def test_glass_is_not_broken_for_what_was_released_meanwhile(lap):
    candidate = lap.ready_to_release()
    proposal = propose_break_glass(lap, candidate)
    lap.approve_release()
    execute(lap, candidate, "dov")
    with pytest.raises(StaleState, match="already"):
        releases.confirm_break_glass(actor=lap.cast.dot, proposal_id=proposal.pk, now=lap.tick())
    assert Release.objects.count() == 1


def test_who_broke_the_glass_together_do_not_sweep_up(lap):
    candidate = lap.ready_to_release()
    proposal = propose_break_glass(lap, candidate)
    releases.confirm_break_glass(actor=lap.cast.dot, proposal_id=proposal.pk, now=lap.tick())
    finding = Finding.objects.get(kind="break_glass")

    def settle(by: str) -> Finding:
        return findings.resolve(
            actor=getattr(lap.cast, by),
            finding_id=finding.pk,
            resolution="The gate has approved it since.",
            now=lap.tick(),
        )

    findings.assign(
        actor=lap.cast.ivo, finding_id=finding.pk, owner_id=lap.cast.id("ann"), now=lap.tick()
    )
    for who, part in [("dov", "proposed"), ("dot", "confirmed"), ("ann", "own this finding")]:
        with pytest.raises(Denied, match=part) as refused:
            settle(who)
        assert {"Dov", "Dot", "Ann"}.isdisjoint(refused.value.who_can.replace(",", "").split())
        assert "Ana" in refused.value.who_can
    assert settle("ola").state == "resolved"


def test_a_release_that_is_not_there_cannot_be_told_from_one_out_of_sight(lap):
    release = lap.round()
    for pk in (release.pk, release.pk + 1):
        with pytest.raises(NotVisible):
            releases.stop(actor=lap.cast.stan, release_id=pk, reason="Moot.", now=lap.tick())
