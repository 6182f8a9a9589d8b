"""The stages before, the brief, and data: granted, planned, checked, enough."""

import pytest

from tests.governance.checks.material import PASSING, run

DATASET = PASSING["datasets"][0]


def dataset(id_: int, rows: int = 21000, *, passed: bool = True, **changes) -> dict:
    failures = [] if passed else ["late has 4 values, 2 are allowed"]
    return DATASET | {"id": id_, "rows": rows, "passed": passed, "failures": failures} | changes


def test_a_shut_stage_is_named_with_its_reason():
    needs = [{"stage": "definition", "open": False, "reason": "Nothing has been submitted."}]
    said = run("needs-open", needs=needs)
    assert said.outcome == "failed"
    assert said.reason == "Definition is shut: Nothing has been submitted."


def test_a_stage_that_nobody_told_of_is_unknown():
    assert run("needs-open", {"stages": ("definition", "data")}).outcome == "unknown"


def test_a_shut_stage_counts_though_the_rule_does_not_name_it():
    needs = [{"stage": "data", "open": False, "reason": ""}]
    assert run("needs-open", {}, needs=needs).reason == "Data readiness is shut."


def test_a_stage_that_waits_for_none_passes():
    assert run("needs-open", {}, needs=[]).outcome == "passed"


def test_what_the_brief_lacks_is_named():
    said = run("brief-complete", brief__complete=False, brief__missing=["a need", "an objective"])
    assert said.reason == "The brief lacks a need and an objective; the analyst adds it."
    assert said.source == "brief revision 3"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("asked", "Access to Flights was asked for and waits for Dee."),
        ("refused", "Access to Flights was refused by Dee."),
        ("revoked", "Access to Flights was revoked by Dee."),
        ("", "Access to Flights wasn't asked for; Dee can grant it."),
    ],
)
def test_access_that_is_not_granted_is_named_with_who_grants_it(state, says):
    said = run("sources-granted", sources__0__state=state)
    assert (said.outcome, said.reason) == ("failed", says)


def test_a_plan_without_sources_fails():
    assert run("sources-granted", sources=[]).outcome == "failed"


def test_what_the_plan_lacks_is_named():
    said = run("plan-complete", plan__steps=0, plan__split_rule="", plan__thresholds={})
    assert said.reason == (
        "The data plan lacks preparation steps, a split rule and rows wanted at least."
    )


def test_scenario_8_insufficient_with_the_wanted_number():
    asked = {"round": 1, "asked": 20000, "delivered": 12000, "outcome": "insufficient"}
    said = run("data-sufficient", datasets=[dataset(1, 12000)], verdict=asked)
    assert said.outcome == "failed"
    assert "12,000 training rows were delivered, 20,000 are wanted, 8,000 short." in said.reason
    assert "Insufficient in round 1: 12,000 rows delivered, 20,000 wanted." in said.reason


def test_scenario_8_a_second_delivery_settles_it():
    said = run("data-sufficient", datasets=[dataset(1, 12000), dataset(2, 20000)])
    assert (said.outcome, said.reason) == ("passed", "Delivered: 20,000 training rows.")


@pytest.mark.parametrize(("rows", "outcome"), [(19999, "failed"), (20000, "passed")])
def test_exactly_as_many_as_wanted_are_enough(rows, outcome):
    assert run("data-sufficient", datasets=[dataset(1, rows)]).outcome == outcome


def test_rows_that_failed_a_check_are_no_delivery():
    assert run("data-sufficient", datasets=[dataset(1, passed=False)]).outcome == "failed"


def test_a_smaller_slice_delivered_later_takes_nothing_away():
    assert run("data-sufficient", datasets=[dataset(1), dataset(2, 300)]).outcome == "passed"


def test_a_question_that_waits_for_delivery_keeps_it_from_passing():
    asked = {"round": 3, "asked": 30000, "delivered": None, "outcome": "asked"}
    said = run("data-sufficient", verdict=asked)
    assert said.outcome == "failed"
    assert "Round 3 asks for 30,000 rows" in said.reason


def test_the_plans_thresholds_are_enough_where_nobody_asked():
    assert run("data-sufficient", verdict=None).outcome == "passed"


def test_somebody_has_to_say_how_much_is_wanted():
    assert run("data-sufficient", verdict=None, plan__thresholds={}).outcome == "failed"


def test_a_failed_check_of_the_plan_is_told():
    said = run("dataset-checks", datasets=[dataset(1), dataset(2, passed=False)])
    assert said.outcome == "failed"
    assert said.reason == "January (training) fails: late has 4 values, 2 are allowed."


def test_a_newer_version_under_the_same_label_mends_it():
    datasets = [dataset(2), dataset(1, passed=False)]
    assert run("dataset-checks", datasets=datasets).outcome == "passed"


def test_a_good_version_of_another_part_mends_nothing():
    datasets = [dataset(1, passed=False), dataset(2, part="held_out")]
    assert run("dataset-checks", datasets=datasets).outcome == "failed"


def test_without_data_the_plans_checks_say_nothing():
    assert run("dataset-checks", datasets=[]).outcome == "unknown"
