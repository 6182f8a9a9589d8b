"""Bodies that an act takes: the schema's example, with ids and revisions that exist put in."""

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import PolicyVersion, User
from projects.models import (
    DatasetVersion,
    DataSource,
    Environment,
    EnvironmentRevision,
    Place,
    UseCase,
)
from tests.projects.attachments.material import PDF
from tests.projects.conftest import AUC, MILD, table
from tests.story import INPUTS, OUTPUTS
from workflows.models import Target


def examples(operation: Any) -> Iterator[tuple[str, Any]]:
    """A body in each media type that the operation takes, as the schema shows it."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    for media, given in content.items():
        shown = given.get("examples", {}).get("Example", {}).get("value")
        if shown is not None:
            yield media, copy.deepcopy(shown)


def fitted(operation: Any, body: Any, row: Any, variant: int) -> Any:
    """The example with what is known of the site put in; variants differ in what there is a choice of."""
    if not isinstance(body, dict):
        return body
    label = operation.label.replace("/api/v1", "")
    left_out = LEFT_OUT | NOT_OF.get(label, set())
    body = {name: value for name, value in body.items() if name not in left_out}
    for name in body:
        if name in FIELDS:
            body[name] = FIELDS[name](row, variant)
    own = OWN.get(label)
    return body | own(row, variant) if own else body


def among(rows: Any, variant: int) -> Any:
    found = list(rows.order_by("-pk").values_list("pk", flat=True)[:20])
    return found[variant % len(found)] if found else 0


def newest(rows: Any) -> int:
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def use_case(row: Any) -> str:
    slug = getattr(row, "slug", None)
    return slug or UseCase.objects.order_by("pk").values_list("slug", flat=True)[0]


def in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def policy(row: Any, variant: int) -> dict[str, Any]:
    """A draft that is the shipped policy under the name of the row, or a new one."""
    shipped = PolicyVersion.objects.filter(policy__name="standard").latest("pk")
    name = row.name if row else "house-rules"
    given = {"title": "House rules", "source": shipped.source.replace("standard", name, 1)}
    return given if row else given | {"name": name}


def brief(row: Any, variant: int) -> dict[str, Any]:
    return {"objectives": [AUC], "questionnaire": MILD, "based_on": newest(row.briefs)}


def plan(row: Any, variant: int) -> dict[str, Any]:
    return {
        "source_ids": [],
        "key_column": "flight",
        "steps": [{"kind": "clean", "title": "Drop cancelled", "code_revision": "a1"}],
        "thresholds": {"train": 4},
        "checks": [],
        "based_on": newest(row.data_plans),
    }


def platform(row: Any, variant: int) -> dict[str, Any]:
    return {
        "cpu_cores": 1,
        "memory_gib": 1,
        "accelerators": 0,
        "frameworks": {"scikit-learn": ">=1.5"},
        "phases": [],
        "based_on": newest(row.platform_plans),
    }


def contract(row: Any, variant: int) -> dict[str, Any]:
    return {
        "inputs": INPUTS,
        "outputs": OUTPUTS,
        "smoke_request": [{"dep_delay": "4", "carrier": "UA"}],
        "based_on": newest(row.contracts),
    }


def channel(row: Any, variant: int) -> dict[str, Any]:
    return {"name": "New", "address": "jsons://93.184.216.34/hook", "kinds": ["release"]}


def founding(row: Any, variant: int) -> dict[str, Any]:
    return {
        "title": "Lost bags",
        "slug": "lost-bags",
        "founder_role": ("analyst", "data_scientist")[variant % 2],
        "brief": {
            "title": "Lost bags",
            "classification": "internal",
            "residency": "on_premises",
            "objectives": [AUC],
            "questionnaire": MILD,
        },
    }


def vote(row: Any, variant: int) -> dict[str, Any]:
    roles = ("", "it", "devops", "app_developer", "data_engineer")
    given = {"choice": "approve", "seen_hash": row.content_hash, "conditions": []}
    role = roles[variant % len(roles)]
    return given | {"role": role} if role else given


def advice(row: Any, variant: int) -> dict[str, Any]:
    given = vote(row, variant)
    return {name: given[name] for name in ("choice", "role") if name in given}


def pins(row: Any, variant: int) -> dict[str, Any]:
    made = DatasetVersion.objects.filter(scope=row.scope)
    parts = [
        {"dataset_id": made.filter(part=part).order_by("pk").values_list("pk", flat=True).first()}
        | {"part": part}
        for part in ("train", "held_out")
    ]
    return {"datasets": [one for one in parts if one["dataset_id"]]}


def batch(features: bool) -> Callable[[Any, int], dict[str, Any]]:
    def made(row: Any, variant: int) -> dict[str, Any]:
        given = {"prediction_id": "new-1", "event_at": in_days(-2)}
        scored = {"version": "1", "features": {"dep_delay": 3.0}, "output": {"probability": 0.2}}
        return {"rows": [given | (scored if features else {"actual": "1"})]}

    return made


LEFT_OUT = {
    "finding_id",
    "on_behalf_of_id",
    "operational_source_id",
    "parent_ids",
    "accelerator_kind",
    "conditions",
    "entry_stage",
    "author_id",
}
NOT_OF = {
    "POST /tokens/": {"user_id", "use_case", "allows"},
    "POST /ledger/export/": {"scope"},
    "POST /me/intake/found/": {"members"},
}
FIELDS: dict[str, Callable[[Any, int], Any]] = {
    "owner_id": lambda row, n: among(User.objects.filter(username__in=["sam", "ann", "dee"]), n),
    "taker_id": lambda row, n: among(User.objects.filter(username__in=["ava", "sia", "dot"]), n),
    "user_id": lambda row, n: among(User.objects.filter(username__in=["stan", "ava"]), n),
    "place_id": lambda row, n: among(Place.objects.all(), n),
    "source_id": lambda row, n: among(DataSource.objects.all(), n),
    "target_id": lambda row, n: among(Target.objects.all(), n),
    "environment_id": lambda row, n: among(Environment.objects.all(), n),
    "revision_id": lambda row, n: among(EnvironmentRevision.objects.all(), n),
    "dataset_id": lambda row, n: among(DatasetVersion.objects.filter(scope=row.scope), n),
    "use_case": lambda row, n: use_case(row),
    "subject": lambda row, n: f"use_case:{UseCase.objects.order_by('pk')[0].pk}",
    "until": lambda row, n: in_days(20),
    "due": lambda row, n: in_days(20)[:10],
    "role": lambda row, n: ("analyst", "data_scientist", "devops", "it")[n % 4],
    "events": lambda row, n: ["release.live"],
    "address": lambda row, n: "https://93.184.216.34/hook",
    "stage": lambda row, n: STAGES[n % len(STAGES)],
    "cpu_cores": lambda row, n: 4,
    "frameworks": lambda row, n: {"scikit-learn": "1.5.1"},
    "files": lambda row, n: [PDF],
}
STAGES = ("definition", "data", "platform", "training", "integration", "release")
OWN: dict[str, Callable[[Any, int], dict[str, Any]]] = {
    "POST /policies/": policy,
    "PUT /policies/{id}/draft/": policy,
    "POST /use-cases/{id}/briefs/": brief,
    "POST /use-cases/{id}/data-plans/": plan,
    "POST /use-cases/{id}/platform-plans/": platform,
    "POST /applications/{id}/contracts/": contract,
    "POST /reviews/{id}/votes/": vote,
    "POST /reviews/{id}/advice/": advice,
    "POST /cycles/{id}/data/": pins,
    "POST /use-cases/{id}/scores/": batch(features=True),
    "POST /use-cases/{id}/feedback/": batch(features=False),
    "POST /data-plans/{id}/datasets/": lambda row, n: {
        "file": table().encode(),
        "part": "train",
        "label": "May",
    },
    "POST /cycles/{id}/candidates/": lambda row, n: {"model": "late-arrivals", "version": "9"},
    "POST /people/{id}/site-roles/": lambda row, n: {"role": "validator"},
    "POST /people/{id}/site-roles/end/": lambda row, n: {
        "role": ("validator", "officer", "administrator")[n % 3]
    },
    "POST /webhooks/{id}/rotate/": lambda row, n: {"overlap_hours": 1},
    "POST /use-cases/{id}/proposals/": lambda row, n: {
        "act": ("suspend", "retire", "close", "resume")[n % 4],
    },
    "POST /releases/{id}/windows/": lambda row, n: {
        "label": "A month",
        "starts_at": in_days(-9),
        "ends_at": in_days(-2),
    },
    "POST /environments/": lambda row, n: {"key": "fuzz", "based_on": 0, "interpreter": ""},
    "POST /tokens/": lambda row, n: {"name": "mine", "days": 9},
    "POST /channels/": channel,
    "PUT /channels/{id}/": channel,
    "POST /me/intake/found/": founding,
    "POST /use-cases/": lambda row, n: {"slug": "early-arrivals"},
    "POST /findings/{id}/assign/": lambda row, n: {"due": in_days(20)},
}
