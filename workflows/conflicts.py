"""What lies where it may not, and what an environment lacks: the gates' own checks, asked by pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from governance import checks
from governance.checks import CheckLine
from governance.models import PolicyVersion
from governance.policy import StageRules
from governance.queries import waiver_facts
from governance.services.policies import version_rules
from projects.models import (
    BriefRevision,
    DataPlan,
    EnvironmentRevision,
    PlatformPlan,
    UseCase,
)
from workflows.facts import Facts, some_facts
from workflows.material import Material
from workflows.models import Cycle
from workflows.stages import DATA, PLATFORM, RELEASE

# A stage → the checks that hold two ends against each other, and the facts that they read.
ASKED: Final[Mapping[str, frozenset[str]]] = {
    DATA: frozenset({"residency"}),
    PLATFORM: frozenset({"residency", "frameworks-supported", "environment-capacity"}),
    RELEASE: frozenset({"target-residency"}),
}
READ: Final = ("brief", "places", "environment", "load", "frameworks", "target")
OF_ENVIRONMENT: Final = ("places", "environment")


@dataclass(frozen=True)
class Conflict:
    """A check that failed at a stage: its outcome as the gate sees it, and a waiver that lifts it."""

    stage: str
    line: CheckLine

    @property
    def key(self) -> str:
        return self.line.rule.key

    @property
    def reason(self) -> str:
        """Both ends, in the check's own words."""
        return self.line.outcome.reason


def about(
    case: UseCase,
    cycle: Cycle | None,
    *,
    brief: BriefRevision | None,
    plan: DataPlan | None = None,
    platform: PlatformPlan | None = None,
) -> Material | None:
    """The rows that a page has read, as what the checks look at.

    Before the first cycle it is the newest version of the use case's policy that counts: the one
    that the cycle would pin. None where there is none.
    """
    version = cycle.policy_version if cycle else _newest(case)
    if version is None:
        return None
    return Material(
        use_case=case,
        cycle=cycle or Cycle(use_case=case, scope_id=case.scope_id),
        policy_version=version,
        policy=version_rules(version),
        brief=brief,
        plan=plan,
        platform=platform,
        target=cycle.target if cycle and platform else None,
    )


def facts_of(material: Material, *, known: Facts | None = None) -> Facts:
    """What these checks look at, read once for `of` and `fits`; `known` needn't be read again."""
    given = known or {}
    return {**some_facts(material, [one for one in READ if one not in given]), **given}


def of(
    material: Material, facts: Facts, *, stages: tuple[str, ...], now: datetime
) -> list[Conflict]:
    """What is in conflict at these stages, by the policy that the cycle pins; a waiver that holds
    stands beside what it lifts. Only the rows that `ASKED` is about need be in `material`.
    """
    found = [one for stage in stages if (one := _narrowed(material, stage))]
    if not any(one.checks for one in found):
        return []
    failed = [rules for rules in found if any(_failed(rules, facts, (), now))]
    waivers = waiver_facts(material.use_case.scope_id, now) if failed else ()
    return [one for rules in failed for one in _failed(rules, facts, waivers, now)]


def fits(
    material: Material, facts: Facts, revisions: Iterable[EnvironmentRevision], now: datetime
) -> dict[int, list[Conflict]]:
    """What the Platform gate would say of each of these revisions (by id), were it taken now.

    A waiver counts for nothing here: it was given to what is taken, not to what might be.
    """
    rules = _narrowed(material, PLATFORM)
    if rules is None:
        return {}
    return {
        one.pk: list(_failed(rules, {**facts, **_facts_with(material, one)}, (), now))
        for one in revisions
    }


def _facts_with(material: Material, revision: EnvironmentRevision) -> Facts:
    """The facts of an environment that isn't taken, and of where it is."""
    tried = replace(material, plan=None, target=None, platform=PlatformPlan(revision=revision))
    return some_facts(tried, OF_ENVIRONMENT)


def _newest(case: UseCase) -> PolicyVersion | None:
    rows = PolicyVersion.objects.filter(policy_id=case.policy_id).select_related("policy")
    return rows.order_by("-number").first()


def _narrowed(material: Material, stage: str) -> StageRules | None:
    """The stage with the checks that are asked here alone; None where the policy has no such stage."""
    rules = material.policy.stages.get(stage)
    if rules is None:
        return None
    return replace(rules, checks=tuple(one for one in rules.checks if one.key in ASKED[stage]))


def _failed(
    rules: StageRules,
    facts: Mapping[str, Any],
    waivers: Iterable[checks.WaiverFact],
    now: datetime,
) -> Iterator[Conflict]:
    for line in checks.run_all(rules, {**facts, "stage": rules.key}, waivers, now):
        if line.outcome.outcome == checks.FAILED:
            yield Conflict(rules.key, line)
