"""Terms of the brief, the runs and the people who work on a use case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TERMS: Mapping[str, tuple[Any, Any]] = {
    "run": (
        _("run"),
        _(
            "One training as MLflow has it: parameters, metrics, data and files. The team makes as "
            "many as it likes; none of them counts before a version of it is nominated."
        ),
    ),
    "claimed": (
        _("claimed"),
        _(
            "What the run itself says. What counts at a gate is what Pitwall measures of the "
            "nominated version, on data that training never saw."
        ),
    ),
    "measured": (
        _("measured"),
        _(
            "Computed by Pitwall in a sandbox, on held-out rows. Each try on the same rows is "
            "numbered, and the policy limits how many there may be."
        ),
    ),
    "nominated": (
        _("nominated"),
        _("The one model version that a data scientist stands for at the Training gate."),
    ),
    "curves": (
        _("curves"),
        _(
            "What the runs logged step by step, as MLflow has it; long ones are thinned. They are "
            "claims too."
        ),
    ),
    "best": (
        _("best"),
        _(
            "◆ marks the best of the runs that have this metric: the highest, or the lowest where "
            "less is better. A metric of which nobody can tell has no mark."
        ),
    ),
    "inputs": (
        _("data it says it used"),
        _(
            "Datasets that the client logged, by digest. “Pinned” means that this version is fixed "
            "for the cycle; another digest is other data."
        ),
    ),
    "connect": (
        _("Connect"),
        _(
            "Lines for the environment of any MLflow client. With a key of yours it writes into "
            "this use case’s workspace, and nowhere else."
        ),
    ),
    "brief": (
        _("brief"),
        _(
            "The contract between the business and those who build: the need, what is predicted, "
            "the objectives, and where data may be. Each change is a new revision."
        ),
    ),
    "meaning": (
        _("bears on meaning"),
        _(
            "The policy says which fields are mere wording. A change in any other field closes the "
            "Definition gate until it is approved again."
        ),
    ),
    "objective": (
        _("objective"),
        _(
            "A metric, the side of its threshold it should be on, and the data it is judged on: "
            "held-out at the gate, live in operation."
        ),
    ),
    "tier": (
        _("risk tier"),
        _(
            "Low, medium or high, computed from the answers. A higher tier asks for more votes and "
            "for an independent validator; a question left open counts as its most serious answer."
        ),
    ),
    "classification": (
        _("classification"),
        _("How sensitive the data is. It decides who has to agree to where it is worked on."),
    ),
    "residency": (
        _("residency"),
        _(
            "Where data, environments and targets may lie. What lies outside keeps its gate shut, "
            "until an officer waives that for a time."
        ),
    ),
    "vacancy": (
        _("vacant"),
        _(
            "A role that nobody holds here. A gate that asks for its vote can be submitted, but not "
            "open, until somebody does."
        ),
    ),
}
