"""Terms of what runs and of what is kept: releases, windows, times, the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TERMS: Mapping[str, tuple[Any, Any]] = {
    "champion": (
        _("champion and challenger"),
        _(
            "The champion is the version in service, the challenger the candidate that wants its "
            "place. Both are measured by Pitwall; “live” is what operation shows."
        ),
    ),
    "history": (
        _("history"),
        _(
            "Every change in this use case, in order. Nothing can be edited, by anyone; each entry "
            "comes with a proof that it was there."
        ),
    ),
    "application": (
        _("application"),
        _(
            "What people use, and what asks the model. Its contract says which columns it sends and "
            "what it expects back."
        ),
    ),
    "contract": (
        _("contract"),
        _(
            "The columns that the application sends and expects, compared with the model’s signature "
            "at the Integration gate, and a request to try them with."
        ),
    ),
    "candidate": (
        _("candidate"),
        _(
            "A model version that was nominated in this cycle; once it is measured it can go before "
            "the Training gate."
        ),
    ),
    "release": (
        _("release"),
        _(
            "One model version on one target. An approval deploys nothing: a person with the right "
            "then does. One is live on a target."
        ),
    ),
    "target": (
        _("target"),
        _("Where a version serves, and the alias in MLflow that says which one it is."),
    ),
    "rollback": (
        _("the way back"),
        _(
            "A version that served before, whose approval still stands, may return without a new "
            "review. It opens a finding."
        ),
    ),
    "break_glass": (
        _("break glass"),
        _(
            "In an emergency two people together release without an approval. A finding says so until "
            "it is settled."
        ),
    ),
    "window": (
        _("window"),
        _(
            "A period of operation, by week or month, whose scores are judged against the objectives "
            "once enough feedback is there."
        ),
    ),
    "feedback": (
        _("feedback"),
        _(
            "What really happened, joined to a score by its prediction’s id. Without it nobody knows "
            "how well the model does."
        ),
    ),
    "drift": (
        _("drift"),
        _(
            "How far the values of a feature have moved from the training data. It breaches nothing "
            "by itself: it says where to look."
        ),
    ),
    "lead_time": (
        _("lead time"),
        _(
            "From the beginning of a stage to its open gate: working time and waiting time apart. "
            "People are never ranked."
        ),
    ),
    "rework": (
        _("rework"),
        _("Rounds after the first at the same gate, and stages begun again."),
    ),
    "throughput": (
        _("throughput"),
        _("How many gates opened and versions went into service in a period."),
    ),
    "entry": (
        _("ledger entry"),
        _(
            "One change, with who, when and what. Comments and files enter by their hash alone, so "
            "that they can be erased."
        ),
    ),
    "seal": (
        _("sealed"),
        _(
            "Entries are leaves of a tree whose root is signed; a checkpoint can be compared by a "
            "stranger, without Pitwall."
        ),
    ),
    "delivery": (
        _("delivery"),
        _(
            "Work that an entry causes, such as a notice or a link in MLflow. It is tried again until "
            "it is done, or given up for officers to see."
        ),
    ),
    "token": (
        _("token"),
        _(
            "A key for programs: to the API, or to MLflow for one use case. It is shown once, ends by "
            "itself and can be revoked."
        ),
    ),
    "job": (
        _("job"),
        _(
            "Long work in a process of its own: training, measuring, comparing, a smoke test. It goes "
            "on when the page is closed."
        ),
    ),
}
