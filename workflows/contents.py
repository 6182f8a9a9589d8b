"""What an approval binds to: one `content` a stage, hashed in its canonical form.

Pure functions of plain values, so that a gate can be recomputed from what is stored. None means
that there is nothing to approve yet.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Content = dict[str, Any]
MEANINGLESS = ("title", "description")


def definition(
    *,
    brief: Mapping[str, Any],
    objectives: Sequence[Mapping[str, str]],
    meaningless: Sequence[str] = MEANINGLESS,
) -> Content:
    """The brief's meaning: its fields but those that the policy calls wording, its objectives."""
    ordered = sorted(objectives, key=lambda one: (one["metric"], one["segment"]))
    return {
        **{name: value for name, value in brief.items() if name not in meaningless},
        "objectives": [dict(one) for one in ordered],
    }


def data(*, plan: Mapping[str, Any]) -> Content:
    """The data plan; dataset versions made by it belong to the gate without being part of it."""
    return dict(plan)


def platform(*, environment: Mapping[str, Any], load: Mapping[str, int], residency: str) -> Content:
    """The environment's revision, the load declared on it, and the residency it must satisfy."""
    return {"environment": dict(environment), "load": dict(load), "residency": residency}


def training(
    *, version: Mapping[str, str], evaluation: Mapping[str, Any] | None, held_out: str
) -> Content:
    """The model version by the hash of its artifacts, what was measured of it and on what."""
    return {
        "model_version": dict(version),
        "evaluation": dict(evaluation) if evaluation else None,
        "held_out": held_out,
    }


def integration(*, contract: Mapping[str, Any], version: Mapping[str, str]) -> Content:
    """The contract's revision and the model version that it was tried with."""
    return {"contract": dict(contract), "model_version": dict(version)}


def release(
    *, version: Mapping[str, str], target: Mapping[str, str], cleared_by: Mapping[str, str]
) -> Content:
    """The model version, the target, and the content hashes of the gates that clear it."""
    return {"model_version": dict(version), "target": dict(target), "cleared_by": dict(cleared_by)}
