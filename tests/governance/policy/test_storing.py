"""A published version keeps the whole policy as canonical JSON and gives it back unchanged."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import canonical
from governance.policy import (
    CATALOGUE,
    ApprovalRule,
    CheckRule,
    Condition,
    Layer,
    Policy,
    StageRules,
    from_dict,
    parse,
    to_dict,
    words,
)
from tests.governance.policy.texts import published, shipped, standard


def kept(policy: Policy) -> Policy:
    """The policy as it comes out of the database."""
    return from_dict(canonical.loads(canonical.dumps(to_dict(policy))))


@pytest.mark.parametrize("name", ["standard", "restricted-data"])
def test_a_shipped_policy_comes_back_as_it_was(name):
    policy = parse(shipped(name), load_parent=published)
    assert kept(policy) == policy


def test_lines_of_the_text_are_not_kept():
    policy = standard()
    assert policy.stage("training").check("objectives-met").line > 0
    assert kept(policy).stage("training").check("objectives-met").line == 0


def test_the_same_rules_have_the_same_hash_wherever_they_stand():
    moved = parse("# a comment\n" + shipped("standard"))
    assert canonical.digest(to_dict(moved)) == canonical.digest(to_dict(standard()))


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="policy format 2"):
        from_dict(to_dict(standard()) | {"format": 2})


conditions = st.none() | st.builds(
    lambda tiers: Condition((("tier", tuple(tiers)),)),
    st.lists(st.sampled_from(words.CONDITIONS["tier"]), min_size=1, unique=True),
)
approvals = st.builds(
    ApprovalRule,
    role=st.sampled_from(words.VOTERS),
    count=st.integers(1, 50),
    everyone=st.booleans(),
    not_author=st.booleans(),
    when=conditions,
)
PARAMS = {
    "not-worse-than-champion": st.fixed_dictionaries(
        {"margin": st.decimals(0, 1, places=6)},
        optional={"judged_by": st.sampled_from(["value", "interval"])},
    ),
    "target-allowed": st.fixed_dictionaries({"targets": st.just(("local", "other"))}),
}
check_rules = st.sampled_from(sorted(CATALOGUE)).flatmap(
    lambda key: st.builds(
        CheckRule,
        key=st.just(key),
        params=PARAMS.get(key, st.just({})),
        binding=st.booleans(),
        waivable=st.booleans(),
    )
)
stages = st.builds(
    StageRules,
    key=st.just("training"),
    checks=st.lists(check_rules, max_size=4).map(tuple),
    approvals=st.lists(approvals, max_size=4).map(tuple),
    expires_days=st.none() | st.integers(1, 3650),
)


@given(stages)
def test_any_policy_comes_back_as_it_was(rules):
    policy = replace(
        standard(), stages={"training": rules}, layers=(Layer("a", 2),), residency="on_premises"
    )
    assert kept(policy) == policy
