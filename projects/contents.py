"""What each revision says, as plain values: for hashing, for comparing, and for showing."""

from collections.abc import Collection, Mapping
from typing import Any

from governance import canonical
from projects.models import (
    BriefRevision,
    ContractRevision,
    DataPlan,
    EnvironmentRevision,
    Objective,
    PlatformPlan,
)

BRIEF_FIELDS = (
    "title",
    "description",
    "need",
    "prediction_target",
    "task",
    "constraints",
    "classification",
    "residency",
    "tier",
)


def brief(row: BriefRevision) -> dict[str, Any]:
    """A brief's fields and objectives, without its number, author and date."""
    return {
        **{name: getattr(row, name) for name in BRIEF_FIELDS},
        "questionnaire": canonical.loads(row.questionnaire),
        "objectives": objectives(row),
    }


def objectives(row: BriefRevision) -> list[dict[str, str]]:
    """A brief's objectives, by metric and segment."""
    ordered = sorted(row.objectives.all(), key=lambda one: (one.metric, one.segment))
    return [objective(one) for one in ordered]


def objective(row: Objective) -> dict[str, str]:
    """One objective; the threshold is decimal text."""
    return {
        "metric": row.metric,
        "direction": row.direction,
        "threshold": canonical.decimal_text(row.threshold),
        "measured_on": row.measured_on,
        "segment": row.segment,
    }


def plan(row: DataPlan) -> dict[str, Any]:
    """A data plan's sources, steps, rules and checks."""
    return {
        "sources": sorted(source.key for source in row.sources.all()),
        "label_definition": row.label_definition,
        "target_column": row.target_column,
        "positive_label": row.positive_label,
        "key_column": row.key_column,
        "split_rule": row.split_rule,
        "steps": [
            {"kind": step.kind, "title": step.title, "code_revision": step.code_revision}
            for step in row.steps.all()
        ],
        "thresholds": canonical.loads(row.thresholds),
        "checks": canonical.loads(row.checks),
    }


def environment(row: EnvironmentRevision) -> dict[str, Any]:
    """What an environment offers, and where it is."""
    return {
        "key": row.environment.key,
        "place": row.environment.place.code,
        "cpu_cores": row.cpu_cores,
        "memory_gib": row.memory_gib,
        "accelerators": row.accelerators,
        "accelerator_kind": row.accelerator_kind,
        "service_level": row.service_level,
        "interpreter": row.interpreter,
        "frameworks": {one.name: one.version for one in row.frameworks.all()},
    }


def load(row: PlatformPlan) -> dict[str, Any]:
    """What a use case needs of an environment: the load on it, and frameworks for training.

    Phases are a part of it where there are any, so that what was approved without them stands.
    """
    phases = canonical.loads(row.phases)
    return {
        "cpu_cores": row.cpu_cores,
        "memory_gib": row.memory_gib,
        "accelerators": row.accelerators,
        "requests_per_second": row.requests_per_second,
        "frameworks": canonical.loads(row.frameworks),
        **({"phases": phases} if phases else {}),
    }


def platform(row: PlatformPlan) -> dict[str, Any]:
    """What a use case takes: a revision of an environment, and what it needs there."""
    revision = row.revision
    return {"environment": revision.environment.key, "revision": revision.number, **load(row)}


def contract(row: ContractRevision) -> dict[str, Any]:
    """What the application sends and expects, and how it is tried."""
    return {
        "inputs": canonical.loads(row.inputs),
        "outputs": canonical.loads(row.outputs),
        "operational_source": row.operational_source.key if row.operational_source else "",
        "smoke_request": canonical.loads(row.smoke_request),
    }


def meaning(content: Mapping[str, Any], meaningless: Collection[str] = ()) -> str:
    """The hash of a content without the fields that the policy calls wording."""
    return canonical.digest(
        {name: value for name, value in content.items() if name not in meaningless}
    )
