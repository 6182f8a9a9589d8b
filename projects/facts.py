"""What lies in this room of the facts that a gate's checks are given (governance/facts.py)."""

from collections.abc import Iterator
from typing import Any

from governance import canonical
from projects import contents, queries
from projects.metrics import METRICS
from projects.models import (
    BriefRevision,
    ContractRevision,
    DataPlan,
    Place,
    PlatformPlan,
    UseCase,
    Verdict,
)
from projects.words import VerdictOutcome

Fact = dict[str, Any]
NOT_ASKED = "none"


def brief(row: BriefRevision) -> Fact:
    """A BriefFact: the newest revision and what it lacks."""
    missing = queries.brief_gaps(row)
    return {
        "id": row.pk,
        "revision": row.number,
        "complete": not missing,
        "missing": missing,
        "residency": row.residency,
        "classification": row.classification,
        "tier": row.tier,
        "task": row.task,
        "objectives": [
            {**one, "label": METRICS[one["metric"]].label} for one in contents.objectives(row)
        ],
    }


def places(use_case: UseCase) -> list[Fact]:
    """PlaceFacts of the newest data plan's sources and versions, and of the environment."""
    return places_of(queries.latest_plan(use_case), queries.latest_platform(use_case))


def places_of(plan: DataPlan | None, platform: PlatformPlan | None) -> list[Fact]:
    """The same of rows that are already read."""
    return [*(_places_of_data(plan) if plan else ()), *(_place_of(platform) if platform else ())]


def _places_of_data(plan: DataPlan) -> Iterator[Fact]:
    for source in plan.sources.all():
        yield _place("source", source.title, source.place)
    for version in queries.datasets_of(plan):
        yield _place("dataset", version.label, version.place)


def _place_of(platform: PlatformPlan) -> Iterator[Fact]:
    environment = platform.revision.environment
    yield _place("environment", environment.title, environment.place)


def _place(what: str, name: str, place: Place) -> Fact:
    return {
        "what": what,
        "name": name,
        "place": place.title,
        "kind": place.kind,
        "region": place.region,
    }


def sources(use_case: UseCase) -> list[Fact] | None:
    """SourceFacts of the newest data plan; None where there is no plan."""
    plan = queries.latest_plan(use_case)
    return sources_of(plan) if plan else None


def sources_of(plan: DataPlan) -> list[Fact]:
    """SourceFacts of a plan that is already read."""
    states = dict(plan.use_case.source_access.values_list("source_id", "state"))
    return [
        {
            "name": source.title,
            "state": states.get(source.pk, NOT_ASKED),
            "owner": source.owner.label,
        }
        for source in plan.sources.all()
    ]


def plan(row: DataPlan) -> Fact:
    """A PlanFact."""
    return {
        "id": row.pk,
        "number": row.number,
        "steps": len(row.steps.all()),
        "target_column": row.target_column,
        "split_rule": row.split_rule,
        "thresholds": canonical.loads(row.thresholds),
    }


def verdict(plan: DataPlan) -> Fact | None:
    """A VerdictFact of the newest round, or of the newest that isn't settled; None if nobody asked."""
    newest: dict[str, Verdict] = {row.part: row for row in plan.verdicts.order_by("round")}
    rounds = sorted(
        newest.values(),
        key=lambda row: (row.outcome != VerdictOutcome.SUFFICIENT, row.round),
    )
    if not rounds:
        return None
    return {
        "round": rounds[-1].round,
        "asked": rounds[-1].asked_rows,
        "delivered": rounds[-1].delivered_rows,
        "outcome": rounds[-1].outcome,
    }


def datasets(plan: DataPlan) -> list[Fact]:
    """DatasetFacts of every version made by the plan, in the order in which they came."""
    return [
        {
            "id": row.pk,
            "part": row.part,
            "label": row.label,
            "sha256": row.sha256,
            "rows": row.rows,
            "passed": row.passed,
            "failures": [
                one["reason"] for one in canonical.loads(row.check_results) if not one["passed"]
            ],
        }
        for row in plan.versions.order_by("pk")
    ]


def environment(row: PlatformPlan) -> Fact:
    """An EnvironmentFact of the revision that the platform plan takes."""
    revision = row.revision
    return {
        "name": revision.environment.title,
        "revision": revision.number,
        "place": revision.environment.place.title,
        "service_level": revision.service_level,
        "cpu_cores": revision.cpu_cores,
        "memory_gib": revision.memory_gib,
        "accelerators": revision.accelerators,
        "frameworks": {one.name: one.version for one in revision.frameworks.all()},
    }


def load(row: PlatformPlan) -> Fact:
    """A LoadFact."""
    return {
        "cpu_cores": row.cpu_cores,
        "memory_gib": row.memory_gib,
        "accelerators": row.accelerators,
        "requests_per_second": row.requests_per_second,
    }


def frameworks(row: PlatformPlan) -> Fact:
    """A FrameworksFact: what training needs, and which environments have it."""
    needed = canonical.loads(row.frameworks)
    return {"needed": needed, "elsewhere": queries.environments_with(needed)}


def contract(row: ContractRevision) -> Fact:
    """A ContractFact."""
    return {
        "revision": row.number,
        "inputs": canonical.loads(row.inputs),
        "outputs": canonical.loads(row.outputs),
        "smoke": row.smoke_result,
        "smoke_version": row.smoke_version,
        "source": row.operational_source.title if row.operational_source else "",
    }
