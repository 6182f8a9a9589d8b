"""What checks are told about use cases, as plain values that canonical JSON holds."""

import pytest

from governance import canonical
from projects import contents, facts
from projects.services import source_access, verdicts
from tests.projects.conftest import MILD, table


@pytest.fixture
def plan(use_case, make):
    return make.plan(use_case, source_ids=[make.source(title="Movements").pk])


def test_a_brief_says_whether_it_is_complete(use_case, make):
    said = facts.brief(make.brief(use_case))
    assert (said["complete"], said["missing"], said["tier"]) == (True, [], "low")
    assert said["objectives"][0]["threshold"] == "0.9"
    lacking = make.brief(use_case, need="", questionnaire=dict(list(MILD.items())[1:]))
    assert facts.brief(lacking)["missing"] == [
        "Describe the business need.",
        "Answer: What follows from a prediction?",
    ]


def test_scenario_6_everything_has_a_name_and_the_place_where_it_lies(use_case, make):
    cloud = make.place("eu-west", kind="cloud", title="EU West", region="eu-west")
    source = make.source("handling", place_id=cloud.pk)
    make.plan(use_case, source_ids=[source.pk])
    environment = make.environment("cloud-burst", place_id=cloud.pk)
    make.platform(use_case, environment.pk)
    there = {"place": "EU West", "kind": "cloud", "region": "eu-west"}
    assert facts.places(use_case) == [
        {"what": "source", "name": "Handling", **there},
        {"what": "environment", "name": "cloud-burst", **there},
    ]


def test_datasets_have_a_place_too(plan, make):
    make.dataset(plan)
    assert [(one["what"], one["place"]) for one in facts.places(plan.use_case)] == [
        ("source", "Place of movements"),
        ("dataset", "Store"),
    ]


def test_sources_say_how_access_stands(plan, use_case, cast, now):
    assert facts.sources(use_case) == [{"name": "Movements", "state": "none", "owner": "Stan"}]
    row = source_access.ask(
        actor=cast.dee,
        use_case_id=use_case.pk,
        source_id=plan.sources.get().pk,
        reason="x",
        now=now,
    )
    source_access.grant(actor=cast.stan, access_id=row.pk, now=now)
    assert facts.sources(use_case)[0]["state"] == "granted"


def test_without_a_plan_nothing_is_known(use_case):
    assert facts.sources(use_case) is None
    assert facts.places(use_case) == []


def test_a_round_that_is_not_settled_comes_before_a_later_one_that_is(plan, make, cast, now):
    assert facts.verdict(plan) is None
    verdicts.ask(actor=cast.sam, plan_id=plan.pk, rows=100, now=now)
    held_out = verdicts.ask(actor=cast.sam, plan_id=plan.pk, rows=4, part="held_out", now=now)
    version = make.dataset(plan, part="held_out")
    verdicts.answer(actor=cast.dee, verdict_id=held_out.pk, dataset_id=version.pk, now=now)
    assert facts.verdict(plan) == {
        "round": 1,
        "asked": 100,
        "delivered": None,
        "outcome": "asked",
    }


def test_failures_of_a_version_are_told(use_case, make):
    plan = make.plan(use_case, checks=[{"check": "min_rows", "rows": 9}])
    make.dataset(plan)
    make.dataset(plan, table(rows=9))
    assert [(one["rows"], one["failures"]) for one in facts.datasets(plan)] == [
        (4, ["There are 4 rows; 5 are missing."]),
        (9, []),
    ]


def test_scenario_7_what_the_environment_lacks_others_have(use_case, make):
    here = make.environment("prem-cpu-1", frameworks={"torch": "2.1"})
    make.environment("prem-gpu-2", frameworks={"torch": "2.4.1"}, title="GPU hall")
    row = make.platform(use_case, here.pk, frameworks={"torch": ">=2.4"})
    assert facts.environment(row)["frameworks"] == {"torch": "2.1"}
    assert facts.frameworks(row) == {
        "needed": {"torch": ">=2.4"},
        "elsewhere": {"torch": ["GPU hall"]},
    }


def test_frameworks_bear_on_what_a_platform_approval_binds_to(use_case, make):
    environment = make.environment()
    first = make.platform(use_case, environment.pk)
    second = make.platform(use_case, environment.pk, frameworks={"torch": ">=2"}, based_on=1)
    assert facts.load(first) == facts.load(second)
    assert contents.load(first) != contents.load(second)


def test_all_of_it_has_a_canonical_form(plan, use_case, make):
    make.dataset(plan)
    platform = make.platform(use_case, make.environment().pk)
    everything = [
        facts.brief(make.brief(use_case)),
        facts.places(use_case),
        facts.plan(plan),
        facts.datasets(plan),
        facts.environment(platform),
        facts.load(platform),
        facts.frameworks(platform),
    ]
    assert canonical.loads(canonical.dumps(everything)) == everything
