"""An extension adds and makes stricter; it never takes away."""

from decimal import Decimal

import pytest

from governance.policy import ApprovalRule, Layer, Parent, parse
from tests.governance.policy.texts import (
    extended,
    extension,
    problem,
    published,
    shipped,
    standard,
)


def stage(key: str, text: str) -> str:
    """Stages begin at line 4, the stage at line 5, `text` at line 6."""
    return f"stages:\n  {key}:\n    {text}\n"


def test_an_empty_extension_says_what_its_parent_says():
    own, parent = extended(), standard()
    assert own.stages == parent.stages
    assert (own.name, own.title, own.description) == ("own", "Own", "")
    assert (own.extends, own.layers) == ("standard", (Layer("standard", 3),))


def test_layers_name_the_whole_line_of_descent():
    grandchild = parse(
        "policy: small\nextends: own\ntitle: Small\n",
        load_parent=lambda name: Parent(extended(), 7),
    )
    assert grandchild.layers == (Layer("own", 7), Layer("standard", 3))


def test_restricted_data_stays_on_premises_and_asks_more_people():
    own = parse(shipped("restricted-data"), load_parent=published)
    assert (own.residency, own.sandbox_required, own.evaluation_limit) == ("on_premises", True, 2)
    assert own.stage("data").check("residency").params == {"required": "on_premises"}
    assert own.stage("release").check("sandbox-available").params == {"required": True}
    asked = {key: {one.role for one in rules.approvals} for key, rules in own.stages.items()}
    assert asked["definition"] == {"analyst", "data_scientist", "it"}
    assert asked["data"] == {"data_scientist", "analyst", "it", "officer"}
    assert asked["training"] == {"analyst", "data_scientist", "validator"}
    assert asked["release"] == {"it", "officer", "validator"}
    assert ApprovalRule("validator") in own.stage("training").approvals


@pytest.mark.parametrize(
    ("body", "line", "remedy"),
    [
        ("evaluation_limit: 4\n", 4, "Write 3 or less."),
        ("votes_of_leavers_count: true\n", 4, "Keep false."),
        ("conditions_lapse: warn\n", 4, "Keep shut or leave the line out."),
        ("counts: claimed\n", 4, "Keep measured or leave the line out."),
        ("meaningless_fields: [title, need]\n", 4, "Leave need out."),
        ("release:\n  kinds: [approved]\n  break_glass_people: 1\n", 6, "from 2 to 10"),
        ("monitoring:\n  min_coverage: 0.4\n", 5, "Write 0.5 or more."),
        ("monitoring:\n  min_rows: 99\n", 5, "Write 100 or more."),
        ("monitoring:\n  lateness_days: 31\n", 5, "Write 30 or less."),
        ("monitoring:\n  drift:\n    psi: 0.21\n", 6, "Write 0.2 or less."),
        (stage("training", "expires_days: 181"), 6, "Write 180 or less."),
        (stage("training", "approvals: [{role: analyst, count: 0}]"), 6, "from 1 to 50"),
        (
            stage("definition", "approvals: [{role: analyst, not_author: false}]"),
            6,
            "Keep true.",
        ),
        (
            stage("training", "checks: [{check: not-worse-than-champion, margin: 0.02}]"),
            6,
            "Write 0.01 or less.",
        ),
        (
            stage("training", "checks: [{check: objectives-met, binding: false}]"),
            6,
            "Keep true.",
        ),
        (
            stage("training", "checks: [{check: objectives-met, counts: claimed}]"),
            6,
            "Keep measured",
        ),
        (
            stage("training", "checks: [{check: evaluation-limit, limit: 4}]"),
            6,
            "Write 3 or less.",
        ),
    ],
)
def test_it_refuses_what_would_weaken_the_parent(body, line, remedy):
    found = problem(extension(body))
    assert found.line == line
    assert remedy in found.remedy


STRICT = """policy: standard
title: Strict
residency: on_premises
sandbox_required: true
separation: {author_votes: never, approver_may_release: false}
release: {targets: [local], kinds: [approved]}
stages:
"""
GATES = "".join(
    f"  {key}:\n    approvals: [{{role: it, count: 2, everyone: true}}]\n"
    for key in ("definition", "data", "platform", "training", "integration", "release")
)


@pytest.mark.parametrize(
    ("body", "line", "remedy"),
    [
        ("residency: anywhere\n", 4, "Keep on_premises"),
        ("sandbox_required: false\n", 4, "Keep true."),
        ("separation: {author_votes: where_rules_allow}\n", 4, "Keep never"),
        ("separation: {approver_may_release: true}\n", 4, "Keep false."),
        ("release: {targets: [cloud]}\n", 4, "Leave cloud out."),
        ("release: {targets: []}\n", 4, "Name some of local."),
        ("release: {kinds: [approved, rollback]}\n", 4, "Leave rollback out."),
        (stage("release", "approvals: [{role: it, count: 1}]"), 6, "Write 2 or more."),
        (stage("release", "approvals: [{role: it, everyone: false}]"), 6, "Keep true."),
    ],
)
def test_it_refuses_what_would_weaken_a_strict_parent(body, line, remedy):
    parent = parse(STRICT + GATES)
    with pytest.raises(Exception, match=f"line {line}: ") as caught:
        parse(extension(body), load_parent=lambda name: Parent(parent, 1))
    (found,) = caught.value.problems
    assert remedy in found.remedy


def test_as_strict_as_the_parent_is_no_problem():
    body = "evaluation_limit: 3\ncounts: measured\nconditions_lapse: shut\n"
    own = extended(body + stage("training", "expires_days: 180"))
    assert own.stages == standard().stages


def test_what_it_lists_is_added():
    own = extended(
        stage(
            "release",
            "needs_to_work: [data]\n    checks: [needs-open]\n    advisory_roles: [validator]\n"
            "    approvals: [{role: devops}, {role: it, count: 2}]",
        )
    ).stage("release")
    before = standard().stage("release")
    assert own.needs_to_work == ("data", "training", "integration")
    assert own.check("needs-open").params["stages"] == own.needs_to_close
    assert {one.key for one in own.checks} == {one.key for one in before.checks}
    assert own.advisory_roles == (*before.advisory_roles, "validator")
    assert own.approvals[0] == ApprovalRule("it", count=2)
    assert own.approvals[-1] == ApprovalRule("devops")
    assert len(own.approvals) == len(before.approvals) + 1


def test_a_rule_with_another_condition_stands_beside_the_parents():
    own = extended(stage("release", "approvals: [{role: it, count: 2, when: {tier: high}}]"))
    its = [one for one in own.stage("release").approvals if one.role == "it"]
    assert [(one.count, str(one.when or "")) for one in its] == [(1, ""), (2, "tier is high")]


def test_a_parameter_may_become_stricter():
    own = extended(stage("training", "checks: [{check: not-worse-than-champion, margin: 0}]"))
    assert own.stage("training").check("not-worse-than-champion").params["margin"] == Decimal(0)


def test_a_stricter_setting_of_the_whole_policy_reaches_the_parents_checks():
    own = extended("evaluation_limit: 1\nrelease: {targets: [local]}\n")
    assert own.stage("training").check("evaluation-limit").params == {"limit": 1}
    assert own.stage("release").check("target-allowed").params == {"targets": ("local",)}


def test_a_check_may_be_stricter_than_the_whole_policy_but_not_weaker():
    strict = extended(stage("training", "checks: [{check: evaluation-limit, limit: 2}]"))
    assert strict.stage("training").check("evaluation-limit").params == {"limit": 2}
    weak = "evaluation_limit: 2\n" + stage(
        "training", "checks: [{check: evaluation-limit, limit: 3}]"
    )
    assert "weaker than this policy's evaluation_limit" in problem(extension(weak)).message
