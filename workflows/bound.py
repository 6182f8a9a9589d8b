"""The content that each stage's approval binds to now, from the rows that are current."""

import json
from typing import Any

from governance import canonical
from projects import contents as project_contents
from workflows import contents
from workflows.contents import Content
from workflows.material import Material
from workflows.models import Candidate
from workflows.words import EvaluationState


def content_of(
    stage: str, material: Material, cleared_by: dict[str, str] | None = None
) -> Content | None:
    """What an approval of `stage` would bind to now; None where there is nothing to approve.

    `cleared_by` holds the content hashes of the gates that a release stands on. Where the policy
    asks more people when the brief says so (an officer, if data is restricted), an approval binds
    to who was asked: a brief that turns stricter afterwards asks for the others too.
    """
    release = stage == "release"
    content = _release(material, cleared_by or {}) if release else _CONTENTS[stage](material)
    asked = _votes_of(stage, material)
    return content if content is None or asked is None else {**content, "votes_of": asked}


def hash_of(content: Content | None) -> str:
    """SHA-256 of the content's canonical text; empty where there is no content."""
    return canonical.digest(content) if content is not None else ""


def version_of(candidate: Candidate) -> dict[str, str]:
    """What names a model version for good: not an alias, but the hash of its artifacts."""
    return {
        "server": candidate.server.key,
        "model": candidate.model,
        "version": candidate.version,
        "artifacts_sha": candidate.artifacts_sha,
    }


def _votes_of(stage: str, material: Material) -> list[str] | None:
    """The roles that are asked for votes; None where the brief has no say in that."""
    rules = material.policy.stages.get(stage)
    if rules is None or not any(one.when for one in rules.approvals):
        return None
    return sorted({one.role for one in rules.approvals_for(material.context)})


def _definition(material: Material) -> Content | None:
    if material.brief is None:
        return None
    return contents.definition(
        brief=project_contents.brief(material.brief),
        objectives=project_contents.objectives(material.brief),
        meaningless=material.policy.meaningless_fields,
    )


def _data(material: Material) -> Content | None:
    return contents.data(plan=project_contents.plan(material.plan)) if material.plan else None


def _platform(material: Material) -> Content | None:
    if material.platform is None or material.brief is None:
        return None
    return contents.platform(
        environment=project_contents.environment(material.platform.revision),
        load=project_contents.load(material.platform),
        residency=material.brief.residency,
    )


def _training(material: Material) -> Content | None:
    if material.candidate is None:
        return None
    pin = material.held_out
    return contents.training(
        version=version_of(material.candidate),
        evaluation=_measurement(material),
        held_out=pin.sha256 if pin else "",
    )


def _measurement(material: Material) -> dict[str, Any] | None:
    """What was measured: the objectives' figures in words, all figures by their hash."""
    evaluation = material.evaluation
    if evaluation is None or evaluation.state != EvaluationState.DONE:
        return None
    figures = json.loads(evaluation.metrics)
    wanted = [one.metric for one in material.brief.objectives.all()] if material.brief else []
    return {
        "id": evaluation.pk,
        "n": evaluation.n,
        "digest": evaluation.dataset.sha256,
        "objectives": {name: figures[name]["value"] for name in wanted if name in figures},
        "figures_sha": canonical.digest(figures),
    }


def _integration(material: Material) -> Content | None:
    if material.contract is None or material.candidate is None:
        return None
    return contents.integration(
        contract=project_contents.contract(material.contract),
        version=version_of(material.candidate),
    )


def _release(material: Material, cleared_by: dict[str, str]) -> Content | None:
    if material.candidate is None or material.target is None:
        return None
    return contents.release(
        version=version_of(material.candidate),
        target={"key": material.target.key, "alias": material.target.alias},
        cleared_by=cleared_by,
    )


_CONTENTS = {
    "definition": _definition,
    "data": _data,
    "platform": _platform,
    "training": _training,
    "integration": _integration,
}
