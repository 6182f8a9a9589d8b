"""Every check by its key: what the catalogue says of it, and the function that runs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from governance.checks import data, metrics, model, places, platform, starting, trying
from governance.checks.values import Run
from governance.policy.catalogue import CATALOGUE
from governance.policy.kinds import Kind
from governance.saying import gettext as _


@dataclass(frozen=True)
class Check:
    """One check: `stages` it suits, `params` a policy may write, `run(facts, params)`."""

    key: str
    title: str
    stages: tuple[str, ...]
    params: Mapping[str, Kind]
    run: Run


_RUNS: Final[Mapping[str, Run]] = {
    "needs-open": starting.needs_open,
    "brief-complete": starting.brief_complete,
    "residency": places.residency,
    "target-residency": places.target_residency,
    "target-allowed": places.target_allowed,
    "sources-granted": data.sources_granted,
    "plan-complete": data.plan_complete,
    "data-sufficient": data.data_sufficient,
    "dataset-checks": data.dataset_checks,
    "environment-capacity": platform.environment_capacity,
    "frameworks-supported": platform.frameworks_supported,
    "service-level": platform.service_level,
    "objectives-met": metrics.objectives_met,
    "evaluation-limit": trying.evaluation_limit,
    "not-worse-than-champion": trying.not_worse,
    "requirements-fit": model.requirements_fit,
    "signature-matches": model.signature_matches,
    "smoke-passed": model.smoke_passed,
    "sandbox-available": model.sandbox_available,
}

CHECKS: Final[Mapping[str, Check]] = {
    key: Check(key, spec.title, spec.stages, spec.params, _RUNS[key])
    for key, spec in CATALOGUE.items()
}


def title(key: str) -> str:
    """What a person calls a check; its key for one that isn't there any more."""
    return _(CHECKS[key].title) if key in CHECKS else key
