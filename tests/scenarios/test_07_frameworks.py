"""Scenario 7: training needs a framework version that the environment lacks."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(lap):
    lap.start()
    lap.define()
    return lap


def wanted(lap, specifier: str):
    """Platform asked for on an environment with scikit-learn 1.5.1; what its check says."""
    revision = lap.make.environment(service_level="office hours")
    lap.make.platform(lap.use_case, revision.pk, frameworks={"scikit-learn": specifier})
    return next(
        one for one in lap.stage("platform").checks if one.rule.key == "frameworks-supported"
    ).outcome


def test_the_gate_says_which_version_and_which_environments_have_it(begun):
    place = begun.make.place("hall-c")
    for key, version in (("gpu-1", "1.7.0"), ("gpu-2", "1.6.2"), ("old-1", "1.2.0")):
        begun.make.environment(key, place_id=place.pk, frameworks={"scikit-learn": version})
    said = wanted(begun, ">=1.6")
    assert said.outcome == "failed"
    assert "scikit-learn >=1.6 is needed; prem-cpu-1 has 1.5.1." in said.reason
    assert "gpu-1" in said.reason
    assert "gpu-2" in said.reason
    assert "old-1" not in said.reason
    begun.open_gate("platform", "sam", "ivo")
    assert begun.states()["platform"] == "asked"
    assert "scikit-learn >=1.6" in begun.reasons("platform")


def test_where_nobody_has_it_the_gate_says_whom_to_ask(begun):
    assert wanted(begun, ">=9").reason.endswith("No environment has it; ask IT for it.")


def test_an_environment_that_gets_it_opens_the_gate(begun):
    wanted(begun, ">=1.6")
    newer = begun.make.environment(
        place_id=begun.use_case.platform_plans.get().revision.environment.place_id,
        frameworks={"scikit-learn": "1.6.0"},
        service_level="office hours",
        based_on=1,
    )
    begun.make.platform(begun.use_case, newer.pk, frameworks={"scikit-learn": ">=1.6"}, based_on=1)
    assert begun.open_gate("platform", "sam", "ivo").state == "approved"
