"""Over a whole lap and the next: what lists say of each gate is what the facts say, after each act."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Gate
from governance.services import waivers
from tests.story import Lap
from workflows import standing
from workflows.models import Cycle
from workflows.services import settling
from workflows.standing import StageStanding

pytestmark = pytest.mark.django_db


class Recomputed(Lap):
    """A lap that recomputes every gate whenever time passes, that is, after each act."""

    looked = 0
    seen: set[tuple[str, str]]

    def tick(self, **span: int) -> datetime:
        for cycle in Cycle.objects.filter(state="building"):
            self.compare(cycle)
        return super().tick(**span)

    def compare(self, cycle: Cycle) -> None:
        settling.settle(cycle_id=cycle.pk, now=self.now)
        facts = standing.of(self.cycle, now=self.now)
        for key, stage in facts.stages.items():
            gate = self.gate_of(stage)
            if gate is None:
                continue
            gate.refresh_from_db()
            assert gate.state == stage.view.state, (key, gate.state, stage.view)
            self.looked += 1
            self.seen.add((key, gate.state))

    def gate_of(self, stage: StageStanding) -> Gate | None:
        """The gate that lists show for a stage: its newest attempt's, or the one it stands on."""
        return standing.gate_of(stage.attempt) if stage.attempt else None


@pytest.fixture
def recomputed(cast, now, monkeypatch, settings, tmp_path) -> Recomputed:
    settings.PITWALL_HOME = tmp_path
    Recomputed.seen = set()
    return Recomputed(cast, now, monkeypatch)


def test_the_projection_agrees_with_the_facts_over_two_laps(recomputed):
    first = recomputed.ready_to_release(value="0.93")
    recomputed.approve_release()
    recomputed.release(first)
    recomputed.serve_month(datetime(2026, 4, 1, tzinfo=UTC), 89)
    recomputed.make.brief(recomputed.use_case, constraints="Only what is known at departure.")
    recomputed.open_gate("definition", "ana", "ava", "sam")
    second = recomputed.train_again("2", value="0.94", champion="0.93")
    recomputed.try_again()
    recomputed.approve_release()
    recomputed.release(second)
    assert recomputed.looked > 200
    stages = ("definition", "data", "platform", "training", "integration", "release")
    assert recomputed.seen >= {(key, "open") for key in stages}
    assert recomputed.seen >= {(key, "asked") for key in stages}
    assert ("definition", "shut") in recomputed.seen


def test_it_agrees_when_only_time_passes(recomputed):
    recomputed.start()
    recomputed.define()
    cloud = recomputed.make.place("cloud", "cloud")
    revision = recomputed.make.environment(place_id=cloud.pk, service_level="office hours")
    recomputed.make.platform(recomputed.use_case, revision.pk)
    recomputed.open_gate("platform", "sam", "ivo")
    waivers.grant(
        actor=recomputed.cast.ola,
        scope_id=recomputed.use_case.scope_id,
        stage="platform",
        check_key="residency",
        reason="Until the hall is cooled.",
        until=recomputed.now + timedelta(days=5),
        now=recomputed.tick(),
    )
    for days in (1, 3, 2, 200, 200):
        recomputed.tick(days=days)
    recomputed.tick()
    assert recomputed.seen >= {("platform", "open"), ("platform", "shut"), ("definition", "shut")}


def test_it_agrees_when_the_approved_content_comes_back(recomputed):
    """The second attempt had rounds of its own, and in the end stands on the first one's."""
    recomputed.start()
    recomputed.define()
    recomputed.make.brief(recomputed.use_case, residency="anywhere")
    recomputed.tick()
    recomputed.vote(recomputed.submit("definition", "ana"), "ava", "reject", comment="Not abroad.")
    recomputed.make.brief(recomputed.use_case)
    recomputed.tick()
    stage = recomputed.stage("definition")
    assert stage.is_open
    first, second = recomputed.cycle.attempts.filter(stage="definition").order_by("n")
    assert (second.end, second.carried_from) == ("carried", first)
    assert recomputed.gate_of(stage).state == "open"


def test_a_carried_approval_that_expires_is_noticed_when_only_time_passes(lap):
    """The gate belongs to the lap before; the lap that stands on it is the one to look at."""
    lap.round()
    lap.start(entry_stage="training")
    carried = lap.cycle.attempts.get(stage="definition")
    assert settling.due(lap.now) == []
    lap.tick(days=366)
    assert settling.due(lap.now) == [lap.cycle.pk]
    settling.settle(cycle_id=lap.cycle.pk, now=lap.now)
    gate = standing.gate_of(carried)
    gate.refresh_from_db()
    assert gate.state == "shut"
    assert lap.cycle.attempts.get(stage="definition", ended_at=None).n == 2
