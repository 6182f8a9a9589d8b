"""What holds for a whole policy reaches into its checks, which may only go further."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from governance.policy import words
from governance.policy.catalogue import CATALOGUE, NEEDS_OPEN
from governance.policy.documents import CheckRule, Policy, StageRules
from governance.policy.drafts import Draft
from governance.policy.problems import Problems
from governance.policy.sections import Found
from governance.saying import gettext as _


def with_floors(policy: Policy, draft: Draft, problems: Problems) -> Policy:
    """The policy with every check's parameters filled in, those from the whole policy included."""
    return replace(
        policy,
        stages={
            key: replace(rules, checks=_checks(policy, rules, _given(draft, key), problems))
            for key, rules in policy.stages.items()
        },
    )


def _given(draft: Draft, stage: str) -> Mapping[str, Mapping[str, Found]]:
    """The parameters that the draft itself writes at a stage, by check."""
    if stage not in draft.stages:
        return {}
    return {one.key: one.params for one in draft.stages[stage].checks}


def _checks(
    policy: Policy,
    rules: StageRules,
    given: Mapping[str, Mapping[str, Found]],
    problems: Problems,
) -> tuple[CheckRule, ...]:
    filled = [_filled(policy, one, given.get(one.key, {}), problems) for one in rules.checks]
    filled = [
        replace(one, params={"stages": rules.needs_to_close}) if one.key == NEEDS_OPEN else one
        for one in filled
    ]
    if rules.has_gate and rules.needs_to_close and rules.check(NEEDS_OPEN) is None:
        own = CheckRule(NEEDS_OPEN, {"stages": rules.needs_to_close}, waivable=False)
        return (own, *filled)
    return tuple(filled)


def _filled(
    policy: Policy, rule: CheckRule, given: Mapping[str, Found], problems: Problems
) -> CheckRule:
    spec = CATALOGUE[rule.key]
    params = dict(rule.params)
    for name, setting in spec.floor.items():
        floor = setting_of(policy, setting)
        remedy = spec.params[name].weaker(floor, params[name]) if name in params else "absent"
        if remedy and name in given and not problems.at(given[name].node):
            problems.add(
                given[name].node,
                _("`%(name)s` would be weaker than this policy's %(setting)s.")
                % {"name": name, "setting": setting},
                remedy,
            )
        if remedy:
            params[name] = floor
    return replace(rule, params=params)


def setting_of(policy: Policy, path: str) -> Any:
    """A setting of the whole policy by its path, spelled as the text spells it."""
    value: Any = policy
    for name in path.split("."):
        value = getattr(value, name)
    return words.ANYWHERE if value is None else value
