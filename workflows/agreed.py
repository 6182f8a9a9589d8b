"""What a cycle was approved with: its brief and data plan, whatever was drafted since."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from projects import queries
from projects.models import BriefRevision, DataPlan
from workflows.bound import content_of, hash_of
from workflows.material import Material, gather
from workflows.models import Cycle
from workflows.stages import DATA, DEFINITION
from workflows.words import AttemptEnd

APPROVED = (AttemptEnd.APPROVED, AttemptEnd.CARRIED)


def brief(cycle: Cycle) -> BriefRevision | None:
    """The revision that Definition approved; the newest one where nothing was approved."""
    rows = cycle.use_case.briefs.prefetch_related("objectives").order_by("-number")
    return _agreed(cycle, DEFINITION, "brief", rows) or queries.latest_brief(cycle.use_case)


def plan(cycle: Cycle) -> DataPlan | None:
    """The revision that Data readiness approved; the newest one where nothing was approved."""
    rows = cycle.use_case.data_plans.prefetch_related("steps", "sources").order_by("-number")
    return _agreed(cycle, DATA, "plan", rows) or queries.latest_plan(cycle.use_case)


def _agreed(cycle: Cycle, stage: str, name: str, rows: Iterable[Any]) -> Any:
    """The newest of `rows` that hashes to what the cycle's last approval of `stage` binds to."""
    approved = cycle.attempts.filter(stage=stage, end__in=APPROVED).order_by("pk").last()
    if approved is None:
        return None
    material = gather(cycle)
    if stage != DEFINITION:
        material = replace(material, brief=brief(cycle))
    return next(
        (row for row in rows if _hash(stage, material, name, row) == approved.content_hash), None
    )


def _hash(stage: str, material: Material, name: str, row: Any) -> str:
    return hash_of(content_of(stage, replace(material, **{name: row})))
