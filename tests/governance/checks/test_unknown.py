"""Whatever isn't known never passes: every check, every fact."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import canonical, checks
from governance.policy import CATALOGUE, CheckRule
from tests.governance.checks.material import PARAMS, PASSING, facts, run

# What each check can't do without; a change here is a change of what it looks at.
NEEDS = {
    "needs-open": ["needs"],
    "brief-complete": ["brief", "brief__complete"],
    "residency": ["stage", "brief", "brief__residency", "places"],
    "target-residency": ["target", "brief", "brief__residency", "target__kind"],
    "target-allowed": ["target", "target__key"],
    "sources-granted": ["sources"],
    "plan-complete": ["plan"],
    "data-sufficient": ["plan", "plan__thresholds", "datasets", "verdict"],
    "dataset-checks": ["datasets"],
    "environment-capacity": ["environment", "load", "load__cpu_cores", "environment__memory_gib"],
    "frameworks-supported": [
        "environment",
        "environment__frameworks",
        "frameworks",
        "frameworks__needed",
    ],
    "service-level": ["environment"],
    "objectives-met": ["brief", "brief__objectives", "measured"],
    "evaluation-limit": ["measured", "measured__n"],
    "not-worse-than-champion": ["measured", "comparison", "brief", "brief__objectives"],
    "requirements-fit": ["candidate", "candidate__missing"],
    "signature-matches": ["contract", "contract__inputs", "candidate", "signature"],
    "smoke-passed": ["contract", "candidate", "contract__smoke", "candidate__version"],
    "sandbox-available": ["sandbox"],
}


def test_every_check_is_tried_here():
    assert set(NEEDS) == set(checks.CHECKS) == set(CATALOGUE)


@pytest.mark.parametrize("key", checks.CHECKS)
def test_it_passes_on_good_facts_with_a_sentence(key):
    said = run(key)
    assert said.outcome == "passed", said
    assert said.reason.endswith(".")


@pytest.mark.parametrize("key", checks.CHECKS)
def test_it_is_unknown_when_nothing_is_known(key):
    said = checks.run(CheckRule(key, PARAMS.get(key, {})), {})
    assert said.outcome == "unknown"
    assert said.reason.endswith(".")


@pytest.mark.parametrize(
    ("key", "fact"), [(key, one) for key, all_ in NEEDS.items() for one in all_]
)
def test_it_is_unknown_without(key, fact):
    assert run(key, **{fact: ...}).outcome == "unknown"


@pytest.mark.parametrize(
    ("key", "fact"),
    [
        (key, one)
        for key, all_ in NEEDS.items()
        for one in all_
        if (key, one)
        not in {("data-sufficient", "verdict"), ("not-worse-than-champion", "comparison")}
    ],
)
def test_it_is_unknown_when_none_stands_for(key, fact):
    """None is a fact only where it says that nobody asked, or that nothing is in service."""
    assert run(key, **{fact: None}).outcome != "passed"


@pytest.mark.parametrize("key", checks.CHECKS)
@pytest.mark.parametrize("value", ["text", 7, [], {}, ["x"], [None], [{}]])
def test_facts_in_no_known_shape_never_raise(key, value):
    top = {fact.split("__")[0] for fact in NEEDS[key]}
    for fact in top:
        said = run(key, **{fact: value})
        assert said.outcome in ("passed", "failed", "unknown")
        assert said.reason


@pytest.mark.parametrize("key", checks.CHECKS)
def test_what_it_keeps_can_be_written_down(key):
    said = run(key)
    assert canonical.loads(canonical.dumps(said.value)) is not ...
    assert len(said.source) <= 200


NOT_NUMBERS = st.sampled_from(
    ["nan", "NaN", "-nan", "inf", "-inf", "", "x", None, "1" * 100, [], {}]
)


@given(NOT_NUMBERS)
def test_no_number_never_passes(value):
    estimate = {"value": value, "low": value, "high": value}
    measured = {"roc_auc": estimate}
    assert run("objectives-met", measured__metrics=measured).outcome == "failed"
    claimed = {"roc_auc": {"value": value, "run_id": "run-1", "state": "ok"}}
    assert run("objectives-met", {"counts": "claimed"}, claimed=claimed).outcome != "passed"
    pairs = {"roc_auc": {"difference": estimate}}
    assert run("not-worse-than-champion", comparison__metrics=pairs).outcome == "unknown"
    assert run("environment-capacity", load__cpu_cores=value).outcome == "unknown"


BAD = {
    "needs-open": {"needs": [{"stage": "definition", "open": False, "reason": "x"}]},
    "brief-complete": {"brief__complete": False},
    "residency": {"places__0__kind": "cloud"},
    "target-residency": {"target__kind": "cloud"},
    "target-allowed": {"target__key": "cloud"},
    "sources-granted": {"sources__0__state": "asked"},
    "plan-complete": {"plan__steps": 0},
    "data-sufficient": {"datasets__0__rows": 12000},
    "dataset-checks": {"datasets__0__passed": False},
    "environment-capacity": {"environment__cpu_cores": 4},
    "frameworks-supported": {"environment__frameworks": {"scikit-learn": "1.5.0"}},
    "service-level": {"environment__service_level": "bronze"},
    "objectives-met": {"measured__metrics": {"roc_auc": {"value": "0.79"}}},
    "evaluation-limit": {"measured__n": 4},
    "not-worse-than-champion": {"comparison__metrics__roc_auc__difference__value": "-0.01"},
    "requirements-fit": {"candidate__missing": ["torch"]},
    "signature-matches": {"contract__inputs": [{"name": "hour", "type": "string"}]},
    "smoke-passed": {"contract__smoke": "failed"},
    "sandbox-available": {"sandbox__level": "none"},
}


@pytest.mark.parametrize("key", checks.CHECKS)
def test_it_does_not_pass_on_bad_facts(key):
    assert run(key, **BAD[key]).outcome == ("unknown" if key == "requirements-fit" else "failed")


@st.composite
def gaps(draw):
    """Facts to take out: whole groups and what stands directly in one."""
    path = [draw(st.sampled_from(sorted(PASSING)))]
    if isinstance(PASSING[path[0]], dict) and draw(st.booleans()):
        path.append(draw(st.sampled_from(sorted(PASSING[path[0]]))))
    return path


@given(st.sampled_from(sorted(checks.CHECKS)), st.lists(gaps(), max_size=6))
@settings(max_examples=500)
def test_taking_facts_away_never_makes_a_check_pass(key, taken):
    known = facts(**BAD[key])
    for path in taken:
        where = known if len(path) == 1 else known.get(path[0], {})
        where.pop(path[-1], None)
    assert checks.run(CheckRule(key, PARAMS.get(key, {})), known).outcome != "passed"
