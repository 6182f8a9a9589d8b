"""Facts for tests: a whole set with which every check passes, to change."""

import copy
from typing import Any

from governance import checks
from governance.checks import CheckOutcome
from governance.policy import CheckRule

OBJECTIVE = {
    "metric": "roc_auc",
    "direction": "at_least",
    "threshold": "0.80000000",
    "measured_on": "both",
    "segment": "",
}

PASSING: dict[str, Any] = {
    "stage": "data",
    "needs": [{"stage": "definition", "open": True, "reason": ""}],
    "authors": ["ana"],
    "brief": {
        "id": 1,
        "revision": 3,
        "complete": True,
        "missing": [],
        "residency": "on_premises",
        "classification": "internal",
        "tier": "medium",
        "task": "classification",
        "objectives": [OBJECTIVE],
    },
    "places": [
        {
            "what": "source",
            "name": "Flights",
            "place": "Hall 2",
            "kind": "on_premises",
            "region": "",
        },
        {
            "what": "environment",
            "name": "Cluster A",
            "place": "Hall 2",
            "kind": "on_premises",
            "region": "",
        },
    ],
    "sources": [{"name": "Flights", "state": "granted", "owner": "Dee"}],
    "plan": {
        "id": 1,
        "number": 2,
        "steps": 3,
        "target_column": "late",
        "split_rule": "hash of the flight's key",
        "thresholds": {"train": 20000},
    },
    "verdict": {"round": 2, "asked": 20000, "delivered": 21000, "outcome": "sufficient"},
    "datasets": [
        {
            "id": 1,
            "part": "train",
            "label": "January",
            "sha256": "a" * 64,
            "rows": 21000,
            "passed": True,
            "failures": [],
        }
    ],
    "environment": {
        "name": "Cluster A",
        "revision": 1,
        "place": "Hall 2",
        "service_level": "gold",
        "cpu_cores": 8,
        "memory_gib": 32,
        "accelerators": 0,
        "frameworks": {"scikit-learn": "1.7.2"},
    },
    "load": {"cpu_cores": 8, "memory_gib": 16, "accelerators": 0, "requests_per_second": 5},
    "frameworks": {"needed": {"scikit-learn": ">=1.7"}, "elsewhere": {}},
    "candidate": {
        "id": 1,
        "model": "late",
        "version": "3",
        "run_id": "run-1",
        "artifacts_sha": "b" * 64,
        "missing": [],
        "author": "Sam",
    },
    "claimed": {"roc_auc": {"value": "0.97", "run_id": "run-1", "state": "ok"}},
    "measured": {
        "evaluation": 4,
        "n": 3,
        "digest": "c" * 64,
        "limit": 3,
        "state": "done",
        "reason": "",
        "metrics": {"roc_auc": {"value": "0.905", "low": "0.897", "high": "0.913"}},
        "segments": [
            {"segment": "month=4", "rows": 100, "metrics": {"roc_auc": {"value": "0.78"}}}
        ],
    },
    "comparison": {
        "id": 1,
        "state": "done",
        "champion": "late v2",
        "metrics": {
            "roc_auc": {
                "champion": {"value": "0.903", "low": "0.89", "high": "0.91"},
                "challenger": {"value": "0.905", "low": "0.897", "high": "0.913"},
                "difference": {"value": "0.002", "low": "-0.004", "high": "0.008"},
            }
        },
    },
    "contract": {
        "revision": 2,
        "inputs": [{"name": "hour", "type": "integer"}, {"name": "carrier", "type": "string"}],
        "outputs": [{"name": "probability", "type": "double"}],
        "smoke": "passed",
        "smoke_version": "late/3",
        "source": "Flights",
    },
    "signature": {
        "inputs": [{"name": "hour", "type": "long"}, {"name": "carrier", "type": "string"}],
        "outputs": [{"name": "probability", "type": "double"}],
    },
    "target": {"key": "local", "title": "Local", "place": "Hall 2", "kind": "on_premises"},
    "sandbox": {"level": "bubblewrap", "reason": ""},
}
# Enough for each check to be strict about something.
PARAMS: dict[str, dict[str, Any]] = {
    "needs-open": {"stages": ("definition",)},
    "residency": {"required": "on_premises"},
    "target-residency": {"required": "on_premises"},
    "target-allowed": {"targets": ("local",)},
    "service-level": {"levels": ("gold",)},
    "evaluation-limit": {"limit": 3},
    "objectives-met": {"counts": "measured"},
    "sandbox-available": {"required": True},
}


def facts(**changes: Any) -> dict[str, Any]:
    """The passing facts with some replaced; `name=...` (Ellipsis) takes one out.

    `a__b=x` changes the key b within a, `a__0=x` the first of a list.
    """
    made = copy.deepcopy(PASSING)
    for path, value in changes.items():
        where: Any = made
        keys = [int(one) if one.isdigit() else one for one in path.split("__")]
        for key in keys[:-1]:
            where = where[key]
        if value is ...:
            del where[keys[-1]]
        else:
            where[keys[-1]] = value
    return made


def run(key: str, params: dict[str, Any] | None = None, /, **changes: Any) -> CheckOutcome:
    """What one check says of the passing facts with some changed."""
    rule = CheckRule(key, PARAMS.get(key, {}) if params is None else params)
    return checks.run(rule, facts(**changes))
