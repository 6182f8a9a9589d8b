"""A candidate that is measured again is still held against the version in service."""

import pytest

from governance.errors import GateShut
from tests.projects.conftest import table
from workflows.models import Comparison
from workflows.runner.measuring import order_for
from workflows.services import cycles, evaluations, targets


def against_champion(lap):
    """What the check says of the challenger beside the version in service."""
    lines = lap.stage("training").checks
    return next(one for one in lines if one.rule.key == "not-worse-than-champion").outcome


def in_training(lap):
    """The second lap's Training, a weaker version nominated while the first one serves."""
    lap.round()
    lap.start(entry_stage="training")
    lap.pin()
    return lap.nominate("2")


def test_another_try_is_compared_with_the_champion_too(lap):
    candidate = in_training(lap)
    again = evaluations.ask(actor=lap.cast.sam, candidate_id=candidate.pk, now=lap.tick())
    assert Comparison.objects.filter(challenger=again).exists()
    lap.measure(candidate, "0.85")
    assert against_champion(lap).outcome == "unknown"


def test_a_target_chosen_after_the_measurement_hides_no_champion(lap):
    lap.round()
    elsewhere = targets.add(
        actor=lap.cast.ada,
        key="elsewhere",
        title="Elsewhere",
        place_id=lap.target.place_id,
        now=lap.tick(),
    )
    lap.start(entry_stage="training")
    aim(lap, elsewhere)
    lap.pin()
    lap.measure(lap.nominate("2"), "0.85")
    assert against_champion(lap).outcome == "passed"
    aim(lap, lap.target)
    assert against_champion(lap).outcome == "unknown"


def test_data_tried_out_as_a_slice_is_not_fresh_when_it_is_held_out(lap):
    """Pinned as a slice beside other data, it would be seen without being counted."""
    lap.ready_to_train()
    beside = lap.make.dataset(lap.plan, table(first=200), part="held_out", label="other")
    pin(lap, (lap.held_out, "slice"), (beside, "held_out"))
    assert lap.nominate("1").evaluations.get(purpose="candidate").n == 1
    assert lap.nominate("2").evaluations.get(purpose="candidate").n == 2
    pin(lap, (lap.held_out, "held_out"), (beside, "slice"))
    assert lap.nominate("3").evaluations.get(purpose="candidate").n == 3
    with pytest.raises(GateShut):
        lap.nominate("4")


def another_brief(lap, segment: str) -> None:
    objective = {
        "metric": "roc_auc",
        "direction": "at_least",
        "threshold": "0.7",
        "segment": segment,
    }
    lap.make.brief(lap.use_case, objectives=[objective], now=lap.tick())


def test_by_a_brief_that_nobody_agreed_on_nothing_is_measured(lap):
    """Objectives say of which rows of held-out data something is told."""
    lap.ready_to_train()
    candidate = lap.nominate("1")
    asked = candidate.evaluations.get()
    another_brief(lap, "flight=f1")
    with pytest.raises(GateShut, match="before these gates are open"):
        evaluations.ask(actor=lap.cast.sam, candidate_id=candidate.pk, now=lap.tick())
    assert order_for(asked).spec.segments == ()


def pin(lap, *wanted):
    cycles.pin_data(
        actor=lap.cast.sam,
        cycle_id=lap.cycle.pk,
        datasets=[(dataset.pk, use) for dataset, use in wanted],
        now=lap.tick(),
    )


def aim(lap, target):
    cycles.choose_target(
        actor=lap.cast.dov, cycle_id=lap.cycle.pk, target_id=target.pk, now=lap.tick()
    )
