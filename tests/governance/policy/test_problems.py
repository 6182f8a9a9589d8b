"""What can't be taken is told with its line, the value and the remedy, all of it at once."""

import pytest

from tests.governance.policy import texts
from tests.governance.policy.texts import base, extension, problem, problems

STAGE = "  release:\n    {}\n    approvals: [{{role: it}}]"


def in_release(text: str) -> str:
    """The release stage begins at line 19; `text` stands at line 20."""
    return base(release=STAGE.format(text))


def in_approval(text: str) -> str:
    """`text` stands at line 21."""
    return base(
        release=f"  release:\n    approvals: [{{role: officer}},\n      {{role: it, {text}}}]"
    )


@pytest.mark.parametrize(
    ("source", "line", "message", "remedy"),
    [
        (base("counts: measurd\n"), 3, "“measurd”", "Did you mean measured?"),
        (base("counts: [claimed]\n"), 3, "A list isn't known here", "Write claimed or measured."),
        (base("evaluation_limit: three\n"), 3, "“three” isn't a whole number", "from 1 to 1000"),
        (base("evaluation_limit: 0\n"), 3, "0 is out of range", "from 1 to 1000"),
        (base("evaluation_limit: 1_0\n"), 3, "“1_0”", "Write a whole number"),
        (base("evaluation_limit: NaN\n"), 3, "“NaN”", "Write a whole number"),
        (base("evaluation_limit:\n"), 3, "Nothing isn't a whole number", "Write a whole number"),
        (base("sandbox_required: yes\n"), 3, "“yes” is neither", "Write true or false."),
        (base('sandbox_required: "true"\n'), 3, "neither true nor false", "Write true or false."),
        (base("residency: on-premises\n"), 3, "“on-premises”", "Did you mean on_premises?"),
        (base("conditions_lapse: open\n"), 3, "“open”", "Write warn or shut."),
        (base("meaningless_fields: [title, objectives]\n"), 3, "“objectives”", "Write title"),
        (base("meaningless_fields: title\n"), 3, "A list is wanted", "Write it as [one, two]."),
        (base("meaningless_fields: [title, title]\n"), 3, "“title” stands here twice", "once"),
        (base("colour: red\n"), 3, "“colour” isn't a setting of a policy", "Write policy, "),
        (base("evaluation_limt: 3\n"), 3, "“evaluation_limt”", "Did you mean evaluation_limit?"),
        (base("separation: none\n"), 3, "`separation` is a group of settings", "`name: value`"),
        (base("separation: {author_vote: never}\n"), 3, "“author_vote”", "author_votes?"),
        (base("release: {targets: ['no spaces']}\n"), 3, "“no spaces” isn't a name", "letters"),
        (base("release: {break_glass_people: 1}\n"), 3, "1 is out of range", "from 2 to 10"),
        (base("monitoring: {min_coverage: 1.5}\n"), 3, "1.5 is out of range", "from 0 to 1"),
        (base("monitoring: {min_coverage: nan}\n"), 3, "“nan” isn't a number", "such as 0.05"),
        (base("monitoring: {min_coverage: 1e-3}\n"), 3, "“1e-3” isn't a number", "such as 0.05"),
        (base("monitoring:\n  drift:\n    pssi: 1\n"), 5, "“pssi”", "Did you mean psi?"),
        (base("counts: claimed\ncounts: measured\n"), 4, "“counts” stands here twice", "line 3"),
        (base("[a, b]: c\n"), 3, "A name is wanted before the colon", "Write a name."),
        (in_release("checks: [target-allowd]"), 20, "“target-allowd”", "target-allowed?"),
        (in_release("checks: [objectives-met]"), 20, "can't be judged at Release", "training"),
        (in_release("checks: target-allowed"), 20, "`checks` is a list", "hyphen"),
        (in_release("checks: [{margin: 1}]"), 20, "This check has no name", "Write `check:`"),
        (in_release("checks: [{check: target-allowed, target: [a]}]"), 20, "“target”", "targets?"),
        (in_release("checks: [target-allowed, target-allowed]"), 20, "twice", "line 20"),
        (in_release("checks: [{check: needs-open, binding: false}]"), 20, "always binds", "Take"),
        (in_release("needs_to_work: [releas]"), 20, "“releas”", "Did you mean release?"),
        (in_release("needs_to_work: [operation]"), 20, "can't wait for operation", "definition"),
        (in_release("expires_days: never"), 20, "“never” isn't a whole number", "1 to 3650"),
        (in_release("due_days: {a: 2}"), 20, "A group of settings isn't", "whole number"),
        (in_release("due_days: 2\n    remind_days: 2"), 21, "comes too early", "smaller than"),
        (in_release("advisory_roles: [judge]"), 20, "“judge” isn't known", "Write analyst, "),
        (in_approval("count: 0"), 21, "0 is out of range", "from 1 to 50"),
        (in_approval("count: all"), 21, "“all” isn't a whole number", "from 1 to 50"),
        (in_approval("number: 2"), 21, "“number” isn't a setting of an approval", "Write role"),
        (in_approval("when: {}"), 21, "`when` says nothing", "tier"),
        (in_approval("when: {tier: huge}"), 21, "“huge”", "Write low, medium or high."),
        (in_approval("when: {tiers: high}"), 21, "“tiers”", "Did you mean tier?"),
        (base(release="  release:\n    approvals: [{count: 2}]"), 20, "no `role`", "whose vote"),
        (base(release="  release:\n    approvals: [{role: itt}]"), 20, "“itt”", "mean it?"),
        (base(release="  release:\n    approvals: [it]"), 20, "is a group of settings", "`name:"),
        (base(release="  release:\n    approvals: [{role: it}, {role: it}]"), 20, "twice", "line 20"),
        (base(release="  release:\n    due_days: 3"), 20, "Nobody would open the Release", "Add"),
        (
            base(release="  release:\n    approvals: [{role: it, when: {tier: high}}]"),
            20,
            "Nobody would open the Release gate",
            "without `when:`",
        ),
        (base() + "  operation:\n    checks: [needs-open]\n", 23, "Operation has no gate", "Take"),
        (base() + "  operation:\n    expires_days: 3\n", 23, "Operation has no gate", "Take"),
        (base() + "  operations: {}\n", 22, "“operations”", "Did you mean operation?"),
        (base().replace("title: Own", "title: ''"), 2, "Text is wanted", "Write some."),
        (base().replace("title: Own", f"title: {'x' * 201}"), 2, "201 characters", "to 200"),
        (base().replace("policy: own", "policy: My Policy"), 1, "“My Policy”", "restricted-data"),
        (extension().replace("extends: standard", "extends: standart"), 2, "“standart”", "Publish"),
        (extension().replace("extends: standard", "extends: own"), 2, "extend itself", "Name"),
    ],
)  # fmt: skip
def test_it_names_line_value_and_remedy(source, line, message, remedy):
    found = problem(source)
    assert found.line == line
    assert message in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("title: Own\n" + base().split("\n", 2)[2], "`policy`"),
        (base().replace("title: Own\n", ""), "`title`"),
        (base().replace("  data:\n    approvals:\n      - role: it\n", ""), "Data readiness"),
    ],
)
def test_it_names_what_is_missing(source, missing):
    assert missing in problem(source).message


def test_all_problems_come_at_once_in_the_order_of_the_text():
    found = problems(base("counts: x\nevaluation_limit: y\nwhat: z\n"))
    assert [one.line for one in found] == [3, 4, 5]


def test_its_text_is_one_line_a_problem():
    source = base("counts: x\nevaluation_limit: y\n")
    with pytest.raises(texts.PolicyError) as caught:
        texts.parse(source)
    assert str(caught.value).splitlines() == [
        "line 3: “x” isn't known here. Write claimed or measured.",
        "line 4: “y” isn't a whole number. Write a whole number from 1 to 1000.",
    ]


def test_a_long_value_is_quoted_in_short():
    assert len(problem(base(f"counts: {'x' * 500}\n")).message) < 120


def test_a_policy_that_its_parent_is_built_on_cannot_extend_it():
    own = texts.parse(extension(), load_parent=texts.published)
    source = "policy: standard\nextends: own\ntitle: Standard\n"
    with pytest.raises(texts.PolicyError) as caught:
        texts.parse(source, load_parent=lambda name: texts.Parent(own, 1))
    (found,) = caught.value.problems
    assert (found.line, found.message) == (2, "“own” is itself built on “standard”.")


def test_without_a_way_to_find_parents_nothing_can_be_extended():
    with pytest.raises(texts.PolicyError, match="no published policy “standard”"):
        texts.parse(extension())
