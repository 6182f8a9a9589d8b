"""The loop's rules: what may be worked on, what a new cycle keeps, where a breach leads."""

import pytest

from workflows import loop
from workflows.stages import GATED

NEEDS = {
    "definition": (),
    "data": (),
    "platform": (),
    "training": ("definition", "data", "platform"),
    "integration": ("definition",),
    "release": ("training", "integration"),
}
ALL = {
    stage: loop.Approval(number, f"c-{stage}", f"r-{stage}", 1)
    for number, stage in enumerate(GATED)
}
CONTENT = {stage: f"c-{stage}" for stage in GATED}
RULES = {stage: f"r-{stage}" for stage in GATED}


def carried(**changes):
    given = {"approvals": ALL, "content_hashes": CONTENT, "rules_hashes": RULES, **changes}
    return {one.stage: one for one in loop.carry_over(**given)}


def test_work_begins_where_nothing_is_needed():
    assert loop.workable(NEEDS, {}) == ("definition", "data", "platform")


def test_training_waits_for_all_three_before_it():
    shut = {"definition": True, "data": True, "platform": False}
    assert "training" not in loop.workable(NEEDS, shut)
    assert "training" in loop.workable(NEEDS, shut | {"platform": True})


def test_a_gate_is_carried_over_when_content_and_rule_are_the_same():
    assert all(one.carried for one in carried().values())


@pytest.mark.parametrize("what", ["content_hashes", "rules_hashes"])
def test_a_gate_is_not_carried_over_when_either_differs(what):
    same = CONTENT if what == "content_hashes" else RULES
    kept = carried(**{what: same | {"data": "other"}})
    assert not kept["data"].carried
    assert kept["definition"].carried


def test_nothing_is_carried_over_without_an_approval_that_stands():
    assert not carried(approvals={})["definition"].carried


def test_nothing_is_carried_over_from_the_stage_that_the_cycle_enters_at():
    kept = carried(entry="training")
    assert [stage for stage in GATED if kept[stage].carried] == ["definition", "data", "platform"]


def test_a_stage_without_content_says_that_there_is_nothing_yet():
    kept = carried(content_hashes=CONTENT | {"training": ""})
    assert kept["training"].why == "this cycle has not got one nominated model version yet"


def test_the_reason_names_the_cycle_of_the_approval():
    assert carried()["data"].why.endswith("approved in cycle 1")


def test_a_breach_leads_to_training_while_the_data_gate_is_open():
    assert loop.entry_after_breach(data_open=True) == "training"
    assert loop.entry_after_breach(data_open=False) == "data"


def test_the_earliest_shut_gate_is_the_first_in_order():
    assert loop.earliest_shut({"definition": True, "platform": True}) == "data"
    assert loop.earliest_shut(dict.fromkeys(GATED, True)) is None
