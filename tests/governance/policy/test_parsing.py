"""What a policy's text says, read."""

from decimal import Decimal

import pytest

from governance.policy import ApprovalRule, CheckRule, Condition, parse, words
from tests.governance.policy import texts


def test_the_shipped_standard_rules_over_every_stage():
    policy = texts.standard()
    assert (policy.name, policy.title, policy.extends) == ("standard", "Standard", None)
    assert tuple(policy.stages) == words.STAGES
    assert policy.counts == "measured"
    assert policy.evaluation_limit == 3
    assert policy.monitoring.drift.psi == Decimal("0.2")
    assert policy.meaningless_fields == ("title", "description")


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        ("definition", [("analyst", None), ("data_scientist", None)]),
        ("data", [("data_scientist", None), ("analyst", None)]),
        ("platform", [("it", None), ("officer", "classification is restricted")]),
        (
            "training",
            [("analyst", None), ("data_scientist", None), ("validator", "tier is high")],
        ),
        ("integration", [("devops", None), ("data_scientist", None)]),
        ("release", [("it", None), ("officer", "tier is high")]),
    ],
)
def test_standard_asks_for_the_votes_of_the_design(stage, asked):
    rules = texts.standard().stage(stage)
    assert [(one.role, one.when and str(one.when)) for one in rules.approvals] == asked
    assert all(one.count == 1 for one in rules.approvals)


def test_standard_wants_an_analyst_who_did_not_write_the_brief():
    assert [one.not_author for one in texts.standard().stage("definition").approvals] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("stage", "to_work", "to_close"),
    [
        ("definition", (), ()),
        ("data", (), ("definition",)),
        ("platform", (), ("definition",)),
        ("training", ("definition", "data", "platform"), ("definition", "data", "platform")),
        ("integration", ("definition",), ("definition", "training")),
        ("release", ("training", "integration"), ("training", "integration")),
        ("operation", ("release",), ("release",)),
    ],
)
def test_standard_lets_stages_wait_for_each_other(stage, to_work, to_close):
    rules = texts.standard().stage(stage)
    assert (rules.needs_to_work, rules.needs_to_close) == (to_work, to_close)


@pytest.mark.parametrize("stage", ["data", "platform", "training", "integration", "release"])
def test_what_a_stage_needs_is_checked_without_being_written(stage):
    rules = texts.standard().stage(stage)
    assert rules.checks[0] == CheckRule(
        "needs-open", {"stages": rules.needs_to_close}, waivable=False
    )


def test_a_stage_that_needs_none_has_no_such_check():
    assert texts.standard().stage("definition").check("needs-open") is None


def test_only_operation_is_without_a_gate():
    assert [key for key, one in texts.standard().stages.items() if not one.has_gate] == [
        "operation"
    ]


def test_settings_of_the_whole_policy_reach_into_the_checks():
    release = texts.base(
        release="  release:\n    checks: [target-allowed, sandbox-available]\n"
        "    approvals: [{role: it}]"
    )
    head = "sandbox_required: true\nrelease: {targets: [local]}\n"
    rules = parse(release.replace("stages:", head + "stages:", 1)).stage("release")
    assert rules.check("target-allowed").params == {"targets": ("local",)}
    assert rules.check("sandbox-available").params == {"required": True}


def test_a_check_takes_parameters_and_may_be_shown_only():
    stage = """
  training:
    checks:
      - check: not-worse-than-champion
        margin: 0.005
        judged_by: interval
        binding: false
        waivable: false
    approvals: [{role: analyst}]"""
    rule = parse(texts.base(training=stage.strip("\n"))).stage("training").checks[0]
    assert rule.params == {"margin": Decimal("0.005"), "judged_by": "interval"}
    assert (rule.binding, rule.waivable) == (False, False)
    assert rule.line == 15


def test_an_approval_may_ask_several_or_everyone_under_a_condition():
    stage = """
  release:
    approvals:
      - role: it
        count: 2
      - role: officer
        everyone: true
        not_author: true
        when:
          tier: [high, medium]
          residency: on_premises"""
    rules = parse(texts.base(release=stage.strip("\n"))).stage("release")
    condition = Condition((("residency", ("on_premises",)), ("tier", ("medium", "high"))))
    assert rules.approvals == (
        ApprovalRule("it", count=2),
        ApprovalRule("officer", everyone=True, not_author=True, when=condition),
    )
    assert str(condition) == "residency is on-premises and tier is medium or high"


@pytest.mark.parametrize(
    ("context", "roles"),
    [
        ({"tier": "high"}, ["it", "officer"]),
        ({"tier": "low"}, ["it"]),
        ({"tier": None}, ["it", "officer"]),
        ({}, ["it", "officer"]),
    ],
)
def test_a_condition_of_which_nothing_is_known_holds(context, roles):
    rules = texts.standard().stage("release")
    assert [one.role for one in rules.approvals_for(context)] == roles


def test_what_is_left_out_has_its_default():
    policy = parse(texts.base())
    assert (policy.counts, policy.residency, policy.sandbox_required) == ("measured", None, False)
    assert policy.stage("release").expires_days is None
    assert policy.release.kinds == ("approved", "rollback", "break_glass")


def test_anywhere_is_no_residency():
    assert parse(texts.base("residency: anywhere\n")).residency is None
    assert parse(texts.base("residency: on_premises\n")).residency == "on_premises"


def test_comments_folded_text_and_windows_line_ends_are_taken():
    source = texts.base("description: >-\n  Two\n  lines.\n").replace("\n", "\r\n")
    assert parse(f"# why\r\n{source}").description == "Two lines."


def test_rules_are_equal_wherever_they_stand_in_the_text():
    assert parse("\n\n" + texts.base()).stage("release") == parse(texts.base()).stage("release")


def test_a_published_policy_cannot_be_changed_by_its_readers():
    policy = texts.standard()
    with pytest.raises(TypeError):
        policy.stages["release"] = policy.stages["data"]
    with pytest.raises(TypeError):
        policy.stage("training").check("not-worse-than-champion").params["margin"] = Decimal(9)
