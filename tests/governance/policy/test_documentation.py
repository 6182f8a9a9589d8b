"""docs/policies.md: every example is a policy, every name is explained."""

import re
from pathlib import Path

import pytest

from governance.policy import CATALOGUE, parse, words
from governance.policy.settings import APPROVAL, CHECK, CONDITION, SECTIONS, STAGE
from tests.governance.policy.texts import published

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_there_are_examples():
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n", 1)[0])
def test_every_example_is_a_policy(example):
    policy = parse(example, load_parent=published)
    assert policy.extends == "standard"


@pytest.mark.parametrize(
    "name",
    [
        *(name for section in SECTIONS.values() for name in section),
        *(name for name in SECTIONS if name and "." not in name),
        *STAGE,
        *APPROVAL,
        *CHECK,
        *CONDITION,
        *words.STAGES,
        *words.VOTERS,
        *CATALOGUE,
        *(name for spec in CATALOGUE.values() for name in spec.params),
    ],
)
def test_every_name_is_explained(name):
    assert re.search(rf"\b{re.escape(name)}\b", PAGE)


def test_the_default_of_every_setting_is_what_the_page_says():
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", PAGE, flags=re.MULTILINE))
    policy = published("standard").policy
    assert rows["evaluation_limit"].strip() == str(policy.evaluation_limit)
    assert rows["monitoring.lateness_days"].strip() == str(policy.monitoring.lateness_days)
    assert rows["monitoring.min_coverage"].strip() == str(policy.monitoring.min_coverage)
    assert rows["release.break_glass_people"].strip() == str(policy.release.break_glass_people)
