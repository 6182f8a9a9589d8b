"""What a gate's checks are given: plain values read from the rows that are current.

No floats, decimals as text (governance/facts.py has the types). A key that is absent is unknown,
and what is unknown never passes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projects import facts as projects_facts
from projects.models import Place, PlatformPlan
from workflows import stores
from workflows.material import Material, champion_of
from workflows.models import Candidate

Facts = dict[str, Any]

# Nobody has asked for rows, no version is in service: known, once the row named here is there.
KNOWN_TO_BE_NONE = {"verdict": "plan", "comparison": "evaluation"}


def shared_facts(material: Material, *, sandbox: Mapping[str, str]) -> Facts:
    """The facts that every stage's checks are given; `sandbox` is what this host offers."""
    facts: Facts = {"sandbox": dict(sandbox)}
    for name, build in _BUILDERS.items():
        value = build(material)
        if value is not None:
            facts[name] = value
    if _nothing_to_compare_with(material):
        facts["comparison"] = None  # known, unlike a comparison that is wanting
    return facts


def some_facts(material: Material, names: Sequence[str]) -> Facts:
    """Some of the shared facts, for those who ask a few checks only."""
    found = {name: _BUILDERS[name](material) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _nothing_to_compare_with(material: Material) -> bool:
    """Nothing was in service when the candidate was measured, and nothing is now."""
    if material.candidate is None or material.evaluation is None or material.comparison:
        return False
    return champion_of(material.candidate) is None


def facts_for(
    stage: str, material: Material, *, shared: Facts, needs: Sequence[Mapping[str, Any]]
) -> Facts:
    """The facts of `stage`: those it shares with the others, and the gates that it waits for."""
    return {
        **shared,
        "stage": stage,
        "needs": list(needs),
        "authors": authors_of(stage, material),
    }


def authors_of(stage: str, material: Material) -> list[str]:
    """The keys of those who wrote what a stage's gate is about, for rules that ask for others."""
    rows = {
        "definition": material.brief,
        "data": material.plan,
        "platform": material.platform,
        "training": material.candidate,
        "integration": material.contract,
    }
    row = rows.get(stage)
    return [] if row is None else [str(row.author.uuid)]


def _places(material: Material) -> list[Facts]:
    """Every place that the work touches: the projects' own, the artifact store and the target."""
    places = projects_facts.places_of(material.plan, material.platform)
    if material.platform:
        places.append(_store(material, material.platform))
    if material.target:
        places.append(_place("target", material.target.title, material.target.place))
    return places


def _store(material: Material, platform: PlatformPlan) -> Facts:
    """Where the use case's artifacts lie. Where the settings tell no stores apart, the environment's
    own store is meant, and IT answers for it as for the environment.
    """
    if not stores.are_told_apart():
        environment = platform.revision.environment
        return _place("artifact store", f"of {environment.title}", environment.place)
    place = stores.place_of(material.binding, material.cycle)
    name = f"of {material.use_case.title}"
    if place is None:
        return {"what": "artifact store", "name": name, "place": "", "kind": "", "region": ""}
    return _place("artifact store", name, place)


def _place(what: str, name: str, place: Place) -> Facts:
    return {
        "what": what,
        "name": name,
        "place": place.title,
        "kind": place.kind,
        "region": place.region,
    }


def _candidate(material: Material) -> Facts | None:
    candidate = material.candidate
    if candidate is None:
        return None
    return {
        "id": candidate.pk,
        "model": candidate.model,
        "version": candidate.version,
        "run_id": candidate.mlflow_run_id,
        "artifacts_sha": candidate.artifacts_sha,
        "missing": json.loads(candidate.missing) or ([] if candidate.artifacts_sha else None),
        "author": candidate.author.label,
    }


def _claimed(material: Material) -> Facts | None:
    candidate = material.candidate
    return None if candidate is None else claimed_metrics(candidate)


def claimed_metrics(candidate: Candidate) -> Facts:
    """What the candidate's run claims, as it was read at nomination."""
    claims = json.loads(candidate.claimed)
    return {
        name: {
            "value": value,
            "run_id": candidate.mlflow_run_id,
            "state": "nan" if value in {"nan", "inf", "-inf"} else "ok",
        }
        for name, value in claims.items()
    }


def _measured(material: Material) -> Facts | None:
    if material.candidate is None:
        return None
    limit = material.policy.evaluation_limit
    evaluation = material.evaluation
    if evaluation is None:
        return {"state": "none", "limit": limit, "metrics": {}}
    state = evaluation.state if evaluation.state in {"done", "failed"} else "waiting"
    return {
        "evaluation": evaluation.pk,
        "n": evaluation.n,
        "digest": evaluation.dataset.sha256,
        "limit": limit,
        "state": state,
        "reason": evaluation.reason,
        "rows": evaluation.rows,
        "metrics": json.loads(evaluation.metrics),
        "segments": json.loads(evaluation.segments),
    }


def _comparison(material: Material) -> Facts | None:
    comparison = material.comparison
    if comparison is None:
        return None
    return {
        "id": comparison.pk,
        "state": comparison.state,
        "champion": str(comparison.champion.candidate),
        "metrics": json.loads(comparison.differences),
    }


def _signature(material: Material) -> Facts | None:
    if material.candidate is None:
        return None
    return json.loads(material.candidate.signature) or None


def _target(material: Material) -> Facts | None:
    target = material.target
    if target is None:
        return None
    return {
        "key": target.key,
        "title": target.title,
        "place": target.place.title,
        "kind": target.place.kind,
    }


def _of(build: Callable[[Any], Any], name: str) -> Callable[[Material], Any]:
    """A builder that reads one row of the material, and says nothing where there is none."""

    def built(material: Material) -> Any:
        row = getattr(material, name)
        return None if row is None else build(row)

    return built


_BUILDERS: dict[str, Callable[[Material], Any]] = {
    "brief": _of(projects_facts.brief, "brief"),
    "places": _places,
    "sources": _of(projects_facts.sources_of, "plan"),
    "plan": _of(projects_facts.plan, "plan"),
    "verdict": _of(projects_facts.verdict, "plan"),
    "datasets": _of(projects_facts.datasets, "plan"),
    "environment": _of(projects_facts.environment, "platform"),
    "load": _of(projects_facts.load, "platform"),
    "frameworks": _of(projects_facts.frameworks, "platform"),
    "candidate": _candidate,
    "claimed": _claimed,
    "measured": _measured,
    "comparison": _comparison,
    "contract": _of(projects_facts.contract, "contract"),
    "signature": _signature,
    "target": _target,
}
