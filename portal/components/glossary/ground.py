"""Terms of what the work stands on: data, environments, and room on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TERMS: Mapping[str, tuple[Any, Any]] = {
    "source": (
        _("source"),
        _("Where data comes from. Its owner grants or refuses each use case access to it."),
    ),
    "data_plan": (
        _("data plan"),
        _(
            "What the data is made of: sources, preparation steps, what is learned, how it is split, "
            "and the checks that each new version must pass. The Data gate approves it."
        ),
    ),
    "dataset": (
        _("dataset version"),
        _(
            "One delivery of data made by the plan, named by its digest. A pinned one is fixed for "
            "the cycle."
        ),
    ),
    "held_out": (
        _("held-out data"),
        _(
            "Rows that training never sees; models are measured on them. Only data engineers and "
            "officers may read them."
        ),
    ),
    "sufficiency": (
        _("is there enough"),
        _(
            "The data scientist asks for rows, the data engineer delivers; both sides’ rounds are "
            "kept."
        ),
    ),
    "pins": (
        _("pinned"),
        _("This version, by its digest, is what the cycle uses; another version is other data."),
    ),
    "environment": (
        _("environment"),
        _(
            "Where the work runs: a place, its capacity, its frameworks, as IT describes them in "
            "revisions."
        ),
    ),
    "platform_plan": (
        _("platform plan"),
        _(
            "Which environment the use case takes, and how much of it, month by month. The Platform "
            "gate approves it."
        ),
    ),
    "framework": (
        _("framework"),
        _(
            "A library in a version, such as scikit-learn >=1.5, that the team asks IT to have in an "
            "environment."
        ),
    ),
    "wall": (
        _("the wall"),
        _(
            "By month, what running and planned use cases take of an environment, against what it "
            "has."
        ),
    ),
}
